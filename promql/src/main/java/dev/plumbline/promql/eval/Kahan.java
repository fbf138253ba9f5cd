// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.promql.eval;

/** A sum with Neumaier's compensation, as Prometheus adds up. One thread. */
final class Kahan {
  private double sum;
  private double compensation;

  void add(double value) {
    double t = sum + value;
    if (Double.isInfinite(t)) {
      compensation = 0;
    } else if (Math.abs(sum) >= Math.abs(value)) {
      compensation += (sum - t) + value;
    } else {
      compensation += (value - t) + sum;
    }
    sum = t;
  }

  double value() {
    return Double.isInfinite(sum) ? sum : sum + compensation;
  }

  double sum() {
    return sum;
  }

  double compensation() {
    return compensation;
  }

  void set(double newSum, double newCompensation) {
    sum = newSum;
    compensation = newCompensation;
  }

  /**
   * A mean that does not overflow: the sum divided by the count while the sum is finite, then the
   * mean carried along from value to value.
   */
  static final class Mean {
    private final Kahan total = new Kahan();
    private long count;
    private boolean incremental;

    void add(double value) {
      count++;
      if (count == 1) {
        total.set(value, 0);
        return;
      }
      if (!incremental) {
        double sum = total.sum;
        double compensation = total.compensation;
        total.add(value);
        if (!Double.isInfinite(total.sum)) {
          return;
        }
        incremental = true;
        total.set(sum / (count - 1), compensation / (count - 1));
      }
      double q = (count - 1d) / count;
      total.set(q * total.sum, q * total.compensation);
      total.add(value / count);
    }

    double value() {
      return incremental
          ? total.sum + total.compensation
          : total.sum / count + total.compensation / count;
    }
  }
}
