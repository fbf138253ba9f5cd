// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.judges;

import dev.plumbline.model.metrics.Meters;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.DoubleSupplier;

/** Meters that tests can read: name and label values to total. */
final class CountingMeters implements Meters {
  private final Map<String, Double> totals = new ConcurrentHashMap<>();

  double total(String name, String... labelValues) {
    return totals.getOrDefault(name + String.join(",", labelValues), 0.0);
  }

  @Override
  public Counter counter(String name, String help, String... labelNames) {
    return (amount, labelValues) ->
        totals.merge(name + String.join(",", labelValues), amount, Double::sum);
  }

  @Override
  public void gauge(String name, String help, DoubleSupplier value) {}

  @Override
  public void counterFrom(String name, String help, DoubleSupplier value) {}

  @Override
  public void counterFrom(
      String name, String help, String labelName, String labelValue, DoubleSupplier value) {}

  @Override
  public Histogram histogram(String name, String help, double[] upperBounds, String... labelNames) {
    return (_, _) -> {};
  }
}
