// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.clickhouse.windows;

/**
 * The statements that make windows. Parameters: {@code from} and {@code to}, minutes since 1970, to
 * exclusive; {@code minutes}, which of them, or none for all; {@code generation}.
 */
final class WindowSql {
  private static final String COLUMNS =
      "(WindowStart, ServiceName, Segment, SegmentValue, Dimension, N, SumW, SumW2, SumWX, SumWX2,"
          + " MinX, MaxX, Digest, Generation, Gone)";

  private static final String CALLS_OF_MINUTES =
      """
      Timestamp >= fromUnixTimestamp64Second({from:Int64} * 60)
        AND Timestamp < fromUnixTimestamp64Second({to:Int64} * 60)
        AND (empty({minutes:Array(Int64)})
          OR has({minutes:Array(Int64)}, intDiv(toUnixTimestamp64Nano(Timestamp), 60000000000)))\
      """;

  /**
   * More values than this of one segment in one minute are pooled, or windows would outgrow calls.
   */
  static final int MAX_VALUES = 1000;

  private static final String MINUTE_START =
      "toUInt32(intDiv(toUnixTimestamp64Nano(Timestamp), 60000000000) * 60)";

  /** Parameter {@code wide}: minute and segment, joined by a colon, of what is pooled. */
  private static final String POOLED_PAIRS =
      """
      if(empty({wide:Array(String)}), SegmentPairs,
        arrayMap(s -> if(has({wide:Array(String)}, concat(toString(%s), ':', s.1)), (s.1, '(other)'), s), SegmentPairs))
      """
          .formatted(MINUTE_START);

  /** Segments with more than {@link #MAX_VALUES} values in a minute. */
  static final String WIDE =
      """
      SELECT concat(toString(m), ':', s.1)
      FROM (SELECT %s AS m, SegmentPairs FROM otel_traces WHERE IsCall AND %s)
      ARRAY JOIN SegmentPairs AS s
      GROUP BY m, s.1 HAVING uniqCombined(s.2) > {max:UInt32}
      """
          .formatted(MINUTE_START, CALLS_OF_MINUTES);

  /** As {@link #WIDE}, by the hour. */
  static final String WIDE_HOURS = byHour(WIDE);

  /**
   * Calls with the same list of dimensions are summed as arrays, so that a call costs one look-up
   * for each of its segments instead of one for each segment and dimension.
   */
  private static final String INLINE =
      """
      SELECT m, svc, seg, dim, n, toFloat64(n) AS w, toFloat64(n) AS w2, wx, wx2, mn, mx, dg, 1 AS live
      FROM (
      SELECT m, svc, seg, dims, sumForEach(ns1) AS ns, sumForEach(sxs1) AS sxs, sumForEach(sxxs1) AS sxxs,
        minForEach(mns1) AS mns, maxForEach(mxs1) AS mxs,
        quantilesTDigestWeightedMergeStateForEach(0.5, 0.95, 0.99)(dgs1) AS dgs
      FROM (
        SELECT toUInt32(intDiv(toUnixTimestamp64Nano(Timestamp), 60000000000) * 60) AS m,
          toString(ServiceName) AS svc, pairs, dims,
          sumForEach(arrayMap(x -> toUInt64(NOT isNaN(x)), vals)) AS ns1,
          sumForEach(arrayMap(x -> if(isNaN(x), 0, x), vals)) AS sxs1,
          sumForEach(arrayMap(x -> if(isNaN(x), 0, x * x), vals)) AS sxxs1,
          minForEach(arrayMap(x -> if(isNaN(x), inf, x), vals)) AS mns1,
          maxForEach(arrayMap(x -> if(isNaN(x), -inf, x), vals)) AS mxs1,
          quantilesTDigestWeightedStateForEach(0.5, 0.95, 0.99)(
            vals, arrayMap(x -> toUInt64(1), vals)) AS dgs1
        FROM (
          SELECT Timestamp, ServiceName, %s AS pairs,
            arrayConcat(
              if(has(`Score.Dimension`, 'request'), [], ['request']),
              if(has(`Score.Dimension`, 'error'), [], ['error']),
              CAST(`Score.Dimension`, 'Array(String)')) AS dims,
            arrayConcat(
              if(has(`Score.Dimension`, 'request'), [], [1.]),
              if(has(`Score.Dimension`, 'error'), [], [toFloat64(ErrorType != '')]),
              `Score.Value`) AS vals
          FROM otel_traces
          WHERE IsCall AND %s
        )
        GROUP BY m, svc, pairs, dims
      )
      ARRAY JOIN pairs AS seg
      GROUP BY m, svc, seg, dims
      )
      ARRAY JOIN dims AS dim, ns AS n, sxs AS wx, sxxs AS wx2, mns AS mn, mxs AS mx, dgs AS dg
      """
          .formatted(POOLED_PAIRS, CALLS_OF_MINUTES);

  /** Horvitz-Thompson weights; the digest takes whole numbers. */
  private static final String LATE =
      """
      SELECT m, svc, seg, dim, count() AS n, sum(weight) AS w, sum(weight * weight) AS w2,
        sum(weight * x) AS wx, sum(weight * x * x) AS wx2, min(x) AS mn, max(x) AS mx,
        quantilesTDigestWeightedState(0.5, 0.95, 0.99)(x, toUInt64(greatest(1, round(weight)))) AS dg,
        1 AS live
      FROM (
        SELECT toUInt32(intDiv(toUnixTimestamp64Nano(Timestamp), 60000000000) * 60) AS m,
          toString(ServiceName) AS svc, %s AS pairs, toString(Dimension) AS dim, Value AS x,
          1 / SamplingProbability AS weight
        FROM scores_late
        WHERE NOT isNaN(Value) AND %s
      )
      ARRAY JOIN pairs AS seg
      GROUP BY m, svc, seg, dim
      """
          .formatted(POOLED_PAIRS, CALLS_OF_MINUTES);

  /** Windows that are there now: those that do not come again are marked as gone. */
  private static final String BEFORE =
      """
      SELECT toUInt32(WindowStart) AS m, toString(ServiceName) AS svc,
        (toString(Segment), toString(SegmentValue)) AS seg, toString(Dimension) AS dim,
        toUInt64(0) AS n, toFloat64(0) AS w, toFloat64(0) AS w2, toFloat64(0) AS wx, toFloat64(0) AS wx2, inf AS mn, -inf AS mx, Digest AS dg, 0 AS live
      FROM %s
      WHERE Gone = 0 AND WindowStart >= toDateTime({from:Int64} * 60, 'UTC')
        AND WindowStart < toDateTime({to:Int64} * 60, 'UTC')
        AND (empty({minutes:Array(Int64)}) OR has({minutes:Array(Int64)}, intDiv(toUnixTimestamp(WindowStart), 60)))
      """;

  private static final String SUMS =
      """
      SELECT toDateTime(m, 'UTC'), svc, seg.1, seg.2, dim, sum(n), sum(w), sum(w2), sum(wx), sum(wx2), min(mn), max(mx),
        quantilesTDigestWeightedMergeStateIf(0.5, 0.95, 0.99)(dg, live = 1), {generation:UInt64}, sum(n) = 0
      """;

  static final String MINUTES =
      "INSERT INTO score_windows_1m_data "
          + COLUMNS
          + " "
          + SUMS
          + "FROM ("
          + INLINE
          + " UNION ALL "
          + LATE
          + " UNION ALL "
          + BEFORE.formatted("score_windows_1m_data")
          + ") GROUP BY m, svc, seg, dim HAVING sum(n) > 0 OR min(live) = 0";

  /** Hours straight from their calls, for history that never had minutes. */
  static final String HOURS_OF_CALLS =
      "INSERT INTO score_windows_1h_data "
          + COLUMNS
          + " "
          + SUMS
          + "FROM ("
          + byHour(INLINE)
          + " UNION ALL "
          + byHour(LATE)
          + " UNION ALL "
          + BEFORE.formatted("score_windows_1h_data")
          + ") GROUP BY m, svc, seg, dim HAVING sum(n) > 0 OR min(live) = 0";

  /** Hours, as minutes since 1970, that have minute windows. */
  static final String HOURS_WITH_MINUTES =
      """
      SELECT DISTINCT toInt64(intDiv(toUnixTimestamp(toStartOfHour(WindowStart)), 60))
      FROM score_windows_1m_data
      WHERE WindowStart >= toDateTime({from:Int64} * 60, 'UTC')
        AND WindowStart < toDateTime({to:Int64} * 60, 'UTC')
      """;

  static final String HOURS =
      "INSERT INTO score_windows_1h_data "
          + COLUMNS
          + " "
          + SUMS
          + """
          FROM (
            SELECT toUInt32(toStartOfHour(WindowStart)) AS m, toString(ServiceName) AS svc,
              (toString(Segment), toString(SegmentValue)) AS seg, toString(Dimension) AS dim,
              N AS n, SumW AS w, SumW2 AS w2, SumWX AS wx, SumWX2 AS wx2, MinX AS mn, MaxX AS mx, Digest AS dg, 1 AS live
            FROM score_windows_1m_data FINAL
            WHERE WindowStart >= toDateTime({from:Int64} * 60, 'UTC')
              AND WindowStart < toDateTime({to:Int64} * 60, 'UTC')
              AND (empty({minutes:Array(Int64)})
                OR has({minutes:Array(Int64)}, intDiv(toUnixTimestamp(toStartOfHour(WindowStart)), 60)))
            UNION ALL
          """
          + BEFORE.formatted("score_windows_1h_data")
          + ") GROUP BY m, svc, seg, dim HAVING sum(n) > 0 OR min(live) = 0";

  /** Minutes whose calls changed after their windows were last computed. */
  static final String LEFT_OVER =
      """
      SELECT toInt64(c.minute) FROM (
        SELECT intDiv(toUnixTimestamp64Nano(Timestamp), 60000000000) AS minute,
          max(toUnixTimestamp64Milli(ChangedAt)) AS changed
        FROM otel_traces WHERE IsCall AND ChangedAt >= fromUnixTimestamp64Milli({since:Int64})
        GROUP BY minute
      ) AS c LEFT JOIN (
        SELECT intDiv(toUnixTimestamp(WindowStart), 60) AS minute, max(Generation) AS generation
        FROM score_windows_1m_data GROUP BY minute
      ) AS w ON c.minute = w.minute
      WHERE c.changed + {margin:Int64} >= w.generation
      """;

  static final String HOURS_LEFT_OVER =
      """
      SELECT DISTINCT toInt64(intDiv(toUnixTimestamp(toStartOfHour(WindowStart)), 60)) FROM score_windows_1m_data
      WHERE Generation + {margin:UInt64} >= (SELECT max(Generation) FROM score_windows_1h_data)
      """;

  private WindowSql() {}

  private static String byHour(String minutes) {
    return minutes.replace(
        MINUTE_START, "toUInt32(intDiv(toUnixTimestamp64Nano(Timestamp), 3600000000000) * 3600)");
  }
}
