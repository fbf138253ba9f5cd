// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.clickhouse.alert;

import dev.plumbline.clickhouse.ClickHouse;
import dev.plumbline.clickhouse.Params;
import dev.plumbline.clickhouse.read.Times;
import dev.plumbline.clickhouse.rowbinary.RowBinaryReader;
import dev.plumbline.clickhouse.rowbinary.RowBinaryWriter;
import dev.plumbline.clickhouse.write.SampleRows;
import dev.plumbline.model.alert.Alert;
import dev.plumbline.model.alert.AlertEvent;
import dev.plumbline.model.alert.AlertState;
import dev.plumbline.model.alert.AlertStore;
import dev.plumbline.model.alert.GateState;
import dev.plumbline.model.error.Checks;
import dev.plumbline.model.telemetry.MetricSample;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * Alerts in ClickHouse: each save is a new revision, and view {@code alerts} shows the latest one.
 * Events carry a token, so that a save that is tried again appends nothing twice. Thread-safe.
 */
public final class ClickHouseAlertStore implements AlertStore {
  private static final List<String> COLUMNS =
      List.of(
          "AlertId",
          "Monitor",
          "ServiceName",
          "Dimension",
          "Segment",
          "SegmentValue",
          "State",
          "Gate",
          "Severity",
          "Owner",
          "StartedAt",
          "PendingSince",
          "FiredAt",
          "ResolvedAt",
          "UpdatedAt",
          "Value",
          "BaselineMean",
          "BaselineSd",
          "Statistic",
          "Summary",
          "Evidence",
          "Revision");

  private static final String SELECT =
      "SELECT AlertId, toString(Monitor), toString(ServiceName), toString(Dimension), toString(Segment),"
          + " SegmentValue, toString(State), toString(Gate), toString(Severity), Owner,"
          + " toUnixTimestamp64Milli(StartedAt), toUnixTimestamp64Milli(PendingSince),"
          + " toUnixTimestamp64Milli(FiredAt), toUnixTimestamp64Milli(ResolvedAt),"
          + " toUnixTimestamp64Milli(UpdatedAt), Value, BaselineMean, BaselineSd, Statistic, Summary, Evidence"
          + " FROM alerts";

  private final ClickHouse clickHouse;
  private final InstantSource clock;
  private long lastRevision;

  public ClickHouseAlertStore(ClickHouse clickHouse, InstantSource clock) {
    this.clickHouse = clickHouse;
    this.clock = clock;
  }

  /** The event first: when the second write fails, the caller's retry makes both complete. */
  @Override
  public void save(Alert alert, Optional<AlertEvent> event) {
    event.ifPresent(this::record);
    RowBinaryWriter row = new RowBinaryWriter(4096);
    write(row, alert, nextRevision());
    clickHouse.insert("alerts_data", COLUMNS, row, "alert:" + UUID.randomUUID());
  }

  @Override
  public void record(AlertEvent event) {
    RowBinaryWriter row = new RowBinaryWriter(512);
    row.int64(event.at().toEpochMilli());
    row.string(event.alertId());
    row.string(event.from().label());
    row.string(event.to().label());
    row.string(event.actor());
    row.string(event.note());
    clickHouse.insert(
        "alert_events",
        List.of("Timestamp", "AlertId", "FromState", "ToState", "Actor", "Note"),
        row,
        "event:%s:%d:%s:%s:%s:%08x"
            .formatted(
                event.alertId(),
                event.at().toEpochMilli(),
                event.from().label(),
                event.to().label(),
                event.actor(),
                event.note().hashCode()));
  }

  @Override
  public List<Alert> open() {
    return clickHouse.list(
        SELECT + " WHERE State != 'resolved' ORDER BY UpdatedAt DESC, AlertId",
        Params.none(),
        ClickHouseAlertStore::alert);
  }

  @Override
  public List<Alert> list(Instant from, Instant to, int limit) {
    Checks.inRange("limit", limit, 1, 10_000);
    return clickHouse.list(
        SELECT
            + " WHERE PendingSince < fromUnixTimestamp64Milli({to:Int64}, 'UTC')"
            + " AND (State != 'resolved' OR ifNull(ResolvedAt, UpdatedAt) >= fromUnixTimestamp64Milli({from:Int64}, 'UTC'))"
            + " ORDER BY UpdatedAt DESC, AlertId LIMIT "
            + limit,
        Params.none().number("from", millis(from)).number("to", millis(to)),
        ClickHouseAlertStore::alert);
  }

  @Override
  public Optional<Alert> find(String id) {
    return clickHouse
        .list(
            SELECT + " WHERE AlertId = {id:String}",
            Params.none().text("id", id),
            ClickHouseAlertStore::alert)
        .stream()
        .findFirst();
  }

  @Override
  public List<AlertEvent> events(String alertId) {
    return clickHouse.list(
        "SELECT AlertId, toUnixTimestamp64Milli(Timestamp), toString(FromState), toString(ToState), Actor, Note"
            + " FROM alert_events WHERE AlertId = {id:String} ORDER BY Timestamp, ToState",
        Params.none().text("id", alertId),
        in ->
            new AlertEvent(
                in.string(),
                Instant.ofEpochMilli(in.int64()),
                state(in.string()),
                state(in.string()),
                in.string(),
                in.string()));
  }

  @Override
  public void append(List<MetricSample> samples) {
    RowBinaryWriter rows = new RowBinaryWriter(1 << 16);
    int now = (int) clock.instant().getEpochSecond();
    samples.forEach(sample -> SampleRows.insert(rows, sample, now));
    clickHouse.insert("metric_samples", SampleRows.INSERTED, rows, "samples:" + UUID.randomUUID());
  }

  private synchronized long nextRevision() {
    long now = clock.millis() * 1000;
    lastRevision = Math.max(lastRevision + 1, now);
    return lastRevision;
  }

  private static void write(RowBinaryWriter out, Alert alert, long revision) {
    out.string(alert.id());
    out.string(alert.monitor());
    out.string(alert.service());
    out.string(alert.dimension());
    out.string(alert.segment());
    out.string(alert.segmentValue());
    out.string(alert.state().label());
    out.string(alert.gate().label());
    out.string(alert.severity());
    out.string(alert.owner());
    out.int64(millis(alert.startedAt()));
    out.int64(millis(alert.pendingSince()));
    nullable(out, alert.firedAt());
    nullable(out, alert.resolvedAt());
    out.int64(millis(alert.updatedAt()));
    out.float64(alert.value());
    out.float64(alert.baselineMean());
    out.float64(alert.baselineSd());
    out.float64(alert.statistic());
    out.string(alert.summary());
    out.string(alert.evidenceJson());
    out.int64(revision);
  }

  private static void nullable(RowBinaryWriter out, Optional<Instant> time) {
    out.nullableUInt64(time.map(t -> OptionalLong.of(millis(t))).orElseGet(OptionalLong::empty));
  }

  private static Alert alert(RowBinaryReader in) throws IOException {
    return new Alert(
        in.string(),
        in.string(),
        in.string(),
        in.string(),
        in.string(),
        in.string(),
        state(in.string()),
        GateState.valueOf(in.string().toUpperCase(Locale.ROOT)),
        in.string(),
        in.string(),
        Instant.ofEpochMilli(in.int64()),
        Instant.ofEpochMilli(in.int64()),
        maybe(in.nullableInt64()),
        maybe(in.nullableInt64()),
        Instant.ofEpochMilli(in.int64()),
        in.float64(),
        in.float64(),
        in.float64(),
        in.float64(),
        in.string(),
        in.string());
  }

  private static Optional<Instant> maybe(OptionalLong millis) {
    return millis.isPresent()
        ? Optional.of(Instant.ofEpochMilli(millis.getAsLong()))
        : Optional.empty();
  }

  private static AlertState state(String label) {
    return AlertState.valueOf(label.toUpperCase(Locale.ROOT));
  }

  private static long millis(Instant instant) {
    return Times.nanos(instant) / 1_000_000;
  }
}
