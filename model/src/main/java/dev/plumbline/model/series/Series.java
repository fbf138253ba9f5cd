// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.model.series;

import java.util.Arrays;

/**
 * One series with samples. The arrays are shared, not copied: neither side changes them.
 *
 * @param timestamps milliseconds since the epoch, strictly ascending
 * @param values one for each timestamp; a value with the bits {@link #STALE} ends the series
 */
@SuppressWarnings("ArrayRecordComponent") // millions of samples; equality is by content below
public record Series(Labels labels, long[] timestamps, double[] values) {
  /** The bits of Prometheus's staleness marker, one particular NaN. */
  public static final long STALE = 0x7ff0000000000002L;

  public Series {
    if (timestamps.length != values.length) {
      throw new IllegalArgumentException(
          "series must have as many values as timestamps, but had "
              + values.length
              + " and "
              + timestamps.length);
    }
  }

  /** Whether the value is the staleness marker (an ordinary NaN is not). */
  public static boolean isStale(double value) {
    return Double.doubleToRawLongBits(value) == STALE;
  }

  public int size() {
    return timestamps.length;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Series(Labels otherLabels, long[] otherTimestamps, double[] otherValues)
        && labels.equals(otherLabels)
        && Arrays.equals(timestamps, otherTimestamps)
        && Arrays.equals(values, otherValues);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * labels.hashCode() + Arrays.hashCode(timestamps)) + Arrays.hashCode(values);
  }

  @Override
  public String toString() {
    return labels + " " + Arrays.toString(timestamps) + " " + Arrays.toString(values);
  }
}
