// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.query.incidents;

import dev.plumbline.model.alert.Alert;
import dev.plumbline.model.alert.AlertEvent;
import dev.plumbline.model.incident.ChangedPart;
import dev.plumbline.model.incident.Incident;
import dev.plumbline.model.incident.IncidentEvent;
import dev.plumbline.model.incident.RunbookStep;
import dev.plumbline.model.store.TelemetryReader.VersionChange;
import dev.plumbline.query.http.Answer;
import dev.plumbline.query.http.Doc;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Incidents as the API shows them. */
final class IncidentJson {
  private IncidentJson() {}

  /** Answer of {@code /api/v1/incidents}. */
  record Incidents(
      Instant from,
      Instant to,
      @Doc("There are more than the limit let through.") boolean truncated,
      List<Item> items) {}

  /** One incident. */
  record Item(
      String id,
      String service,
      @Doc("open, acknowledged, resolved or reopened.") String state,
      @Doc("Of the leading alert: the most severe one with the largest effect.") String dimension,
      @Doc("Of the leading alert; all for the whole service.") String segment,
      String segmentValue,
      @Doc("The largest of its alerts: info, ticket or page.") String severity,
      String owner,
      @Doc("Estimated start of the first drift.") Instant startedAt,
      Instant openedAt,
      @Nullable Instant acknowledgedAt,
      @Nullable Instant resolvedAt,
      Instant updatedAt,
      @Doc("What happened, in plain words.") String summary,
      @Doc("What changed around the start, by the alerts' evidence; the nearest first.")
          List<Changed> changes,
      List<String> alertIds,
      @Doc("Alerts that are not over; none means that it can be resolved.")
          List<String> openAlertIds,
      @Doc("Why it was resolved; empty when the cases say it.") String reason,
      @Doc("When a fix went out; the recovery watch starts here.") @Nullable Instant fixedAt,
      @Doc("When every score was back within its baseline's interval.")
          @Nullable Instant recoveredAt,
      @Doc("Golden sets that failing samples were written to, as name@version.")
          List<String> cases) {
    static Item of(Incident incident) {
      return new Item(
          incident.id(),
          incident.service(),
          incident.state().label(),
          incident.dimension(),
          incident.segment(),
          incident.segmentValue(),
          incident.severity(),
          incident.owner(),
          incident.startedAt(),
          incident.openedAt(),
          incident.acknowledgedAt().orElse(null),
          incident.resolvedAt().orElse(null),
          incident.updatedAt(),
          incident.summary(),
          incident.changes().stream().map(Changed::of).toList(),
          incident.alertIds(),
          incident.openAlertIds(),
          incident.reason(),
          incident.fixedAt().orElse(null),
          incident.recoveredAt().orElse(null),
          incident.cases());
    }
  }

  /** A part of the version tuple that changed. */
  record Changed(String part, String before, String after, Instant firstSeen) {
    static Changed of(ChangedPart change) {
      return new Changed(change.part(), change.before(), change.after(), change.firstSeen());
    }
  }

  /** Answer of {@code /api/v1/incidents/{id}}. */
  record Detail(
      Item incident,
      List<Step> runbook,
      @Doc("The audit with the history of its alerts, oldest first.") List<Line> timeline,
      List<AlertItem> alerts,
      @Doc("Up to 20 answers that show the leading drift most, for triage.") List<Call> queue,
      @Doc("Usual conversations from before the start.") List<Call> before,
      @Doc("Conversations since the start that show the drift.") List<Call> after,
      @Doc("Who is hit: means before and since the start, the clearest change first.")
          List<ScopeRow> scope,
      @Doc("Version changes of the service within a day of the start, the latest first.")
          List<VersionItem> changes,
      Links links) {}

  /** Answer of what people do to an incident. */
  record Now(Item incident, List<Step> runbook, List<Line> timeline) {
    static Now of(Incident incident, List<IncidentEvent> events, Instant now) {
      return new Now(
          Item.of(incident), Step.all(incident, now), events.stream().map(Line::of).toList());
    }
  }

  /** Where to go from here. */
  record Links(String similar, String cases) {
    static Links of(Incident incident) {
      String path = "/api/v1/incidents/" + part(incident.id());
      return new Links(path + "/similar", path + "/cases");
    }

    /** As part of a path. */
    static String part(String text) {
      return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
  }

  /** One step of the runbook. */
  record Step(
      @Doc("triage, scope, isolate, respond or learn.") String step,
      String task,
      Instant dueAt,
      @Doc("Until it is due; negative when it is late; null when it is done.")
          @Nullable Long secondsLeft,
      @Doc("Done after its time, or not done and its time is over.") boolean late,
      @Nullable Instant doneAt,
      String doneBy,
      String note) {
    static List<Step> all(Incident incident, Instant now) {
      Instant until = incident.resolvedAt().orElse(now);
      return incident.runbook().stream().map(step -> of(step, until)).toList();
    }

    private static Step of(RunbookStep step, Instant now) {
      return new Step(
          step.kind().label(),
          step.kind().task(),
          step.dueAt(),
          step.doneAt().isPresent() ? null : Duration.between(now, step.dueAt()).toSeconds(),
          step.late(now),
          step.doneAt().orElse(null),
          step.doneBy(),
          step.note());
    }
  }

  /** One line of the timeline. */
  record Line(
      Instant at,
      @Doc("Seconds since the opening; negative before it.") long clockSeconds,
      @Doc("What happened; alert for a change of an alert.") String kind,
      @Doc("State before.") String from,
      @Doc("State after.") String to,
      String actor,
      String note,
      @Doc("Empty for what happened to the incident itself.") String alertId) {
    static Line of(IncidentEvent event) {
      return new Line(
          event.at(),
          event.clock().toSeconds(),
          event.kind().label(),
          event.from().label(),
          event.to().label(),
          event.actor(),
          event.note(),
          "");
    }

    static Line of(AlertEvent event, Incident incident) {
      return new Line(
          event.at(),
          Duration.between(incident.openedAt(), event.at()).toSeconds(),
          "alert",
          event.from().label(),
          event.to().label(),
          event.actor(),
          event.note(),
          event.alertId());
    }
  }

  /** One alert of the incident. */
  record AlertItem(
      String id,
      String dimension,
      String segment,
      String segmentValue,
      String state,
      String gate,
      String severity,
      Instant startedAt,
      @Nullable Instant resolvedAt,
      @Nullable Double value,
      @Nullable Double baselineMean,
      String summary,
      @Doc("The score was back after the fix.") boolean recovered,
      @Doc("With history and evidence.") String href) {
    static AlertItem of(Alert alert, Incident incident) {
      return new AlertItem(
          alert.id(),
          alert.dimension(),
          alert.segment(),
          alert.segmentValue(),
          alert.state().label(),
          alert.gate().label(),
          alert.severity(),
          alert.startedAt(),
          alert.resolvedAt().orElse(null),
          Answer.finite(alert.value()),
          Answer.finite(alert.baselineMean()),
          alert.summary(),
          incident.recoveredAlertIds().contains(alert.id()),
          "/api/v1/alerts/" + Links.part(alert.id()));
    }
  }

  /** One call as a sample. */
  record Call(
      String traceId,
      String spanId,
      @Doc("RFC 3339.") String time,
      @Doc("Of the leading dimension; null when it has no score.") @Nullable Double value,
      String conversation,
      String feature,
      String model,
      @Doc("Beginning of what the user wrote, at most 600 characters.") String input,
      @Doc("Beginning of the answer, at most 600 characters.") String output,
      @Doc("The call with all its texts and scores.") String trace,
      @Doc("The whole conversation; null when the call belongs to none.")
          @Nullable String session) {}

  /** One value of one segment. */
  record ScopeRow(
      @Doc("all, feature, intent, model, prompt_version or language.") String segment,
      String value,
      long nBefore,
      @Nullable Double meanBefore,
      long nAfter,
      @Nullable Double meanAfter,
      @Doc("Mean since the start minus mean before it.") @Nullable Double change,
      @Doc("The change in its standard errors; null when it cannot be known.")
          @Nullable Double standardErrors) {}

  /** A version that first appeared. */
  record VersionItem(
      String part,
      @Doc("Empty when there was none.") String before,
      String after,
      Instant firstSeen,
      long calls) {
    static VersionItem of(VersionChange change) {
      return new VersionItem(
          change.part(), change.before(), change.after(), change.firstSeen(), change.calls());
    }
  }

  /** Answer of {@code /api/v1/incidents/{id}/similar}. */
  record Similar(List<SimilarItem> items) {}

  /** An incident that resembles another. */
  record SimilarItem(
      Item incident,
      @Doc("What both have: service, dimension, segment, or changed_part.") List<String> shared,
      @Doc("Parts of the version tuple that changed in both.") List<String> changedParts) {}
}
