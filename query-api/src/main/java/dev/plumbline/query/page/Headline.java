// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.query.page;

import dev.plumbline.model.store.Rows;
import dev.plumbline.model.store.TelemetryReader;
import dev.plumbline.model.store.WindowMetricsQuery;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * Numbers of the last 24 hours, over all services.
 *
 * @param errorRate 0 to 1; NaN without calls
 */
record Headline(long sessions, double calls, double errorRate, double costUsd) {
  private static final int MOST = 10_000;

  static Headline read(TelemetryReader reader, Instant now) {
    Instant from = now.minus(Duration.ofHours(24));
    Rows rows =
        reader.windowMetrics(
            new WindowMetricsQuery(from, now, Duration.ofHours(1), "all", Map.of(), MOST));
    double calls = 0;
    double errors = 0;
    double cost = 0;
    for (SequencedMap<String, @Nullable Object> row : rows.rows()) {
      double count = number(row.get("request_count"));
      calls += count;
      errors += count * number(row.get("error_rate"));
      cost += number(row.get("total_cost_usd"));
    }
    long sessions =
        reader.conversationCounts(from, now).values().stream().mapToLong(Long::longValue).sum();
    return new Headline(sessions, calls, calls == 0 ? Double.NaN : errors / calls, cost);
  }

  private static double number(@Nullable Object value) {
    return value instanceof Number number && Double.isFinite(number.doubleValue())
        ? number.doubleValue()
        : 0;
  }
}
