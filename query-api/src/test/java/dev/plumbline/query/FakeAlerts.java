// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.query;

import dev.plumbline.model.alert.Alert;
import dev.plumbline.model.alert.AlertState;
import dev.plumbline.model.alert.GateState;
import java.time.Instant;
import java.util.Optional;

/** Alerts of a shop. */
final class FakeAlerts {
  static final Instant START = Instant.parse("2026-11-21T08:00:00Z");

  private FakeAlerts() {}

  static Alert alert(String id, AlertState state, String summary) {
    return alert(id, state, summary, "{\"windows\":[1,2],\"z\":7.0}");
  }

  static Alert alert(String id, AlertState state, String summary, String evidence) {
    return new Alert(
        id,
        "rolling_z",
        "shop",
        "refusal",
        "feature",
        "billing",
        state,
        GateState.ALERTING,
        "ticket",
        "support-team",
        START,
        START.plusSeconds(600),
        state == AlertState.PENDING ? Optional.empty() : Optional.of(START.plusSeconds(1200)),
        state == AlertState.RESOLVED ? Optional.of(START.plusSeconds(4000)) : Optional.empty(),
        START.plusSeconds(1800),
        0.11,
        0.04,
        0.01,
        7.0,
        summary,
        evidence);
  }
}
