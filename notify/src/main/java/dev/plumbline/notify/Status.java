// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.notify;

import dev.plumbline.model.alert.AlertState;
import java.util.Optional;

/** What a notification says of an alert. */
enum Status {
  FIRING(AlertState.FIRING),
  ACKNOWLEDGED(AlertState.ACKNOWLEDGED),
  RESOLVED(AlertState.RESOLVED);

  private final AlertState state;

  Status(AlertState state) {
    this.state = state;
  }

  AlertState state() {
    return state;
  }

  String label() {
    return state.label();
  }

  /** Empty for a pending alert, of which nobody is told. */
  static Optional<Status> of(AlertState state) {
    return switch (state) {
      case PENDING -> Optional.empty();
      case FIRING -> Optional.of(FIRING);
      case ACKNOWLEDGED -> Optional.of(ACKNOWLEDGED);
      case RESOLVED -> Optional.of(RESOLVED);
    };
  }
}
