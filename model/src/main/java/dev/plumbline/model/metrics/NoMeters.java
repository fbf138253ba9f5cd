// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.model.metrics;

import java.util.function.DoubleSupplier;

enum NoMeters implements Meters {
  INSTANCE;

  @Override
  public Counter counter(String name, String help, String... labelNames) {
    return (amount, labelValues) -> {};
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
    return (value, labelValues) -> {};
  }
}
