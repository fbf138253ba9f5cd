// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.clickhouse.read;

import dev.plumbline.clickhouse.ClickHouse;
import dev.plumbline.clickhouse.Params;
import dev.plumbline.model.error.PlumblineException;
import dev.plumbline.model.store.RowQuery;
import dev.plumbline.model.store.Rows;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Rows of views, newest first, page by page. Rows that arrive between two pages move none. */
final class RowReading {
  private final ClickHouse clickHouse;

  RowReading(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
  }

  Rows read(RowQuery query) {
    Views.View view = Views.of(query.view());
    List<Column> columns = chosen(view, query.columns());
    Params params = Params.none();
    String time = "toDateTime64(" + view.time() + ", 9, 'UTC')";
    StringBuilder sql = new StringBuilder("SELECT toUnixTimestamp64Nano(").append(time);
    sql.append(") AS page_time, ").append(view.tie()).append(" AS page_tie");
    columns.forEach(column -> sql.append(", ").append(column.select()));
    sql.append(" FROM ").append(view.table()).append(" WHERE ");
    sql.append(
        String.format(
            Locale.ROOT,
            "%1$s >= fromUnixTimestamp64Nano({from:Int64}) AND %1$s < fromUnixTimestamp64Nano({to:Int64})",
            view.time()));
    params.number("from", Times.nanos(query.from())).number("to", Times.nanos(query.to()));
    sql.append(" AND ").append(view.hint());
    filters(view, query.equal(), sql, params);
    query.page().ifPresent(page -> after(page, view, sql, params));
    sql.append(" ORDER BY page_time DESC, page_tie DESC LIMIT ").append(query.limit() + 1);
    List<Keyed> rows =
        clickHouse.list(
            sql.toString(),
            params,
            in -> {
              long nanos = in.int64();
              String tie = in.string();
              SequencedMap<String, @Nullable Object> row = new LinkedHashMap<>();
              for (Column column : columns) {
                row.put(column.name(), column.read(in));
              }
              return new Keyed(nanos, tie, row);
            });
    if (rows.size() <= query.limit()) {
      return new Rows(rows.stream().map(Keyed::row).toList(), Optional.empty());
    }
    Keyed last = rows.get(query.limit() - 1);
    return new Rows(
        rows.subList(0, query.limit()).stream().map(Keyed::row).toList(),
        Optional.of(page(last.nanos(), last.tie())));
  }

  private record Keyed(long nanos, String tie, SequencedMap<String, @Nullable Object> row) {}

  private static List<Column> chosen(Views.View view, List<String> names) {
    if (names.isEmpty()) {
      return view.columns();
    }
    Map<String, Column> known =
        view.columns().stream().collect(Collectors.toMap(Column::name, column -> column));
    List<Column> chosen = new ArrayList<>();
    for (String name : names) {
      Column column = known.get(name);
      if (column == null) {
        throw PlumblineException.invalid("column", "must be one of " + view.table(), name);
      }
      chosen.add(column);
    }
    return chosen;
  }

  private static void filters(
      Views.View view, Map<String, String> equal, StringBuilder sql, Params params) {
    int n = 0;
    for (Map.Entry<String, String> filter : new java.util.TreeMap<>(equal).entrySet()) {
      Optional<Column> column =
          view.columns().stream().filter(c -> c.name().equals(filter.getKey())).findFirst();
      String expression;
      if (column.isPresent()) {
        expression = "toString(" + column.get().sql() + ")";
        if (column.get().kind() == Column.Kind.TEXT) {
          expression = column.get().sql(); // without a cast the indexes can be used
        }
      } else if (view.segments()) {
        expression = Segments.expression(filter.getKey(), "segment" + n, params);
      } else {
        throw PlumblineException.invalid(
            "column", "must be one of " + view.table(), filter.getKey());
      }
      params.text("equal" + n, filter.getValue());
      sql.append(" AND ").append(expression).append(" = {equal").append(n).append(":String}");
      n++;
    }
  }

  private static void after(String page, Views.View view, StringBuilder sql, Params params) {
    try {
      String text = new String(Base64.getUrlDecoder().decode(page), StandardCharsets.UTF_8);
      int colon = text.indexOf(':');
      params.number("page_time", Long.parseLong(text.substring(0, colon)));
      params.text("page_tie", text.substring(colon + 1));
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      throw PlumblineException.invalid("page", "must come from the page before", page);
    }
    sql.append(" AND ")
        .append(view.time())
        .append(" <= fromUnixTimestamp64Nano({page_time:Int64})")
        .append(" AND (page_time, page_tie) < ({page_time:Int64}, {page_tie:String})");
  }

  private static String page(long nanos, String tie) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString((nanos + ":" + tie).getBytes(StandardCharsets.UTF_8));
  }
}
