// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.promql.eval;

/**
 * Mathematical functions where Java and Go, in which PromQL is defined, differ or Java has none.
 */
final class GoMath {
  private static final double LARGE = 1 << 28;
  private static final double LN2 = 0.6931471805599453;

  private GoMath() {}

  /** 1 for base 1 and for base -1 with an infinite exponent, where Java says NaN. */
  static double pow(double base, double exponent) {
    if (base == 1 || (base == -1 && Double.isInfinite(exponent))) {
      return 1;
    }
    return Math.pow(base, exponent);
  }

  /** An infinity wins over NaN. */
  static double max(double a, double b) {
    if (a == Double.POSITIVE_INFINITY || b == Double.POSITIVE_INFINITY) {
      return Double.POSITIVE_INFINITY;
    }
    return Math.max(a, b);
  }

  static double min(double a, double b) {
    if (a == Double.NEGATIVE_INFINITY || b == Double.NEGATIVE_INFINITY) {
      return Double.NEGATIVE_INFINITY;
    }
    return Math.min(a, b);
  }

  /** Exact for powers of two. */
  static double log2(double x) {
    if (!(x > 0) || Double.isInfinite(x)) {
      return Math.log(x);
    }
    int exponent = Math.getExponent(x);
    if (exponent < Double.MIN_EXPONENT) {
      return log2(x * 0x1p54) - 54;
    }
    double fraction = Math.scalb(x, -exponent - 1);
    return fraction == 0.5 ? exponent : Math.log(fraction) * (1 / LN2) + exponent + 1;
  }

  static double asinh(double x) {
    double a = Math.abs(x);
    double result;
    if (Double.isNaN(x) || Double.isInfinite(x)) {
      return x;
    } else if (a > LARGE) {
      result = Math.log(a) + LN2;
    } else {
      result = Math.log1p(a + a * a / (1 + Math.sqrt(1 + a * a)));
    }
    return Math.copySign(result, x);
  }

  static double acosh(double x) {
    if (x < 1 || Double.isNaN(x)) {
      return Double.NaN;
    }
    if (x >= LARGE) {
      return Math.log(x) + LN2;
    }
    if (x > 2) {
      return Math.log(2 * x - 1 / (x + Math.sqrt(x * x - 1)));
    }
    double t = x - 1;
    return Math.log1p(t + Math.sqrt(2 * t + t * t));
  }

  static double atanh(double x) {
    if (!(Math.abs(x) <= 1)) {
      return Double.NaN;
    }
    double a = Math.abs(x);
    return Math.copySign(0.5 * Math.log1p(2 * a / (1 - a)), x);
  }
}
