// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.model.series;

import java.util.Locale;

/**
 * What is known of a metric besides its samples.
 *
 * @param help empty when unknown
 * @param unit in words (seconds, tokens); empty when unknown
 */
public record MetricMetadata(Type type, String help, String unit) {
  /** OpenMetrics types. */
  public enum Type {
    COUNTER,
    GAUGE,
    HISTOGRAM,
    GAUGEHISTOGRAM,
    SUMMARY,
    INFO,
    STATESET,
    UNKNOWN;

    /** As the Prometheus API writes it: lower case. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
