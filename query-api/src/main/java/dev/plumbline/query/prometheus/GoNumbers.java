// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.query.prometheus;

import java.math.BigDecimal;

/** Numbers as Prometheus (Go) writes them. */
final class GoNumbers {
  private GoNumbers() {}

  /**
   * The value of a sample: the shortest decimal that reads back the same, without exponent between
   * 1e-6 and 1e21 (Prometheus, {@code jsonutil.MarshalFloat}).
   */
  static String sample(double value) {
    if (!Double.isFinite(value)) {
      return Double.isNaN(value) ? "NaN" : value > 0 ? "+Inf" : "-Inf";
    }
    if (value == 0) {
      return 1 / value < 0 ? "-0" : "0";
    }
    double size = Math.abs(value);
    if (size < 1e-6 || size >= 1e21) {
      return exponent(value);
    }
    return new BigDecimal(Double.toString(value)).stripTrailingZeros().toPlainString();
  }

  /** With exponent, {@code 8.3e-01}, as alerts have it. */
  static String exponent(double value) {
    if (!Double.isFinite(value) || value == 0) {
      return value == 0 ? "0e+00" : sample(value);
    }
    BigDecimal decimal = new BigDecimal(Double.toString(value)).stripTrailingZeros();
    String digits = decimal.unscaledValue().abs().toString();
    int exponent = digits.length() - 1 - decimal.scale();
    return (value < 0 ? "-" : "")
        + digits.charAt(0)
        + (digits.length() > 1 ? "." + digits.substring(1) : "")
        + (exponent < 0 ? "e-" : "e+")
        + (Math.abs(exponent) < 10 ? "0" : "")
        + Math.abs(exponent);
  }

  /** Milliseconds as seconds, with three digits behind the point or none. */
  static String timestamp(long millis) {
    long fraction = Math.abs(millis % 1000);
    if (fraction == 0) {
      return String.valueOf(millis / 1000);
    }
    String sign = millis < 0 && millis > -1000 ? "-" : "";
    return sign + millis / 1000 + "." + String.valueOf(1000 + fraction).substring(1);
  }
}
