// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.notify;

import dev.plumbline.model.alert.Alert;

/**
 * One alert that somebody is told about.
 *
 * @param status what is told, which may be behind the alert's own state
 * @param escalated nobody acknowledged it where it was told first
 */
record Notice(Alert alert, Status status, boolean escalated) {

  boolean firing() {
    return status != Status.RESOLVED;
  }

  /** The same for the same message, so that a receiver can drop one that comes twice. */
  String key() {
    return alert.id() + ":" + status.label();
  }
}
