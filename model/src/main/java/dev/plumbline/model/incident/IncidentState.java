// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.model.incident;

import java.util.Locale;

/** Where an incident is in its life. */
public enum IncidentState {
  OPEN,
  ACKNOWLEDGED,
  RESOLVED,
  /** Open again, by a person or because an alert came back. */
  REOPENED;

  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
