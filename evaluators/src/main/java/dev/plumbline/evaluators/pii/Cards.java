// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.pii;

import dev.plumbline.evaluators.pii.Numbers.Run;

/** Payment card numbers: issuer prefix, length, grouping and the Luhn checksum (ISO/IEC 7812). */
final class Cards {
  private Cards() {}

  static boolean fits(Run run, int first, int last) {
    if (run.plus(first) || !grouped(run, first, last)) {
      return false;
    }
    int end = run.endOf(last - 1);
    if (PiiDetector.wordUnit(run.text, end)) {
      return false;
    }
    String digits = run.digitText(first, last);
    if (!luhn(digits)) {
      return false;
    }
    // beyond the well-known ranges one number in ten passes the checksum by chance
    return issued(digits)
        || run.preceded(
            run.digitStart(first), "card", "cc", "credit", "debit", "maestro", "visa", "amex");
  }

  private static boolean grouped(Run run, int first, int last) {
    if (last - first == 1) {
      return true;
    }
    return (run.parted(first, last, ' ') || run.parted(first, last, '-'))
        && (run.sizes(first, last, 4, 4, 4, 4)
            || run.sizes(first, last, 4, 6, 5)
            || run.sizes(first, last, 4, 6, 4)
            || run.sizes(first, last, 4, 4, 4, 4, 3)
            || run.sizes(first, last, 4, 4, 4, 3)
            || run.sizes(first, last, 4, 4, 4, 1));
  }

  /** Issuer ranges of the large networks with the lengths they use. */
  private static boolean issued(String d) {
    int n = d.length();
    int two = Integer.parseInt(d.substring(0, 2));
    int four = Integer.parseInt(d.substring(0, 4));
    if (d.charAt(0) == '4') {
      return n == 13 || n == 16 || n == 19;
    }
    if ((two >= 51 && two <= 55) || (four >= 2221 && four <= 2720)) {
      return n == 16;
    }
    if (two == 34 || two == 37) {
      return n == 15;
    }
    if (two == 36 || two == 38 || two == 39 || (four / 10 >= 300 && four / 10 <= 305)) {
      return n == 14 || n == 16;
    }
    if (four == 6011 || two == 65 || (four / 10 >= 644 && four / 10 <= 649) || two == 62) {
      return n >= 16;
    }
    if (four >= 3528 && four <= 3589) {
      return n >= 16;
    }
    return (four == 2131 || four == 1800) && n == 15;
  }

  private static boolean luhn(String digits) {
    int sum = 0;
    for (int i = 0; i < digits.length(); i++) {
      int value = digits.charAt(digits.length() - 1 - i) - '0';
      if (i % 2 == 1) {
        value *= 2;
        value = value > 9 ? value - 9 : value;
      }
      sum += value;
    }
    return sum % 10 == 0 && !digits.chars().allMatch(c -> c == '0');
  }
}
