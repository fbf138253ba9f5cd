// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.clickhouse.labels;

import dev.plumbline.clickhouse.ClickHouse;
import dev.plumbline.clickhouse.Params;
import dev.plumbline.clickhouse.rowbinary.RowBinaryReader;
import dev.plumbline.clickhouse.rowbinary.RowBinaryWriter;
import dev.plumbline.model.alert.GateState;
import dev.plumbline.model.error.Checks;
import dev.plumbline.model.labels.CalibrationRecord;
import dev.plumbline.model.labels.CalibrationStore;
import dev.plumbline.model.labels.CallScore;
import dev.plumbline.model.labels.Estimate;
import dev.plumbline.model.labels.OwnerTask;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.UUID;

/** Calibration records, repeated scores and owners' tasks in ClickHouse. Thread-safe. */
public final class ClickHouseCalibrationStore implements CalibrationStore {
  private static final String SELECT =
      "SELECT toUnixTimestamp64Milli(MeasuredAt), Actor, Owner, toString(Evaluator),"
          + " toString(EvaluatorVersion), toString(Dimension), toString(Tenant),"
          + " toString(DataSet), toInt32(Labels), toInt32(Positives), toString(Statistic),"
          + " Agreement, LowerBound, UpperBound, CAST(Statistics, 'Map(String, Tuple(Float64, Float64, Float64))'),"
          + " toString(GateBefore), toString(Gate), Decayed, Reason FROM calibration";

  private final ClickHouse clickHouse;
  private final Revisions revisions;

  public ClickHouseCalibrationStore(ClickHouse clickHouse, InstantSource clock) {
    this.clickHouse = clickHouse;
    this.revisions = new Revisions(clock);
  }

  @Override
  public void append(List<CalibrationRecord> records) {
    for (CalibrationRecord record : records) {
      RowBinaryWriter row = new RowBinaryWriter(2048);
      write(row, record);
      clickHouse.insert(
          "calibration",
          List.of(
              "MeasuredAt",
              "Actor",
              "Owner",
              "Evaluator",
              "EvaluatorVersion",
              "Dimension",
              "Tenant",
              "DataSet",
              "Labels",
              "Positives",
              "Statistic",
              "Agreement",
              "LowerBound",
              "UpperBound",
              "Statistics",
              "GateBefore",
              "Gate",
              "Decayed",
              "Reason"),
          row,
          "calibration:%d:%s:%s"
              .formatted(record.measuredAt().toEpochMilli(), record.dimension(), record.tenant()));
    }
  }

  @Override
  public List<CalibrationRecord> records(Optional<String> dimension, int limit) {
    Checks.inRange("limit", limit, 1, 10_000);
    return clickHouse.list(
        SELECT
            + (dimension.isPresent() ? " WHERE Dimension = {dimension:String}" : "")
            + " ORDER BY MeasuredAt DESC, Dimension, Tenant LIMIT "
            + limit,
        Params.none().text("dimension", dimension.orElse("")),
        ClickHouseCalibrationStore::read);
  }

  @Override
  public List<CalibrationRecord> latest() {
    return clickHouse.list(
        SELECT + " ORDER BY Dimension, Tenant, MeasuredAt DESC LIMIT 1 BY Dimension, Tenant",
        Params.none(),
        ClickHouseCalibrationStore::read);
  }

  @Override
  public void saveReruns(String dimension, List<CallScore> scores) {
    RowBinaryWriter rows = new RowBinaryWriter(1 << 14);
    for (CallScore score : scores) {
      rows.string(dimension);
      rows.string(score.traceId());
      rows.string(score.spanId());
      rows.string(score.cluster());
      rows.string(score.tenant());
      rows.float64(score.value());
      rows.string(score.evaluator());
      rows.string(score.evaluatorVersion());
      rows.float64(score.samplingProbability());
      rows.int64(score.answerChars());
      rows.int64(score.scoredAt().toEpochMilli());
    }
    clickHouse.insert(
        "calibration_scores_data",
        List.of(
            "Dimension",
            "TraceId",
            "SpanId",
            "Cluster",
            "Tenant",
            "Value",
            "Evaluator",
            "EvaluatorVersion",
            "SamplingProbability",
            "AnswerChars",
            "ScoredAt"),
        rows,
        "reruns:" + UUID.randomUUID());
  }

  @Override
  public void saveTasks(List<OwnerTask> tasks) {
    RowBinaryWriter rows = new RowBinaryWriter(4096);
    for (OwnerTask task : tasks) {
      rows.string(task.id());
      rows.string(task.kind());
      rows.string(task.dimension());
      rows.string(task.owner());
      rows.string(task.reason());
      rows.int64(task.createdAt().toEpochMilli());
      rows.int64(task.dueAt().toEpochMilli());
      rows.nullableUInt64(
          task.doneAt()
              .map(at -> OptionalLong.of(at.toEpochMilli()))
              .orElseGet(OptionalLong::empty));
      rows.string(task.doneBy());
      rows.int64(revisions.next());
    }
    clickHouse.insert(
        "owner_tasks_data",
        List.of(
            "TaskId",
            "Kind",
            "Dimension",
            "Owner",
            "Reason",
            "CreatedAt",
            "DueAt",
            "DoneAt",
            "DoneBy",
            "Revision"),
        rows,
        "tasks:" + UUID.randomUUID());
  }

  @Override
  public List<OwnerTask> tasks(Instant doneSince) {
    return clickHouse.list(
        "SELECT TaskId, toString(Kind), toString(Dimension), Owner, Reason,"
            + " toUnixTimestamp64Milli(CreatedAt), toUnixTimestamp64Milli(DueAt),"
            + " toUnixTimestamp64Milli(DoneAt), DoneBy FROM owner_tasks"
            + " WHERE DoneAt IS NULL OR DoneAt >= fromUnixTimestamp64Milli({since:Int64}, 'UTC')"
            + " ORDER BY DoneAt IS NOT NULL, DueAt, TaskId",
        Params.none().number("since", doneSince.toEpochMilli()),
        in ->
            new OwnerTask(
                in.string(),
                in.string(),
                in.string(),
                in.string(),
                in.string(),
                Instant.ofEpochMilli(in.int64()),
                Instant.ofEpochMilli(in.int64()),
                maybe(in.nullableInt64()),
                in.string()));
  }

  private static Optional<Instant> maybe(OptionalLong millis) {
    return millis.isPresent()
        ? Optional.of(Instant.ofEpochMilli(millis.getAsLong()))
        : Optional.empty();
  }

  private static void write(RowBinaryWriter out, CalibrationRecord record) {
    out.int64(record.measuredAt().toEpochMilli());
    out.string(record.actor());
    out.string(record.owner());
    out.string(record.evaluator());
    out.string(record.evaluatorVersion());
    out.string(record.dimension());
    out.string(record.tenant());
    out.string(record.dataSet());
    out.int32(record.n());
    out.int32(record.positives());
    out.string(record.statistic());
    out.float64(record.agreement().value());
    out.float64(record.agreement().low());
    out.float64(record.agreement().high());
    out.length(record.statistics().size());
    for (Map.Entry<String, Estimate> entry : record.statistics().entrySet()) {
      out.string(entry.getKey());
      out.float64(entry.getValue().value());
      out.float64(entry.getValue().low());
      out.float64(entry.getValue().high());
    }
    out.string(record.before().label());
    out.string(record.after().label());
    out.bool(record.decayed());
    out.string(record.reason());
  }

  private static CalibrationRecord read(RowBinaryReader in) throws IOException {
    return new CalibrationRecord(
        Instant.ofEpochMilli(in.int64()),
        in.string(),
        in.string(),
        in.string(),
        in.string(),
        in.string(),
        in.string(),
        in.string(),
        in.int32(),
        in.int32(),
        in.string(),
        estimate(in),
        statistics(in),
        state(in.string()),
        state(in.string()),
        in.bool(),
        in.string());
  }

  private static SequencedMap<String, Estimate> statistics(RowBinaryReader in) throws IOException {
    return new TreeMap<>(in.map(ClickHouseCalibrationStore::estimate));
  }

  private static Estimate estimate(RowBinaryReader in) throws IOException {
    return new Estimate(in.float64(), in.float64(), in.float64());
  }

  /** Rows that were written by hand may name no state. */
  private static GateState state(String label) {
    return label.isEmpty() ? GateState.ADVISORY : GateState.valueOf(label.toUpperCase(Locale.ROOT));
  }
}
