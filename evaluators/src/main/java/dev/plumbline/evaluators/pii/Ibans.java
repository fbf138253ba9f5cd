// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.pii;

import dev.plumbline.evaluators.text.TextView;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** International bank account numbers (ISO 13616): country, length and checksum must be right. */
final class Ibans {
  private static final Map<String, Integer> LENGTHS = new HashMap<>();

  static {
    String table =
        "ad24 ae23 al28 at20 az28 ba20 be16 bg22 bh22 bi27 br29 by28 ch21 cr22 cy28 cz24 de22 dj27"
            + " dk18 do28 ee20 eg29 es24 fi18 fk18 fo18 fr27 gb22 ge22 gi23 gl18 gr27 gt28 hn28"
            + " hr21 hu28 ie22 il23 iq23 is26 it27 jo30 kw30 kz20 lb28 lc32 li21 lt20 lu20 lv21"
            + " ly25 mc27 md24 me22 mk19 mn20 mr27 mt31 mu30 ni28 nl18 no15 om23 pk24 pl28 ps29"
            + " pt25 qa29 ro24 rs22 ru33 sa24 sc31 sd18 se24 si19 sk24 sm27 so23 st25 sv28 tl23"
            + " tn24 tr26 ua29 va22 vg24 xk20 ye30";
    for (String entry : table.split(" ")) {
      LENGTHS.put(entry.substring(0, 2), Integer.valueOf(entry.substring(2)));
    }
  }

  void find(TextView text, List<Finding> found) {
    for (int i = 0; i + 14 < text.length(); i++) {
      if (PiiDetector.digit(text.charAt(i + 2))
          && PiiDetector.digit(text.charAt(i + 3))
          && latin(text.charAt(i))
          && latin(text.charAt(i + 1))
          && !PiiDetector.wordUnit(text, i - 1)) {
        int end = end(text, i);
        if (end > 0) {
          PiiDetector.add(found, new Finding(PiiType.IBAN, i, end, PiiDetector.SURE));
        }
      }
    }
  }

  /** Behind the number, with single spaces or dashes between its groups; -1 when it is none. */
  private static int end(TextView text, int start) {
    Integer length = LENGTHS.get(text.slice(start, start + 2));
    if (length == null) {
      return -1;
    }
    StringBuilder kept = new StringBuilder(length);
    int i = start;
    while (i < text.length() && kept.length() < length) {
      char c = text.charAt(i);
      if (latin(c) || PiiDetector.digit(c)) {
        kept.append(c);
      } else if (!((c == ' ' || c == '-') && i > start && text.charAt(i - 1) != c)) {
        return -1;
      }
      i++;
    }
    boolean whole = kept.length() == length && !PiiDetector.wordUnit(text, i);
    return whole && checksum(kept) ? i : -1;
  }

  private static boolean checksum(CharSequence iban) {
    int rest = 0;
    for (int k = 0; k < iban.length(); k++) {
      char c = iban.charAt((k + 4) % iban.length());
      int value = PiiDetector.digit(c) ? c - '0' : c - 'a' + 10;
      rest = (value < 10 ? rest * 10 + value : rest * 100 + value) % 97;
    }
    return rest == 1;
  }

  private static boolean latin(char c) {
    return c >= 'a' && c <= 'z';
  }
}
