// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.model.alert;

import java.util.Locale;

/** Where an alert is in its life. */
public enum AlertState {
  PENDING,
  FIRING,
  ACKNOWLEDGED,
  RESOLVED;

  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
