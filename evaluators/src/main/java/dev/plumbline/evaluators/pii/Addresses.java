// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.pii;

import dev.plumbline.evaluators.text.TextView;
import java.util.List;

/** E-mail addresses: a local part, {@code @}, and a host with a dot and a top level of letters. */
final class Addresses {
  /** Names such as {@code logo@2x.png} are no addresses. */
  private static final List<String> PICTURES = List.of("png", "jpg", "jpeg", "gif", "svg", "webp");

  private static final int MAX_LOCAL = 64;
  private static final int MAX_HOST = 253;

  void find(TextView text, List<Finding> found) {
    for (int at = 1; at + 3 < text.length(); at++) {
      if (text.charAt(at) != '@') {
        continue;
      }
      int start = at;
      while (start > 0 && at - start < MAX_LOCAL && localUnit(text.charAt(start - 1))) {
        start--;
      }
      while (start < at && !edge(text.charAt(start))) {
        start++;
      }
      int end = hostEnd(text, at + 1);
      if (start < at && end > 0 && edge(text.charAt(at - 1))) {
        PiiDetector.add(found, new Finding(PiiType.EMAIL, start, end, PiiDetector.SURE));
      }
    }
  }

  private static int hostEnd(TextView text, int from) {
    int limit = Math.min(text.length(), from + MAX_HOST);
    int i = from;
    while (i < limit && hostUnit(text.charAt(i))) {
      i++;
    }
    while (i > from && !edge(text.charAt(i - 1))) {
      i--;
    }
    int dot = i - 1;
    while (dot > from && text.charAt(dot) != '.') {
      if (!PiiDetector.letter(text.charAt(dot))) {
        return -1;
      }
      dot--;
    }
    return dot > from && i - dot > 2 && !PICTURES.contains(text.slice(dot + 1, i)) ? i : -1;
  }

  private static boolean edge(char c) {
    return PiiDetector.letter(c) || PiiDetector.digit(c) || c == '_' || c == '+' || c == '-';
  }

  private static boolean localUnit(char c) {
    return edge(c) || c == '.' || c == '%' || c == '\'' || c == '&' || c == '!' || c == '#';
  }

  private static boolean hostUnit(char c) {
    return PiiDetector.letter(c) || PiiDetector.digit(c) || c == '.' || c == '-';
  }
}
