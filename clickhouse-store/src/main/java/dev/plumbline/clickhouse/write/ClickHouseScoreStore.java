// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.clickhouse.write;

import dev.plumbline.clickhouse.ClickHouse;
import dev.plumbline.clickhouse.Params;
import dev.plumbline.clickhouse.rowbinary.RowBinaryReader;
import dev.plumbline.clickhouse.rowbinary.RowBinaryWriter;
import dev.plumbline.clickhouse.windows.DirtyMinutes;
import dev.plumbline.model.score.Score;
import dev.plumbline.model.score.VersionTuple;
import dev.plumbline.model.store.LateScore;
import dev.plumbline.model.store.ScoreStore;
import dev.plumbline.model.telemetry.SpanKey;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/**
 * Late scores in table {@code scores_late}. Each row carries the segments that its call has when
 * the score is written. Thread-safe.
 */
public final class ClickHouseScoreStore implements ScoreStore {
  private static final int MAX_SCORES = 5_000;

  private static final List<String> SEGMENTS =
      List.of(
          "Environment",
          "Feature",
          "Task",
          "Model",
          "PromptVersion",
          "Intent",
          "TrafficSource",
          "Customer",
          "UserTier",
          "Region",
          "Platform",
          "Language");

  private static final List<String> COLUMNS = columns();

  private static final String CALLS =
      "SELECT TraceId, SpanId, toUnixTimestamp64Nano(Timestamp), ConversationId, toString(ServiceName), ["
          + String.join(", ", SEGMENTS.stream().map(c -> "toString(" + c + ")").toList())
          + "], CAST(Turn, 'Nullable(UInt64)'), CAST(Segments, 'Map(String, String)')"
          + " FROM otel_traces WHERE IsCall";

  private static final String KNOWN =
      "SELECT concat(TraceId, SpanId), toString(Dimension), toString(Evaluator) FROM scores_late WHERE 1";

  private static final String BY_KEY =
      " AND TraceId IN {traces:Array(String)} AND concat(TraceId, SpanId) IN {keys:Array(String)}";

  private static final String BY_TIME =
      " AND Timestamp >= fromUnixTimestamp64Nano({from:Int64})"
          + " AND Timestamp <= fromUnixTimestamp64Nano({to:Int64})";

  private final ClickHouse clickHouse;
  private final DirtyMinutes dirty;
  private final InstantSource clock;
  private final VersionRows versions;

  /**
   * @param dirty learns each minute whose rows were written
   */
  public ClickHouseScoreStore(ClickHouse clickHouse, DirtyMinutes dirty, InstantSource clock) {
    this.clickHouse = clickHouse;
    this.dirty = dirty;
    this.clock = clock;
    this.versions = new VersionRows(clickHouse);
  }

  /** What a row takes from its call. */
  private record StoredCall(
      SpanKey key,
      long startEpochNanos,
      String conversationId,
      String service,
      List<String> segments,
      OptionalLong turn,
      Map<String, String> others) {
    static StoredCall read(RowBinaryReader in) throws IOException {
      return new StoredCall(
          new SpanKey(in.string(), in.string()),
          in.int64(),
          in.string(),
          in.string(),
          in.array(RowBinaryReader::string),
          in.nullableInt64(),
          in.map(RowBinaryReader::string));
    }
  }

  /** What there is one score of. */
  private record Identity(String key, String dimension, String evaluator) {}

  @Override
  public synchronized List<LateScore> write(List<LateScore> scores) {
    List<LateScore> left = new ArrayList<>();
    for (int from = 0; from < scores.size(); from += MAX_SCORES) {
      write(scores.subList(from, Math.min(scores.size(), from + MAX_SCORES)), left);
    }
    return left;
  }

  private void write(List<LateScore> scores, List<LateScore> left) {
    Map<SpanKey, StoredCall> calls = new HashMap<>();
    for (StoredCall call : clickHouse.list(CALLS + where(scores), keys(scores), StoredCall::read)) {
      calls.put(call.key(), call);
    }
    Set<Identity> known =
        new HashSet<>(
            clickHouse.list(
                KNOWN + where(scores),
                keys(scores),
                in -> new Identity(in.string(), in.string(), in.string())));
    List<LateScore> rows = new ArrayList<>();
    for (LateScore score : scores) {
      if (!calls.containsKey(score.call())) {
        left.add(score);
      } else if (known.add(identity(score))) {
        rows.add(score);
      }
    }
    if (rows.isEmpty()) {
      return;
    }
    long now = clock.millis();
    RowBinaryWriter out = new RowBinaryWriter(256 * rows.size());
    Map<String, VersionTuple> tuples = new LinkedHashMap<>();
    rows.forEach(row -> tuples.put(row.versions().hash(), row.versions()));
    versions.write(tuples, out, now);
    out.clear();
    Set<Long> minutes = new TreeSet<>();
    long hash = rows.size();
    for (LateScore row : rows) {
      StoredCall call = Objects.requireNonNull(calls.get(row.call()));
      encode(out, row, call, now);
      minutes.add(call.startEpochNanos() / 60_000_000_000L);
      hash = hash * 0x100000001b3L + identity(row).hashCode();
    }
    clickHouse.insert("scores_late", COLUMNS, out, "late:" + now + ":" + Long.toHexString(hash));
    dirty.add(minutes);
  }

  private static Identity identity(LateScore row) {
    return new Identity(
        row.call().traceId() + row.call().spanId(),
        row.score().dimension(),
        row.score().evaluator());
  }

  private static boolean timed(List<LateScore> scores) {
    return scores.stream().allMatch(score -> score.startEpochNanos().isPresent());
  }

  private static String where(List<LateScore> scores) {
    return timed(scores) ? BY_KEY + BY_TIME : BY_KEY;
  }

  private static Params keys(List<LateScore> scores) {
    Set<String> traces = new TreeSet<>();
    Set<String> keys = new TreeSet<>();
    long from = Long.MAX_VALUE;
    long to = Long.MIN_VALUE;
    for (LateScore score : scores) {
      traces.add(score.call().traceId());
      keys.add(score.call().traceId() + score.call().spanId());
      from = Math.min(from, score.startEpochNanos().orElse(0));
      to = Math.max(to, score.startEpochNanos().orElse(0));
    }
    Params params = Params.none().texts("traces", traces).texts("keys", keys);
    return timed(scores) ? params.number("from", from).number("to", to) : params;
  }

  private static void encode(RowBinaryWriter out, LateScore row, StoredCall call, long nowMillis) {
    Score score = row.score();
    out.int64(call.startEpochNanos());
    out.string(call.key().traceId());
    out.string(call.key().spanId());
    out.string(call.conversationId());
    out.string(call.service());
    out.string(score.dimension());
    out.float64(score.value().orElse(Double.NaN));
    out.string(score.label());
    out.string(score.status().label());
    out.string(score.evaluator());
    out.string(score.evaluatorVersion());
    out.string(row.versions().hash());
    out.float64(row.samplingProbability());
    out.string(score.explanation());
    out.float32((float) score.confidence());
    out.string(SpanRows.evidence(score.evidence()));
    out.int64(nowMillis);
    call.segments().forEach(out::string);
    out.bool(call.turn().isEmpty());
    call.turn().ifPresent(turn -> out.int32((int) turn));
    out.length(call.others().size());
    call.others()
        .forEach((name, value) -> {
          out.string(name);
          out.string(value);
        });
  }

  private static List<String> columns() {
    List<String> columns = new ArrayList<>();
    columns.addAll(
        List.of(
            "Timestamp",
            "TraceId",
            "SpanId",
            "ConversationId",
            "ServiceName",
            "Dimension",
            "Value",
            "Label",
            "Status",
            "Evaluator",
            "EvaluatorVersion",
            "VersionTuple",
            "SamplingProbability",
            "Explanation",
            "Confidence",
            "Evidence",
            "ScoredAt"));
    columns.addAll(SEGMENTS);
    columns.addAll(List.of("Turn", "Segments"));
    return List.copyOf(columns);
  }
}
