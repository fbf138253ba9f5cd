// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.query.rest;

import dev.plumbline.model.alert.Alert;
import dev.plumbline.model.alert.AlertEvent;
import dev.plumbline.query.http.Answer;
import dev.plumbline.query.http.Doc;
import dev.plumbline.query.http.Json;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Alerts as the API shows them. */
final class AlertJson {
  private AlertJson() {}

  /** Answer of {@code /api/v1/alerts}. */
  record Alerts(
      Instant from,
      Instant to,
      @Doc("There are more than the limit let through.") boolean truncated,
      List<Item> items) {}

  /** Answer of {@code /api/v1/alerts/{id}}. */
  record Detail(
      Item alert,
      @Doc("Oldest first.") List<Event> events,
      @Doc("Evidence packet: windows, counts, baseline, statistic, samples, SQL.")
          JsonNode evidence) {
    static Detail of(Alert alert, List<AlertEvent> events) {
      return new Detail(
          Item.of(alert),
          events.stream().map(Event::of).toList(),
          Json.parseLenient(alert.evidenceJson()));
    }
  }

  /** One alert. */
  record Item(
      String id,
      @Doc("Kind of detector.") String monitor,
      String service,
      String dimension,
      @Doc("Name of the segment; all for the whole service.") String segment,
      String segmentValue,
      @Doc("pending, firing, acknowledged or resolved.") String state,
      @Doc("advisory, provisional or alerting: whether the evaluator has earned it.") String gate,
      @Doc("info, ticket or page.") String severity,
      String owner,
      @Doc("Estimated start of the drift, not of the alert.") Instant startedAt,
      Instant pendingSince,
      @Nullable Instant firedAt,
      @Nullable Instant resolvedAt,
      Instant updatedAt,
      @Nullable Double value,
      @Nullable Double baselineMean,
      @Nullable Double baselineSd,
      @Doc("Of the detector, for example z.") @Nullable Double statistic,
      @Doc("What happened, in plain words.") String summary) {
    static Item of(Alert alert) {
      return new Item(
          alert.id(),
          alert.monitor(),
          alert.service(),
          alert.dimension(),
          alert.segment(),
          alert.segmentValue(),
          alert.state().label(),
          alert.gate().label(),
          alert.severity(),
          alert.owner(),
          alert.startedAt(),
          alert.pendingSince(),
          alert.firedAt().orElse(null),
          alert.resolvedAt().orElse(null),
          alert.updatedAt(),
          Answer.finite(alert.value()),
          Answer.finite(alert.baselineMean()),
          Answer.finite(alert.baselineSd()),
          Answer.finite(alert.statistic()),
          alert.summary());
    }
  }

  /** A change in the life of an alert. */
  record Event(
      Instant at,
      String from,
      String to,
      @Doc("monitor, or who did it.") String actor,
      String note) {
    static Event of(AlertEvent event) {
      return new Event(
          event.at(), event.from().label(), event.to().label(), event.actor(), event.note());
    }
  }
}
