// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.clickhouse.read;

import dev.plumbline.clickhouse.ClickHouse;
import dev.plumbline.clickhouse.Params;
import dev.plumbline.clickhouse.rowbinary.RowBinaryReader;
import dev.plumbline.model.store.CallNumbers;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Reads the numbers of calls with one statement for each query. Thread-safe. */
public final class ClickHouseCallNumbers implements CallNumbers {
  /** Inline scores stand in the row of the call, late ones are joined; the first one counts. */
  private static final String SQL =
      """
      SELECT toUnixTimestamp64Milli(t.Timestamp), toInt64(ifNull(t.Turn, 0)), toInt64(t.Asked),
        arrayMap(s -> arrayFirst(p -> p.1 = s, t.SegmentPairs).2, {segments:Array(String)}),
        t.Names, t.Values, l.Names, l.Values, l.Probabilities
      FROM (
        SELECT Timestamp, TraceId, SpanId, Turn, SegmentPairs, lengthUTF8(InputText) AS Asked,
          arrayFilter((d, v) -> has({dimensions:Array(String)}, toString(d)) AND NOT isNaN(v),
            CAST(`Score.Dimension`, 'Array(String)'), `Score.Value`) AS Names,
          arrayFilter((v, d) -> has({dimensions:Array(String)}, toString(d)) AND NOT isNaN(v),
            `Score.Value`, CAST(`Score.Dimension`, 'Array(String)')) AS Values
        FROM otel_traces
        WHERE IsCall AND ServiceName = {service:String}
          AND Timestamp >= fromUnixTimestamp64Nano({from:Int64})
          AND Timestamp < fromUnixTimestamp64Nano({to:Int64})
          AND cityHash64(TraceId) % {part:Int64} = 0) AS t
      LEFT JOIN (
        SELECT TraceId, SpanId, groupArray(toString(Dimension)) AS Names, groupArray(Value) AS Values,
          groupArray(SamplingProbability) AS Probabilities
        FROM scores_late
        WHERE ServiceName = {service:String} AND Status = 'ok'
          AND Timestamp >= fromUnixTimestamp64Nano({from:Int64})
          AND Timestamp < fromUnixTimestamp64Nano({to:Int64})
          AND has({dimensions:Array(String)}, toString(Dimension))
          AND cityHash64(TraceId) % {part:Int64} = 0
        GROUP BY TraceId, SpanId) AS l ON l.TraceId = t.TraceId AND l.SpanId = t.SpanId
      ORDER BY t.Timestamp, t.TraceId, t.SpanId
      """;

  private final ClickHouse clickHouse;

  public ClickHouseCallNumbers(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
  }

  @Override
  public void read(Query query, Consumer<Row> rows) {
    Map<String, Integer> places = new HashMap<>();
    for (String dimension : query.dimensions()) {
      places.put(dimension, places.size());
    }
    Params params =
        Params.none()
            .text("service", query.service())
            .number("from", nanos(query.from()))
            .number("to", nanos(query.to()))
            .number("part", query.oneIn())
            .texts("dimensions", query.dimensions())
            .texts("segments", query.segments());
    clickHouse.query(
        SQL,
        params,
        in -> {
          long count = 0;
          while (in.hasNext()) {
            rows.accept(row(in, places));
            count++;
          }
          return count;
        });
  }

  private static Row row(RowBinaryReader in, Map<String, Integer> places) throws IOException {
    long time = in.int64();
    int turn = (int) in.int64();
    long asked = in.int64();
    String[] segments = in.array(RowBinaryReader::string).toArray(String[]::new);
    double[] scores = new double[places.size()];
    double[] probabilities = new double[places.size()];
    Arrays.fill(scores, Double.NaN);
    Arrays.fill(probabilities, 1);
    put(in.array(RowBinaryReader::string), in.array(RowBinaryReader::float64), places, scores);
    List<String> late = in.array(RowBinaryReader::string);
    List<Double> values = in.array(RowBinaryReader::float64);
    List<Double> chances = in.array(RowBinaryReader::float64);
    for (int i = 0; i < late.size(); i++) {
      int at = places.getOrDefault(late.get(i), -1);
      if (at >= 0 && Double.isNaN(scores[at])) {
        scores[at] = values.get(i);
        probabilities[at] = chances.get(i);
      }
    }
    return new Row(time, turn, asked, segments, scores, probabilities);
  }

  private static void put(
      List<String> names, List<Double> values, Map<String, Integer> places, double[] scores) {
    for (int i = 0; i < names.size(); i++) {
      int at = places.getOrDefault(names.get(i), -1);
      if (at >= 0) {
        scores[at] = values.get(i);
      }
    }
  }

  private static long nanos(Instant time) {
    return TimeUnit.SECONDS.toNanos(time.getEpochSecond()) + time.getNano();
  }
}
