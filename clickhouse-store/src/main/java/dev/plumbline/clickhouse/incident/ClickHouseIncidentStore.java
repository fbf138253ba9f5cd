// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.clickhouse.incident;

import dev.plumbline.clickhouse.ClickHouse;
import dev.plumbline.clickhouse.Params;
import dev.plumbline.clickhouse.rowbinary.RowBinaryReader;
import dev.plumbline.clickhouse.rowbinary.RowBinaryWriter;
import dev.plumbline.model.hash.Sha256;
import dev.plumbline.model.incident.Incident;
import dev.plumbline.model.incident.IncidentChange;
import dev.plumbline.model.incident.IncidentEvent;
import dev.plumbline.model.incident.IncidentQuery;
import dev.plumbline.model.incident.IncidentState;
import dev.plumbline.model.incident.IncidentStore;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/**
 * Incidents in ClickHouse: each save is a new revision, and view {@code incidents} shows the latest
 * one. Changes of one process come one after the other. Thread-safe.
 */
public final class ClickHouseIncidentStore implements IncidentStore {
  private final ClickHouse clickHouse;
  private final InstantSource clock;
  private long lastRevision;

  public ClickHouseIncidentStore(ClickHouse clickHouse, InstantSource clock) {
    this.clickHouse = clickHouse;
    this.clock = clock;
  }

  /** The events first: when the second write fails, the caller's retry makes both complete. */
  @Override
  public synchronized void save(IncidentChange change) {
    record(change.events());
    RowBinaryWriter row = new RowBinaryWriter(4096);
    IncidentRows.write(row, change.incident(), nextRevision());
    clickHouse.insert("incidents_data", IncidentRows.COLUMNS, row, "incident:" + UUID.randomUUID());
  }

  private void record(List<IncidentEvent> events) {
    RowBinaryWriter rows = new RowBinaryWriter(1024);
    StringBuilder identity = new StringBuilder();
    for (IncidentEvent event : events) {
      rows.int64(IncidentRows.millis(event.at()));
      rows.string(event.incidentId());
      rows.int64(event.clock().toMillis());
      rows.string(event.kind().label());
      rows.string(event.from().label());
      rows.string(event.to().label());
      rows.string(event.actor());
      rows.string(event.note());
      rows.int64(nextRevision());
      identity.append(event).append('\n');
    }
    clickHouse.insert(
        "incident_events",
        List.of(
            "Timestamp",
            "IncidentId",
            "ClockMs",
            "Kind",
            "FromState",
            "ToState",
            "Actor",
            "Note",
            "Position"),
        rows,
        "incident-events:" + Sha256.hex(identity.toString(), 32));
  }

  @Override
  public synchronized Optional<Incident> update(
      String id, Function<Incident, IncidentChange> step) {
    Optional<Incident> was = find(id);
    if (was.isEmpty()) {
      return was;
    }
    IncidentChange change = step.apply(was.get());
    if (!change.incident().equals(was.get()) || !change.events().isEmpty()) {
      save(change);
    }
    return Optional.of(change.incident());
  }

  @Override
  public Optional<Incident> find(String id) {
    return clickHouse
        .list(
            IncidentRows.SELECT + " WHERE IncidentId = {id:String}",
            Params.none().text("id", id),
            IncidentRows::read)
        .stream()
        .findFirst();
  }

  @Override
  public List<Incident> list(IncidentQuery query) {
    Params params =
        Params.none()
            .text("service", query.service().orElse(""))
            .text("text", query.text())
            .texts("states", query.states().stream().map(IncidentState::label).sorted().toList())
            .number("from", IncidentRows.millis(query.from()))
            .number("to", IncidentRows.millis(query.to()));
    return clickHouse.list(
        IncidentRows.SELECT
            + " WHERE OpenedAt < fromUnixTimestamp64Milli({to:Int64}, 'UTC')"
            + " AND (State != 'resolved' OR ClosedAt >= fromUnixTimestamp64Milli({from:Int64}, 'UTC'))"
            + (query.service().isEmpty() ? "" : " AND ServiceName = {service:String}")
            + (query.states().isEmpty() ? "" : " AND State IN {states:Array(String)}")
            + (query.text().isEmpty() ? "" : " AND " + words())
            + " ORDER BY OpenedAt DESC, IncidentId LIMIT "
            + query.limit(),
        params,
        IncidentRows::read);
  }

  private static String words() {
    return "(positionCaseInsensitiveUTF8(concat(toString(ServiceName), '\\n', toString(Dimension),"
        + " '\\n', Owner, '\\n', Summary, '\\n', Reason, '\\n', arrayStringConcat(ChangePart, '\\n'),"
        + " '\\n', arrayStringConcat(ChangeBefore, '\\n'), '\\n', arrayStringConcat(ChangeAfter, '\\n')),"
        + " {text:String}) > 0 OR IncidentId IN (SELECT IncidentId FROM incident_events"
        + " WHERE positionCaseInsensitiveUTF8(Note, {text:String}) > 0))";
  }

  @Override
  public List<Incident> holding(Collection<String> alertIds) {
    if (alertIds.isEmpty()) {
      return List.of();
    }
    return clickHouse.list(
        IncidentRows.SELECT
            + " WHERE hasAny(AlertIds, {ids:Array(String)}) ORDER BY OpenedAt DESC, IncidentId",
        Params.none().texts("ids", alertIds),
        IncidentRows::read);
  }

  @Override
  public List<IncidentEvent> events(String incidentId) {
    return clickHouse.list(
        "SELECT IncidentId, toUnixTimestamp64Milli(Timestamp), ClockMs, toString(Kind),"
            + " toString(FromState), toString(ToState), Actor, Note FROM incident_events"
            + " WHERE IncidentId = {id:String} ORDER BY Timestamp, Position",
        Params.none().text("id", incidentId),
        ClickHouseIncidentStore::event);
  }

  private static IncidentEvent event(RowBinaryReader in) throws IOException {
    return new IncidentEvent(
        in.string(),
        Instant.ofEpochMilli(in.int64()),
        Duration.ofMillis(in.int64()),
        IncidentEvent.Kind.valueOf(in.string().toUpperCase(Locale.ROOT)),
        IncidentRows.state(in.string()),
        IncidentRows.state(in.string()),
        in.string(),
        in.string());
  }

  /** Larger than every one before, also of the process before. */
  private synchronized long nextRevision() {
    lastRevision = Math.max(lastRevision + 1, clock.millis() * 1000);
    return lastRevision;
  }
}
