// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.notify;

import dev.plumbline.model.alert.Alert;
import dev.plumbline.model.alert.AlertState;
import dev.plumbline.model.alert.GateState;
import java.time.Instant;
import java.util.Optional;

/** What the test button sends. */
final class Tests {
  private Tests() {}

  /** A resolved alert that says of itself that it is a test. */
  static Notice notice(Instant now) {
    Alert alert =
        new Alert(
            "plumbline-test-" + now.toEpochMilli(),
            "test",
            "plumbline",
            "test",
            "all",
            "",
            AlertState.RESOLVED,
            GateState.ALERTING,
            "info",
            "plumbline",
            now,
            now,
            Optional.of(now),
            Optional.of(now),
            now,
            0,
            0,
            0,
            0,
            "This is a test of the channel. Nothing has drifted.",
            "");
    return new Notice(alert, Status.RESOLVED, false);
  }
}
