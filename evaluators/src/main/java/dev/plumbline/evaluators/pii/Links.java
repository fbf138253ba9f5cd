// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.pii;

import dev.plumbline.evaluators.text.TextView;
import java.util.List;

/**
 * Links with a scheme, or that begin with {@code www.}; with credentials they are sure findings.
 */
final class Links {
  private static final int MAX_SCHEME = 16;
  private static final int MAX_LINK = 2048;
  private static final int MAX_HOST = 100;
  private static final List<String> DOMAINS =
      List.of(".com", ".org", ".net", ".edu", ".gov", ".co");

  /** Not hosts, though they look like it. */
  private static final List<String> FRAMEWORKS =
      List.of("asp.net", "ado.net", "vb.net", "java.net", "ml.net", "paint.net");

  void find(TextView text, List<Finding> found) {
    int i = 0;
    while (i + 3 < text.length()) {
      int start = -1;
      int host = 0;
      if (text.charAt(i) == ':' && text.charAt(i + 1) == '/' && text.charAt(i + 2) == '/') {
        start = schemeStart(text, i);
        host = i + 3;
      } else if (text.charAt(i) == 'w'
          && text.charAt(i + 1) == 'w'
          && text.charAt(i + 2) == 'w'
          && text.charAt(i + 3) == '.'
          && !PiiDetector.wordUnit(text, i - 1)) {
        start = i;
        host = i + 4;
      }
      int end = start < 0 ? i : end(text, host);
      if (start >= 0 && end > host + 2) {
        boolean credentials = credentials(text, host, end);
        PiiDetector.add(
            found,
            new Finding(
                PiiType.URL, start, end, credentials ? PiiDetector.SURE : PiiDetector.WEAK));
        i = end;
      } else {
        i++;
      }
    }
  }

  /** Names of hosts without scheme and without {@code www.}, under the best known domains. */
  void findBare(TextView text, List<Finding> found) {
    int from = 0; // no host reaches back over the one before
    for (int dot = 1; dot + 3 < text.length(); dot++) {
      if (text.charAt(dot) != '.' || !PiiDetector.wordUnit(text, dot - 1)) {
        continue;
      }
      int end = domainEnd(text, dot);
      if (end < 0) {
        continue;
      }
      int start = dot;
      while (start > from && dot - start < MAX_HOST && hostUnit(text.charAt(start - 1))) {
        start--;
      }
      from = end;
      if (dot - start >= 2
          && hostAlone(text, start, end)
          && !FRAMEWORKS.contains(text.slice(start, end))) {
        int last = end < text.length() && text.charAt(end) == '/' ? end(text, end) : end;
        PiiDetector.add(found, new Finding(PiiType.URL, start, last, PiiDetector.WEAK));
      }
    }
  }

  /** Behind the top-level domain that begins at the dot, a country's included; -1 when none. */
  private static int domainEnd(TextView text, int dot) {
    for (String domain : DOMAINS) {
      int end = dot + domain.length();
      if (end > text.length() || !matches(text, dot, domain)) {
        continue;
      }
      if (end + 2 < text.length()
          && text.charAt(end) == '.'
          && PiiDetector.letter(text.charAt(end + 1))
          && PiiDetector.letter(text.charAt(end + 2))
          && !PiiDetector.wordUnit(text, end + 3)) {
        return end + 3;
      }
      boolean goesOn =
          PiiDetector.wordUnit(text, end)
              || (end < text.length()
                  && text.charAt(end) == '.'
                  && PiiDetector.wordUnit(text, end + 1));
      if (!goesOn && !domain.equals(".co")) {
        return end;
      }
    }
    return -1;
  }

  private static boolean matches(TextView text, int at, String what) {
    for (int i = 0; i < what.length(); i++) {
      if (text.charAt(at + i) != what.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private static boolean hostAlone(TextView text, int start, int end) {
    char before = start > 0 ? text.charAt(start - 1) : ' ';
    char after = end < text.length() ? text.charAt(end) : ' ';
    return !PiiDetector.wordUnit(text, start - 1)
        && "@/\\_-.".indexOf(before) < 0
        && "@_-(".indexOf(after) < 0
        && text.charAt(start) != '.'
        && text.charAt(start) != '-';
  }

  private static boolean hostUnit(char c) {
    return (c >= 'a' && c <= 'z') || PiiDetector.digit(c) || c == '-' || c == '.';
  }

  private static int schemeStart(TextView text, int colon) {
    int i = colon;
    while (i > 0 && colon - i < MAX_SCHEME && schemeUnit(text.charAt(i - 1))) {
      i--;
    }
    while (i < colon && !PiiDetector.letter(text.charAt(i))) {
      i++;
    }
    return colon - i >= 2 ? i : -1;
  }

  private static boolean schemeUnit(char c) {
    return (c >= 'a' && c <= 'z') || PiiDetector.digit(c) || c == '+' || c == '-' || c == '.';
  }

  private static int end(TextView text, int from) {
    int limit = Math.min(text.length(), from + MAX_LINK);
    int i = from;
    while (i < limit && linkUnit(text.charAt(i))) {
      i++;
    }
    int open = 0; // brackets that the link opens and does not close
    for (int k = from; k < i; k++) {
      open += text.charAt(k) == '(' ? 1 : text.charAt(k) == ')' ? -1 : 0;
    }
    while (i > from && trailing(text.charAt(i - 1))) {
      if (text.charAt(i - 1) == ')') {
        if (open >= 0) {
          break;
        }
        open++;
      }
      i--;
    }
    return i;
  }

  private static boolean linkUnit(char c) {
    return c > ' ' && "<>\"'{}|\\^`".indexOf(c) < 0 && !Character.isWhitespace(c);
  }

  private static boolean trailing(char c) {
    return ".,;:!?)]*_".indexOf(c) >= 0;
  }

  /** {@code user:password@} before the host ends. */
  private static boolean credentials(TextView text, int host, int end) {
    boolean colon = false;
    for (int i = host; i < end; i++) {
      char c = text.charAt(i);
      if (c == '/' || c == '?' || c == '#') {
        return false;
      }
      if (c == '@') {
        return colon;
      }
      colon |= c == ':';
    }
    return false;
  }
}
