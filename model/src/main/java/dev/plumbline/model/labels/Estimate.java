// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.model.labels;

/** A number with its 95 % interval; the interval is NaN where it is not known. */
public record Estimate(double value, double low, double high) {
  /** A number whose interval is not known. */
  public static Estimate of(double value) {
    return new Estimate(value, Double.NaN, Double.NaN);
  }
}
