// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.model.ingest;

import java.util.Locale;

/** The kind of OTLP export request that a payload holds. */
public enum Signal {
  TRACES,
  LOGS,
  METRICS;

  /** The value of the metric label {@code signal}: the name in lower case. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
