// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.model.metrics;

import java.util.function.DoubleSupplier;

/**
 * Where a module counts what it does. Names are Prometheus names: {@code plumbline_} prefix, base
 * units, counters end in {@code _total}. Asking twice for one name gives the same meter.
 * Thread-safe.
 */
public interface Meters {
  /** A number that only grows. {@link Counter#add} takes one value for each label name. */
  Counter counter(String name, String help, String... labelNames);

  /** Reads {@code value} at each scrape. */
  void gauge(String name, String help, DoubleSupplier value);

  /** Reads {@code value} at each scrape, as a counter: for totals that are kept elsewhere. */
  void counterFrom(String name, String help, DoubleSupplier value);

  /** As {@link #counterFrom(String, String, DoubleSupplier)}, one series of several. */
  void counterFrom(
      String name, String help, String labelName, String labelValue, DoubleSupplier value);

  /** Durations or sizes in classic buckets. */
  Histogram histogram(String name, String help, double[] upperBounds, String... labelNames);

  /** A number that only grows. */
  interface Counter {
    void add(double amount, String... labelValues);

    default void increment(String... labelValues) {
      add(1, labelValues);
    }
  }

  /** A distribution in classic buckets. */
  interface Histogram {
    void observe(double value, String... labelValues);
  }

  /** Counts nothing: for tests and tools. */
  static Meters none() {
    return NoMeters.INSTANCE;
  }
}
