// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.model.alert;

import java.util.Locale;

/** Whether the evaluator behind an alert has been proved against human labels. */
public enum GateState {
  /** Listed and shown with its badge; notifies only if its owner says so. */
  ADVISORY,
  /** Proved on public labels only: a ticket, never a page. */
  PROVISIONAL,
  /** Proved on the tenant's labels, or a plain fact. */
  ALERTING;

  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
