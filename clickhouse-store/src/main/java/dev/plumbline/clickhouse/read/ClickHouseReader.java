// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.clickhouse.read;

import dev.plumbline.clickhouse.ClickHouse;
import dev.plumbline.clickhouse.Params;
import dev.plumbline.clickhouse.rowbinary.RowBinaryReader;
import dev.plumbline.model.error.Checks;
import dev.plumbline.model.error.ErrorKind;
import dev.plumbline.model.error.PlumblineException;
import dev.plumbline.model.store.ModelUses;
import dev.plumbline.model.store.RowQuery;
import dev.plumbline.model.store.Rows;
import dev.plumbline.model.store.TelemetryReader;
import dev.plumbline.model.store.Window;
import dev.plumbline.model.store.WindowMetricsQuery;
import dev.plumbline.model.store.WindowQuery;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads calls, windows and versions with SQL. Thread-safe. */
public final class ClickHouseReader implements TelemetryReader, ModelUses {
  private static final int MAX_WINDOWS = 1_000_000;

  /** A version that was seen within this time before a stretch is not new in it. */
  private static final Duration VERSION_MEMORY = Duration.ofDays(7);

  private static final List<Column> METRICS =
      List.of(
          new Column("WindowStart", Column.Kind.TIME, "fromUnixTimestamp64Nano(w)"),
          new Column("ServiceName", Column.Kind.TEXT, "service"),
          new Column("Segment", Column.Kind.TEXT, "{segment:String}"),
          new Column("SegmentValue", Column.Kind.TEXT, "value"),
          metric("request_count", Column.Kind.LONG, "count()"),
          metric("error_rate", Column.Kind.DOUBLE, "countIf(ErrorType != '') / count()"),
          metric(
              "refusal_rate",
              Column.Kind.DOUBLE,
              "avgOrNullIf(refusal >= 0.5, NOT isNaN(refusal))"),
          metric("latency_p50_ms", Column.Kind.DOUBLE, "quantileExactInclusive(0.5)(DurationMs)"),
          metric("latency_p95_ms", Column.Kind.DOUBLE, "quantileExactInclusive(0.95)(DurationMs)"),
          metric("latency_p99_ms", Column.Kind.DOUBLE, "quantileExactInclusive(0.99)(DurationMs)"),
          metric("total_cost_usd", Column.Kind.DOUBLE, "sum(CostUsd)"),
          metric("avg_cost_per_request_usd", Column.Kind.DOUBLE, "avg(CostUsd)"),
          metric("avg_input_tokens", Column.Kind.DOUBLE, "avg(InputTokens)"),
          metric("avg_output_tokens", Column.Kind.DOUBLE, "avg(OutputTokens)"));

  private final ClickHouse clickHouse;
  private final RowReading rows;

  public ClickHouseReader(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
    this.rows = new RowReading(clickHouse);
  }

  @Override
  public Rows rows(RowQuery query) {
    return rows.read(query);
  }

  @Override
  public List<Window> windows(WindowQuery query) {
    Params params =
        Params.none().number("from", seconds(query.from())).number("to", seconds(query.to()));
    boolean together = query.service().filter(String::isEmpty).isPresent();
    StringBuilder where =
        new StringBuilder(
            " WHERE WindowStart >= toDateTime({from:Int64}, 'UTC') AND WindowStart < toDateTime({to:Int64}, 'UTC')");
    if (!together) {
      equal("ServiceName", "service", query.service(), where, params);
    }
    equal("Segment", "segment", query.segment(), where, params);
    equal("SegmentValue", "value", query.segmentValue(), where, params);
    equal("Dimension", "dimension", query.dimension(), where, params);
    String table =
        switch (query.resolution()) {
          case MINUTE -> "score_windows_1m";
          case HOUR -> "score_windows_1h";
        };
    String select =
        together
            ? "SELECT '' AS service, toString(Segment), toString(SegmentValue), toString(Dimension),"
                + " toInt64(toUInt32(WindowStart)) AS start, sum(N), sum(SumW), sum(SumW2), sum(SumWX), sum(SumWX2),"
                + " arrayMap(q -> toFloat64(q), quantilesTDigestWeightedMerge(0.5, 0.95, 0.99)(Digest)) FROM "
            : "SELECT toString(ServiceName) AS service, toString(Segment), toString(SegmentValue), toString(Dimension),"
                + " toInt64(toUInt32(WindowStart)) AS start, N, SumW, SumW2, SumWX, SumWX2,"
                + " arrayMap(q -> toFloat64(q), finalizeAggregation(Digest)) FROM ";
    String group = together ? " GROUP BY Segment, SegmentValue, Dimension, WindowStart" : "";
    List<Window> windows =
        clickHouse.list(
            select
                + table
                + where
                + group
                + " ORDER BY start, service, Segment, SegmentValue, Dimension LIMIT "
                + (MAX_WINDOWS + 1),
            params,
            ClickHouseReader::window);
    if (windows.size() > MAX_WINDOWS) {
      throw new PlumblineException(
          ErrorKind.TOO_LARGE, "more than 1,000,000 windows; ask for less time or one dimension");
    }
    return windows;
  }

  @Override
  public Rows windowMetrics(WindowMetricsQuery query) {
    Checks.inRange("limit", query.limit(), 1, MAX_WINDOWS);
    long step = query.step().toNanos();
    if (step <= 0 || step % 60_000_000_000L != 0) {
      throw PlumblineException.invalid("step", "must be a whole number of minutes", query.step());
    }
    Params params =
        Params.none()
            .number("from", Times.nanos(query.from()))
            .number("to", Times.nanos(query.to()))
            .number("step", step)
            .text("segment", query.groupBy());
    String value = Segments.expression(query.groupBy(), "group", params);
    StringBuilder sql = new StringBuilder("SELECT ");
    sql.append(METRICS.stream().map(Column::select).collect(Collectors.joining(", ")));
    sql.append(
            " FROM (SELECT intDiv(toUnixTimestamp64Nano(Timestamp), {step:Int64}) * {step:Int64} AS w,")
        .append(" toString(ServiceName) AS service, ")
        .append(value)
        .append(" AS value, ErrorType, DurationMs, CostUsd, InputTokens, OutputTokens,")
        .append(
            " arrayElementOrNull(`Score.Value`, toInt64(indexOf(`Score.Dimension`, 'refusal'))) AS refusal")
        .append(" FROM otel_traces WHERE IsCall")
        .append(" AND Timestamp >= fromUnixTimestamp64Nano({from:Int64})")
        .append(" AND Timestamp < fromUnixTimestamp64Nano({to:Int64})");
    segmentFilters(query.equal(), sql, params);
    sql.append(") WHERE value != '' OR {segment:String} = 'all'")
        .append(" GROUP BY w, service, value ORDER BY w, service, value LIMIT ")
        .append(query.limit());
    return new Rows(
        clickHouse.list(
            sql.toString(),
            params,
            in -> {
              SequencedMap<String, @Nullable Object> row = new LinkedHashMap<>();
              for (Column column : METRICS) {
                row.put(column.name(), column.read(in));
              }
              return row;
            }),
        Optional.empty());
  }

  @Override
  public List<Sample> samples(
      String dimension,
      String service,
      String segment,
      String segmentValue,
      Instant from,
      Instant to,
      boolean highest,
      int limit) {
    Checks.inRange("limit", limit, 1, 10_000);
    Params params = place(service, from, to).text("dimension", dimension);
    String value =
        switch (dimension) {
          case "request" -> "toFloat64(1)";
          case "error" -> "toFloat64(ErrorType != '')";
          default -> "`Score.Value`[indexOf(`Score.Dimension`, {dimension:String})]";
        };
    String there =
        dimension.equals("request") || dimension.equals("error")
            ? ""
            : " AND has(`Score.Dimension`, {dimension:String}) AND NOT isNaN(v)";
    StringBuilder sql =
        new StringBuilder("SELECT TraceId, SpanId, toUnixTimestamp64Nano(Timestamp), ")
            .append(value)
            .append(" AS v FROM otel_traces WHERE ")
            .append(PLACE)
            .append(there);
    segmentFilter(segment, segmentValue, sql, params);
    sql.append(" ORDER BY v ").append(highest ? "DESC" : "ASC").append(", Timestamp DESC LIMIT ");
    sql.append(limit);
    return clickHouse.list(
        sql.toString(),
        params,
        in -> new Sample(in.string(), in.string(), Times.instant(in.int64()), in.float64()));
  }

  @Override
  public List<VersionChange> versionChanges(
      String service, String segment, String segmentValue, Instant from, Instant to) {
    Params params = place(service, from.minus(VERSION_MEMORY), to);
    StringBuilder where = new StringBuilder();
    segmentFilter(segment, segmentValue, where, params);
    List<Seen> seen =
        clickHouse.list(
            "SELECT v.Parts, s.first, s.calls FROM (SELECT toString(VersionTuple) AS hash,"
                + " toUnixTimestamp64Nano(min(Timestamp)) AS first, toInt64(count()) AS calls FROM otel_traces WHERE "
                + PLACE
                + where
                + " AND VersionTuple != '' GROUP BY VersionTuple) AS s"
                + " INNER JOIN (SELECT Hash, any(Parts) AS Parts FROM versions GROUP BY Hash) AS v ON v.Hash = s.hash"
                + " ORDER BY s.first",
            params,
            in -> new Seen(in.map(RowBinaryReader::string), in.int64(), in.int64()));
    return changes(seen).stream().filter(change -> !change.firstSeen().isBefore(from)).toList();
  }

  @Override
  public List<UnpricedModel> unpricedModels(Instant from, Instant to) {
    return clickHouse.list(
        "SELECT toString(Provider), if(ResponseModel = '', toString(RequestModel), toString(ResponseModel)) AS model,"
            + " toInt64(count()) AS calls FROM otel_traces WHERE "
            + PLACE
            + " AND isNull(CostUsd) AND isNotNull(InputTokens) AND model != ''"
            + " GROUP BY Provider, model ORDER BY calls DESC, model",
        place("", from, to),
        in -> new UnpricedModel(in.string(), in.string(), in.int64()));
  }

  @Override
  public List<ModelUse> modelUses(Instant from, Instant to) {
    return clickHouse.list(
        "SELECT toString(ServiceName) AS service, toString(Provider) AS provider, toString(RequestModel) AS request,"
            + " toString(ResponseModel) AS response, toInt64(count()) AS calls,"
            + " toUnixTimestamp64Nano(min(Timestamp)), toUnixTimestamp64Nano(max(Timestamp)) FROM otel_traces WHERE "
            + PLACE
            + " AND RequestModel != '' GROUP BY service, provider, request, response"
            + " ORDER BY calls DESC, service, provider, request, response LIMIT 10000",
        place("", from, to),
        in ->
            new ModelUse(
                in.string(),
                in.string(),
                in.string(),
                in.string(),
                in.int64(),
                Times.instant(in.int64()),
                Times.instant(in.int64())));
  }

  @Override
  public Map<String, Long> conversationCounts(Instant from, Instant to) {
    return clickHouse.query(
        "SELECT toString(ServiceName), toInt64(uniqExact(ConversationId)) FROM otel_traces WHERE "
            + PLACE
            + " AND ConversationId != '' GROUP BY ServiceName",
        place("", from, to),
        in -> {
          Map<String, Long> counts = new TreeMap<>();
          while (in.hasNext()) {
            String service = in.string();
            counts.put(service, in.int64());
          }
          return counts;
        });
  }

  private static final String PLACE =
      "IsCall AND Timestamp >= fromUnixTimestamp64Nano({from:Int64})"
          + " AND Timestamp < fromUnixTimestamp64Nano({to:Int64})"
          + " AND ({service:String} = '' OR ServiceName = {service:String})";

  private static Params place(String service, Instant from, Instant to) {
    return Params.none()
        .text("service", service)
        .number("from", Times.nanos(from))
        .number("to", Times.nanos(to));
  }

  /** Versions of calls as they were first seen, in order of time. */
  record Seen(Map<String, String> parts, long firstNanos, long calls) {}

  /** What the first calls show is no change. */
  static List<VersionChange> changes(List<Seen> inOrder) {
    Map<String, Map<String, Long>> counts = new TreeMap<>();
    List<VersionChange> changes = new ArrayList<>();
    Map<String, Integer> changeOf = new TreeMap<>();
    boolean first = true;
    for (Seen seen : inOrder) {
      for (Map.Entry<String, String> part : seen.parts().entrySet()) {
        Map<String, Long> before = counts.computeIfAbsent(part.getKey(), k -> new TreeMap<>());
        String key = part.getKey() + "\u0001" + part.getValue();
        Integer known = changeOf.get(key);
        if (known != null) {
          VersionChange old = changes.get(known);
          changes.set(
              known,
              new VersionChange(
                  old.part(),
                  old.before(),
                  old.after(),
                  old.firstSeen(),
                  old.calls() + seen.calls()));
        } else if (!first && !before.containsKey(part.getValue())) {
          changeOf.put(key, changes.size());
          changes.add(
              new VersionChange(
                  part.getKey(),
                  mostCommon(before),
                  part.getValue(),
                  Times.instant(seen.firstNanos()),
                  seen.calls()));
        }
        before.merge(part.getValue(), seen.calls(), Long::sum);
      }
      first = false;
    }
    return changes.reversed();
  }

  private static String mostCommon(Map<String, Long> counts) {
    return counts.entrySet().stream()
        .max(Map.Entry.comparingByValue())
        .map(Map.Entry::getKey)
        .orElse("");
  }

  private static void segmentFilters(Map<String, String> equal, StringBuilder sql, Params params) {
    int n = 0;
    for (Map.Entry<String, String> filter : new TreeMap<>(equal).entrySet()) {
      sql.append(" AND ")
          .append(Segments.expression(filter.getKey(), "segment" + n, params))
          .append(" = {equal")
          .append(n)
          .append(":String}");
      params.text("equal" + n, filter.getValue());
      n++;
    }
  }

  private static void segmentFilter(
      String segment, String value, StringBuilder sql, Params params) {
    if (!segment.isEmpty() && !segment.equals("all")) {
      segmentFilters(Map.of(segment, value), sql, params);
    }
  }

  private static void equal(
      String column, String param, Optional<String> value, StringBuilder where, Params params) {
    value.ifPresent(text -> {
      where.append(" AND ").append(column).append(" = {").append(param).append(":String}");
      params.text(param, text);
    });
  }

  private static Window window(RowBinaryReader in) throws IOException {
    String service = in.string();
    String segment = in.string();
    String value = in.string();
    String dimension = in.string();
    Instant start = Instant.ofEpochSecond(in.int64());
    long n = in.int64();
    double sumW = in.float64();
    double sumW2 = in.float64();
    double sumWx = in.float64();
    double sumWx2 = in.float64();
    List<Double> q = in.array(RowBinaryReader::float64);
    return new Window(
        service,
        segment,
        value,
        dimension,
        start,
        n,
        sumW,
        sumW2,
        sumWx,
        sumWx2,
        quantile(q, 0),
        quantile(q, 1),
        quantile(q, 2));
  }

  private static OptionalDouble quantile(List<Double> quantiles, int i) {
    return i < quantiles.size() && Double.isFinite(quantiles.get(i))
        ? OptionalDouble.of(quantiles.get(i))
        : OptionalDouble.empty();
  }

  private static Column metric(String name, Column.Kind kind, String sql) {
    return new Column(name, kind, sql);
  }

  private static long seconds(Instant instant) {
    return Math.clamp(instant.getEpochSecond(), 0L, 0xffff_ffffL);
  }
}
