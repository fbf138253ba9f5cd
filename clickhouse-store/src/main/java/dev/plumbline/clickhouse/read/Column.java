// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.clickhouse.read;

import dev.plumbline.clickhouse.rowbinary.RowBinaryReader;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A column of a result: its name in the outside contract and how it is read.
 *
 * @param sql expression over the view
 */
record Column(String name, Kind kind, String sql) {
  /** What a value is; each kind casts to one type and reads that. */
  enum Kind {
    TEXT("toString(%s)"),
    LONG("CAST(%s, 'Nullable(Int64)')"),
    DOUBLE("CAST(%s, 'Nullable(Float64)')"),
    BOOL("CAST(%s, 'UInt8')"),
    TIME("toUnixTimestamp64Nano(toDateTime64(%s, 9, 'UTC'))"),
    MAYBE_TIME(
        "if(isNull(%1$s), NULL, toUnixTimestamp64Nano(toDateTime64(assumeNotNull(%1$s), 9, 'UTC')))"),
    TEXTS("CAST(%s, 'Array(String)')"),
    TIMES("arrayMap(t -> toUnixTimestamp64Nano(t), %s)"),
    TEXT_MAP("CAST(%s, 'Map(String, String)')"),
    NUMBER_MAP("CAST(%s, 'Map(String, Float64)')"),
    TEXT_MAPS("CAST(%s, 'Array(Map(String, String))')");

    private final String cast;

    Kind(String cast) {
      this.cast = cast;
    }
  }

  static Column of(String name, Kind kind) {
    return new Column(name, kind, "`" + name + "`");
  }

  String select() {
    return String.format(java.util.Locale.ROOT, kind.cast, sql);
  }

  @Nullable Object read(RowBinaryReader in) throws IOException {
    return switch (kind) {
      case TEXT -> in.string();
      case LONG -> in.bool() ? null : (Object) in.int64();
      case DOUBLE -> in.bool() ? null : (Object) in.float64();
      case BOOL -> in.bool();
      case TIME -> Times.text(in.int64());
      case MAYBE_TIME -> in.bool() ? null : Times.text(in.int64());
      case TEXTS -> in.array(RowBinaryReader::string);
      case TIMES -> in.array(item -> Times.text(item.int64()));
      case TEXT_MAP -> in.map(RowBinaryReader::string);
      case NUMBER_MAP -> in.map(RowBinaryReader::float64);
      case TEXT_MAPS -> in.array(item -> item.map(RowBinaryReader::string));
    };
  }
}
