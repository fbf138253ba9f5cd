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
    while (i > from && trailing(text.charAt(i - 1))) {
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
