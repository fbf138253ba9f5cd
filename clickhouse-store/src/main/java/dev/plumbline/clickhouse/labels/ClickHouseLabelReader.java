// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.clickhouse.labels;

import dev.plumbline.clickhouse.ClickHouse;
import dev.plumbline.clickhouse.Params;
import dev.plumbline.clickhouse.read.Times;
import dev.plumbline.clickhouse.rowbinary.RowBinaryReader;
import dev.plumbline.model.error.Checks;
import dev.plumbline.model.labels.CallScore;
import dev.plumbline.model.labels.CallText;
import dev.plumbline.model.labels.Candidates;
import dev.plumbline.model.labels.CoFailure;
import dev.plumbline.model.labels.Fleet;
import dev.plumbline.model.labels.LabelReader;
import dev.plumbline.model.labels.ReviewItem;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;

/** Reads of stored calls what people label. Thread-safe. */
public final class ClickHouseLabelReader implements LabelReader {
  /** More candidates than this are thinned out by their hash, evenly. */
  private static final long MOST_CANDIDATES = 200_000;

  private static final String LABELLED =
      " TraceId IN (SELECT TraceId FROM labels WHERE Dimension = {dimension:String})"
          + " AND (TraceId, SpanId) IN"
          + " (SELECT TraceId, SpanId FROM labels WHERE Dimension = {dimension:String})";

  private static final String STRETCH =
      " Timestamp >= fromUnixTimestamp64Nano({from:Int64})"
          + " AND Timestamp < fromUnixTimestamp64Nano({to:Int64})";

  private static final String TEXTS =
      "SELECT TraceId, SpanId, toUnixTimestamp64Nano(Timestamp), toString(ServiceName),"
          + " toString(Feature), toString(if(ResponseModel = '', RequestModel, ResponseModel)),"
          + " toString(Customer), ConversationId, SystemText,"
          + " InputText, OutputText, Documents, ToolDefinitions FROM model_calls WHERE";

  private final ClickHouse clickHouse;
  private final ReviewReader review;

  public ClickHouseLabelReader(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
    this.review = new ReviewReader(clickHouse);
  }

  @Override
  public List<CallScore> scoresOfLabelled(String dimension) {
    Params params = Params.none().text("dimension", dimension);
    Map<String, Long> lengths = new HashMap<>();
    clickHouse.list(
        "SELECT concat(TraceId, SpanId), toInt64(lengthUTF8(OutputText)) FROM otel_traces WHERE"
            + LABELLED,
        params,
        in -> lengths.put(in.string(), in.int64()));
    List<CallScore> all =
        new ArrayList<>(
            clickHouse.list(
                "SELECT TraceId, SpanId, if(ConversationId = '', TraceId, ConversationId),"
                    + " toString(Customer), assumeNotNull(Value), toString(Evaluator),"
                    + " toString(EvaluatorVersion), SamplingProbability,"
                    + " toUnixTimestamp64Milli(ScoredAt) FROM scores"
                    + " WHERE Dimension = {dimension:String} AND Status = 'ok' AND Value IS NOT NULL AND"
                    + LABELLED
                    + " ORDER BY TraceId, SpanId, ScoredAt",
                params,
                in -> score(in, lengths)));
    all.addAll(
        clickHouse.list(
            "SELECT TraceId, SpanId, Cluster, toString(Tenant), Value, toString(Evaluator),"
                + " toString(EvaluatorVersion), SamplingProbability,"
                + " toUnixTimestamp64Milli(ScoredAt) FROM calibration_scores"
                + " WHERE Dimension = {dimension:String} AND"
                + LABELLED
                + " ORDER BY TraceId, SpanId, ScoredAt",
            params,
            in -> score(in, lengths)));
    return all;
  }

  private static CallScore score(RowBinaryReader in, Map<String, Long> lengths) throws IOException {
    String trace = in.string();
    String span = in.string();
    return new CallScore(
        trace,
        span,
        in.string(),
        in.string(),
        in.float64(),
        in.string(),
        in.string(),
        in.float64(),
        lengths.getOrDefault(trace + span, 0L),
        Instant.ofEpochMilli(in.int64()));
  }

  @Override
  public List<CallText> labelledCalls(String dimension) {
    return clickHouse.list(
        TEXTS + LABELLED + " AND (InputText != '' OR OutputText != '') ORDER BY TraceId, SpanId",
        Params.none().text("dimension", dimension),
        ClickHouseLabelReader::text);
  }

  @Override
  public Optional<CallText> call(String traceId, String spanId) {
    return clickHouse
        .list(
            TEXTS + " TraceId = {trace:String} AND SpanId = {span:String} LIMIT 1",
            Params.none().text("trace", traceId).text("span", spanId),
            ClickHouseLabelReader::text)
        .stream()
        .findFirst();
  }

  private static CallText text(RowBinaryReader in) throws IOException {
    return new CallText(
        in.string(),
        in.string(),
        Times.instant(in.int64()),
        in.string(),
        in.string(),
        in.string(),
        in.string(),
        in.string(),
        in.string(),
        in.string(),
        in.string(),
        in.string(),
        in.string());
  }

  @Override
  public Map<String, String> running(Instant from) {
    Map<String, String> running = new TreeMap<>();
    clickHouse.list(
        "SELECT toString(Dimension) AS d, argMax(concat(toString(Evaluator), '@',"
            + " toString(EvaluatorVersion)), ScoredAt) FROM scores"
            + " WHERE Timestamp >= fromUnixTimestamp64Nano({from:Int64}) AND Status = 'ok'"
            + " AND Dimension IN (SELECT DISTINCT Dimension FROM labels) GROUP BY d",
        Params.none().number("from", Times.nanos(from)),
        in -> running.put(in.string(), in.string()));
    return running;
  }

  @Override
  public Fleet fleet(String dimension, String by, String tenant, Instant from, Instant to) {
    int at = by.lastIndexOf('@');
    return clickHouse.query(
        "SELECT toInt64(count()), sum(w), sum(w * w), sum(w * v), sum(w * v * v), sumIf(w, v >= 0.5)"
            + " FROM (SELECT assumeNotNull(Value) AS v, 1 / SamplingProbability AS w FROM scores"
            + " WHERE Dimension = {dimension:String} AND Status = 'ok' AND Value IS NOT NULL"
            + " AND Evaluator = {evaluator:String} AND EvaluatorVersion = {version:String} AND"
            + STRETCH
            + (tenant.isEmpty() ? "" : " AND Customer = {tenant:String}")
            + ")",
        stretch(from, to)
            .text("dimension", dimension)
            .text("evaluator", by.substring(0, Math.max(0, at)))
            .text("version", by.substring(at + 1))
            .text("tenant", tenant),
        ClickHouseLabelReader::fleet);
  }

  private static Fleet fleet(RowBinaryReader in) throws IOException {
    if (!in.hasNext()) {
      return new Fleet(0, 0, 0, 0, 0);
    }
    long n = in.int64();
    double w = in.float64();
    double w2 = in.float64();
    double wx = in.float64();
    double wx2 = in.float64();
    double high = in.float64();
    if (n == 0) {
      return new Fleet(0, 0, 0, 0, 0);
    }
    double mean = wx / w;
    return new Fleet(n, w * w / w2, mean, Math.max(0, wx2 / w - mean * mean), high / w);
  }

  @Override
  public Candidates candidates(String dimension, Instant from, Instant to, int most) {
    Checks.inRange("most", most, 1, 10_000);
    Params params = stretch(from, to).text("dimension", dimension);
    String all =
        " FROM (SELECT TraceId, SpanId, Timestamp, toString(Customer) AS tenant,"
            + " assumeNotNull(Value) AS v, SamplingProbability AS p, v >= 0.5 AS high,"
            + " toInt32(least(2, floor(if(high, v - 0.5, 0.5 - v) * 6))) AS part,"
            + " concat(toString(ServiceName), '/', toString(Feature), '/', toString(Model)) AS slice,"
            + " cityHash64(TraceId, SpanId, 'labels') AS h FROM scores"
            + " WHERE Dimension = {dimension:String} AND Status = 'ok' AND Value IS NOT NULL AND"
            + STRETCH
            + " AND (TraceId, SpanId) NOT IN (SELECT TraceId, SpanId FROM label_samples"
            + " WHERE Dimension = {dimension:String}))";
    SequencedMap<Place, Long> counts = new TreeMap<>();
    clickHouse.list(
        "SELECT high, part, slice, toInt64(count())" + all + " GROUP BY high, part, slice",
        params,
        in -> counts.put(new Place(in.bool(), in.int32(), in.string()), in.int64()));
    long total = counts.values().stream().mapToLong(Long::longValue).sum();
    Map<Place, List<Candidates.Call>> some = new HashMap<>();
    clickHouse.list(
        "SELECT high, part, slice, TraceId, SpanId, toUnixTimestamp64Nano(Timestamp), tenant, v, p"
            + all
            + " WHERE h % "
            + Math.max(1, total / MOST_CANDIDATES)
            + " = 0 ORDER BY h, TraceId, SpanId LIMIT "
            + most
            + " BY high, part, slice",
        params,
        in ->
            some.computeIfAbsent(
                    new Place(in.bool(), in.int32(), in.string()), _ -> new ArrayList<>())
                .add(
                    new Candidates.Call(
                        in.string(),
                        in.string(),
                        Times.instant(in.int64()),
                        in.string(),
                        in.float64(),
                        in.float64())));
    List<Candidates.Stratum> strata = new ArrayList<>();
    counts.forEach((place, calls) ->
        strata.add(
            new Candidates.Stratum(
                place.high(),
                place.part(),
                place.slice(),
                calls,
                some.getOrDefault(place, List.of()))));
    return new Candidates(strata);
  }

  /** Where a candidate belongs. */
  private record Place(boolean high, int part, String slice) implements Comparable<Place> {
    @Override
    public int compareTo(Place other) {
      int bySide = Boolean.compare(high, other.high);
      int byPart = bySide != 0 ? bySide : Integer.compare(part, other.part);
      return byPart != 0 ? byPart : slice.compareTo(other.slice);
    }
  }

  @Override
  public List<CoFailure> coFailures(
      List<String> higherIsWorse, List<String> higherIsBetter, Instant from, Instant to) {
    return clickHouse.list(
        "SELECT a, b, toInt64(countIf(has(failed, a) AND has(failed, b))),"
            + " toInt64(countIf(has(failed, a) AND NOT has(failed, b))),"
            + " toInt64(countIf(NOT has(failed, a) AND has(failed, b))),"
            + " toInt64(countIf(NOT has(failed, a) AND NOT has(failed, b))) FROM ("
            + "SELECT failed, scored, a, arrayJoin(arrayFilter(x -> x > a, scored)) AS b FROM ("
            + "SELECT failed, scored, arrayJoin(scored) AS a FROM ("
            + "SELECT groupUniqArray(d) AS scored, groupUniqArrayIf(d, bad) AS failed FROM ("
            + "SELECT TraceId, SpanId, toString(Dimension) AS d,"
            + " if(d IN ({worse:Array(String)}), Value >= 0.5, Value < 0.5) AS bad FROM scores"
            + " WHERE Status = 'ok' AND Value IS NOT NULL AND"
            + STRETCH
            + " AND (Dimension IN ({worse:Array(String)}) OR Dimension IN ({better:Array(String)}))"
            + ") GROUP BY TraceId, SpanId))) GROUP BY a, b ORDER BY a, b",
        stretch(from, to).texts("worse", higherIsWorse).texts("better", higherIsBetter),
        in ->
            new CoFailure(
                in.string(), in.string(), in.int64(), in.int64(), in.int64(), in.int64()));
  }

  @Override
  public List<ReviewItem> review(List<String> flagging, Instant from, Instant to, int limit) {
    return review.read(flagging, from, to, limit);
  }

  static Params stretch(Instant from, Instant to) {
    return Params.none().number("from", Times.nanos(from)).number("to", Times.nanos(to));
  }
}
