// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.clickhouse.incident;

import dev.plumbline.clickhouse.read.Times;
import dev.plumbline.clickhouse.rowbinary.RowBinaryReader;
import dev.plumbline.clickhouse.rowbinary.RowBinaryWriter;
import dev.plumbline.model.incident.ChangedPart;
import dev.plumbline.model.incident.Incident;
import dev.plumbline.model.incident.IncidentState;
import dev.plumbline.model.incident.RunbookStep;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/** Rows of {@code incidents_data}. */
final class IncidentRows {
  static final List<String> COLUMNS =
      List.of(
          "IncidentId",
          "ServiceName",
          "State",
          "Dimension",
          "Segment",
          "SegmentValue",
          "Severity",
          "Owner",
          "StartedAt",
          "OpenedAt",
          "AcknowledgedAt",
          "ClosedAt",
          "UpdatedAt",
          "AlertIds",
          "EndedAlertIds",
          "RecoveredAlertIds",
          "Summary",
          "ChangePart",
          "ChangeBefore",
          "ChangeAfter",
          "ChangeAt",
          "Reason",
          "FixedAt",
          "RecoveredAt",
          "Cases",
          "ClockFrom",
          "StepKind",
          "StepDueAt",
          "StepDoneAt",
          "StepDoneBy",
          "StepNote",
          "Revision");

  /** In the order in which {@link #read} reads. */
  static final String SELECT =
      "SELECT IncidentId, toString(ServiceName), toString(State), toString(Dimension),"
          + " toString(Segment), SegmentValue, toString(Severity), Owner,"
          + " toUnixTimestamp64Milli(StartedAt), toUnixTimestamp64Milli(OpenedAt),"
          + " toUnixTimestamp64Milli(AcknowledgedAt), toUnixTimestamp64Milli(ClosedAt),"
          + " toUnixTimestamp64Milli(UpdatedAt), AlertIds, EndedAlertIds, RecoveredAlertIds, Summary,"
          + " ChangePart, ChangeBefore, ChangeAfter, arrayMap(t -> toUnixTimestamp64Milli(t), ChangeAt),"
          + " Reason, toUnixTimestamp64Milli(FixedAt), toUnixTimestamp64Milli(RecoveredAt), Cases,"
          + " toUnixTimestamp64Milli(ClockFrom), StepKind,"
          + " arrayMap(t -> toUnixTimestamp64Milli(t), StepDueAt),"
          + " arrayMap(t -> toUnixTimestamp64Milli(t), StepDoneAt), StepDoneBy, StepNote FROM incidents";

  private IncidentRows() {}

  static void write(RowBinaryWriter out, Incident incident, long revision) {
    out.string(incident.id());
    out.string(incident.service());
    out.string(incident.state().label());
    out.string(incident.dimension());
    out.string(incident.segment());
    out.string(incident.segmentValue());
    out.string(incident.severity());
    out.string(incident.owner());
    out.int64(millis(incident.startedAt()));
    out.int64(millis(incident.openedAt()));
    nullable(out, incident.acknowledgedAt());
    nullable(out, incident.resolvedAt());
    out.int64(millis(incident.updatedAt()));
    texts(out, incident.alertIds());
    texts(out, incident.endedAlertIds());
    texts(out, incident.recoveredAlertIds());
    out.string(incident.summary());
    texts(out, map(incident.changes(), ChangedPart::part));
    texts(out, map(incident.changes(), ChangedPart::before));
    texts(out, map(incident.changes(), ChangedPart::after));
    times(out, map(incident.changes(), ChangedPart::firstSeen));
    out.string(incident.reason());
    nullable(out, incident.fixedAt());
    nullable(out, incident.recoveredAt());
    texts(out, incident.cases());
    out.int64(millis(incident.clockFrom()));
    List<RunbookStep> steps = incident.runbook();
    texts(out, map(steps, step -> step.kind().label()));
    times(out, map(steps, RunbookStep::dueAt));
    out.length(steps.size());
    steps.forEach(step -> nullable(out, step.doneAt()));
    texts(out, map(steps, RunbookStep::doneBy));
    texts(out, map(steps, RunbookStep::note));
    out.int64(revision);
  }

  static Incident read(RowBinaryReader in) throws IOException {
    return new Incident(
        in.string(),
        in.string(),
        state(in.string()),
        in.string(),
        in.string(),
        in.string(),
        in.string(),
        in.string(),
        time(in),
        time(in),
        maybe(in),
        maybe(in),
        time(in),
        in.array(RowBinaryReader::string),
        in.array(RowBinaryReader::string),
        in.array(RowBinaryReader::string),
        in.string(),
        changes(in),
        in.string(),
        maybe(in),
        maybe(in),
        in.array(RowBinaryReader::string),
        time(in),
        steps(in));
  }

  static IncidentState state(String label) {
    return IncidentState.valueOf(label.toUpperCase(Locale.ROOT));
  }

  private static List<ChangedPart> changes(RowBinaryReader in) throws IOException {
    List<String> parts = in.array(RowBinaryReader::string);
    List<String> before = in.array(RowBinaryReader::string);
    List<String> after = in.array(RowBinaryReader::string);
    List<Instant> at = in.array(IncidentRows::time);
    List<ChangedPart> changes = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      changes.add(new ChangedPart(parts.get(i), before.get(i), after.get(i), at.get(i)));
    }
    return changes;
  }

  private static List<RunbookStep> steps(RowBinaryReader in) throws IOException {
    List<String> kinds = in.array(RowBinaryReader::string);
    List<Instant> due = in.array(IncidentRows::time);
    List<Optional<Instant>> done = in.array(IncidentRows::maybe);
    List<String> by = in.array(RowBinaryReader::string);
    List<String> notes = in.array(RowBinaryReader::string);
    List<RunbookStep> steps = new ArrayList<>();
    for (int i = 0; i < kinds.size(); i++) {
      steps.add(
          new RunbookStep(
              RunbookStep.Kind.valueOf(kinds.get(i).toUpperCase(Locale.ROOT)),
              due.get(i),
              done.get(i),
              by.get(i),
              notes.get(i)));
    }
    return steps;
  }

  private static <T, R> List<R> map(List<T> items, Function<T, R> part) {
    return items.stream().map(part).toList();
  }

  private static void texts(RowBinaryWriter out, List<String> items) {
    out.length(items.size());
    items.forEach(out::string);
  }

  private static void times(RowBinaryWriter out, List<Instant> items) {
    out.length(items.size());
    items.forEach(item -> out.int64(millis(item)));
  }

  private static void nullable(RowBinaryWriter out, Optional<Instant> time) {
    out.nullableUInt64(time.map(t -> OptionalLong.of(millis(t))).orElseGet(OptionalLong::empty));
  }

  private static Instant time(RowBinaryReader in) throws IOException {
    return Instant.ofEpochMilli(in.int64());
  }

  private static Optional<Instant> maybe(RowBinaryReader in) throws IOException {
    OptionalLong millis = in.nullableInt64();
    return millis.isPresent()
        ? Optional.of(Instant.ofEpochMilli(millis.getAsLong()))
        : Optional.empty();
  }

  static long millis(Instant instant) {
    return Times.nanos(instant) / 1_000_000;
  }
}
