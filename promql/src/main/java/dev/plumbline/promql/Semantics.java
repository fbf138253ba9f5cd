// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.promql;

/** The two generations of Prometheus whose results differ. */
public enum Semantics {
  /** Prometheus 2: ranges and lookback include a sample exactly at their start. */
  PROMETHEUS_2("2.x"),
  /** Prometheus 3: they do not, so that {@code [5m]} at a step of 5m counts no sample twice. */
  PROMETHEUS_3("3.x");

  private final String label;

  Semantics(String label) {
    this.label = label;
  }

  /** The value of {@code promql.semantics}. */
  public String label() {
    return label;
  }

  public boolean leftOpen() {
    return this == PROMETHEUS_3;
  }
}
