// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.clickhouse.write;

import dev.plumbline.clickhouse.ClickHouse;
import dev.plumbline.clickhouse.Params;
import dev.plumbline.clickhouse.rowbinary.RowBinaryWriter;
import dev.plumbline.model.store.StoredSpan;
import dev.plumbline.model.telemetry.Span;
import dev.plumbline.model.telemetry.SpanKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Replaces the GenAI columns and scores of stored rows: the new values go to a staging table of
 * this process, then one lightweight UPDATE (patch parts) takes them over. Applied twice it changes
 * nothing; a reader sees a row before or after, never in between. One patch at a time.
 */
final class SpanPatcher {
  private static final String PREFIX = "otel_traces_patch_";

  private final ClickHouse clickHouse;
  private final String staging =
      PREFIX + String.format(Locale.ROOT, "%08x", new Random().nextInt());
  private final String update;
  private boolean ready;

  SpanPatcher(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
    String qualified = clickHouse.database() + "." + staging;
    this.update =
        SpanRows.PATCHED.stream()
            .map(c ->
                "`%s` = joinGet('%s', '%s', concat(TraceId, SpanId))".formatted(c, qualified, c))
            .collect(
                Collectors.joining(
                    ", ",
                    "UPDATE otel_traces SET ",
                    " WHERE Timestamp >= fromUnixTimestamp64Nano({from:Int64})"
                        + " AND Timestamp <= fromUnixTimestamp64Nano({to:Int64})"
                        + " AND ServiceName IN {services:Array(String)}"
                        + " AND (TraceId, SpanId) IN (SELECT TraceId, SpanId FROM "
                        + staging
                        + ")"));
  }

  /** For two rows of one span the later one counts. Rows that are not stored are left out. */
  synchronized void patch(
      Collection<StoredSpan> rows, SpanRows encoder, RowBinaryWriter buffer, long nowMillis) {
    if (rows.isEmpty()) {
      return;
    }
    Map<SpanKey, StoredSpan> last = new LinkedHashMap<>();
    long from = Long.MAX_VALUE;
    long to = Long.MIN_VALUE;
    Set<String> services = new TreeSet<>();
    for (StoredSpan row : rows) {
      Span span = row.span().span();
      last.put(span.key(), row);
      from = Math.min(from, span.startEpochNanos());
      to = Math.max(to, span.startEpochNanos());
      services.add(span.resource().serviceName());
    }
    prepare();
    buffer.clear();
    last.values().forEach(row -> encoder.stage(buffer, row, nowMillis));
    clickHouse.execute("TRUNCATE TABLE " + staging);
    clickHouse.insert(staging, SpanRows.STAGED, buffer, "");
    clickHouse.execute(
        update,
        Params.none().number("from", from).number("to", to).texts("services", services),
        Map.of("allow_experimental_lightweight_update", "1")); // on by default in newer servers
    clickHouse.execute("TRUNCATE TABLE " + staging);
  }

  private void prepare() {
    if (ready) {
      return;
    }
    dropForgotten();
    Map<String, String> types =
        clickHouse.query(
            "SELECT name, type FROM system.columns"
                + " WHERE database = currentDatabase() AND table = 'otel_traces'",
            Params.none(),
            in -> {
              Map<String, String> found = new TreeMap<>();
              while (in.hasNext()) {
                String name = in.string();
                found.put(name, in.string());
              }
              return found;
            });
    List<String> columns =
        new ArrayList<>(List.of("Key String", "TraceId String", "SpanId String"));
    for (String column : SpanRows.PATCHED) {
      @Nullable String type = types.get(column);
      if (type == null) {
        throw new IllegalStateException("otel_traces has no column " + column);
      }
      columns.add("`" + column + "` " + type);
    }
    clickHouse.execute(
        "CREATE TABLE IF NOT EXISTS %s (%s) ENGINE = Join(ANY, LEFT, Key) SETTINGS persistent = 0"
            .formatted(staging, String.join(", ", columns)));
    ready = true;
  }

  /** Staging tables of processes that were killed; an hour is longer than any patch. */
  private void dropForgotten() {
    List<String> forgotten =
        clickHouse.list(
            "SELECT name FROM system.tables WHERE database = currentDatabase()"
                + " AND startsWith(name, {prefix:String}) AND metadata_modification_time < now() - 3600",
            Params.none().text("prefix", PREFIX),
            in -> in.string());
    forgotten.forEach(name -> clickHouse.execute("DROP TABLE IF EXISTS `" + name + "`"));
  }

  synchronized void close() {
    if (ready) {
      clickHouse.execute("DROP TABLE IF EXISTS " + staging);
      ready = false;
    }
  }
}
