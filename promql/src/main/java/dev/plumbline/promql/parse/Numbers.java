// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.promql.parse;

import java.util.Locale;
import java.util.OptionalDouble;

/** Number literals as Go reads them: decimal, hexadecimal, octal, Inf, NaN, underscores. */
final class Numbers {
  private Numbers() {}

  /** Empty for what is no number or too large for its notation. */
  static OptionalDouble parse(String literal) {
    String text = literal.toLowerCase(Locale.ROOT).replace("_", "");
    try {
      if (text.equals("inf")) {
        return OptionalDouble.of(Double.POSITIVE_INFINITY);
      }
      if (text.equals("nan")) {
        return OptionalDouble.of(Double.NaN);
      }
      if (text.startsWith("0x")) {
        return OptionalDouble.of((double) Long.parseLong(text.substring(2), 16));
      }
      if (text.length() > 1 && text.startsWith("0") && isOctal(text)) {
        return OptionalDouble.of((double) Long.parseLong(text, 8));
      }
      double value = Double.parseDouble(text);
      return Double.isInfinite(value) ? OptionalDouble.empty() : OptionalDouble.of(value);
    } catch (NumberFormatException e) {
      return OptionalDouble.empty();
    }
  }

  private static boolean isOctal(String digits) {
    return digits.chars().allMatch(c -> c >= '0' && c <= '7');
  }
}
