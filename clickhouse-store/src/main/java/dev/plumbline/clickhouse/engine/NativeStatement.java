// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.clickhouse.engine;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** A statement, its default format and its parameters in native memory, as chdb.h takes them. */
record NativeStatement(
    MemorySegment text,
    long textBytes,
    MemorySegment format,
    long formatBytes,
    MemorySegment names,
    MemorySegment nameBytes,
    MemorySegment values,
    MemorySegment valueBytes,
    long count) {

  static NativeStatement of(Arena arena, byte[] sql, String format, Map<String, String> params) {
    byte[] formatName = format.getBytes(StandardCharsets.UTF_8);
    int n = params.size();
    MemorySegment names = arena.allocate(ADDRESS, Math.max(1, n));
    MemorySegment nameBytes = arena.allocate(JAVA_LONG, Math.max(1, n));
    MemorySegment values = arena.allocate(ADDRESS, Math.max(1, n));
    MemorySegment valueBytes = arena.allocate(JAVA_LONG, Math.max(1, n));
    int i = 0;
    for (Map.Entry<String, String> param : params.entrySet()) {
      byte[] name = param.getKey().getBytes(StandardCharsets.UTF_8);
      byte[] value = param.getValue().getBytes(StandardCharsets.UTF_8);
      names.setAtIndex(ADDRESS, i, copy(arena, name));
      nameBytes.setAtIndex(JAVA_LONG, i, name.length);
      values.setAtIndex(ADDRESS, i, copy(arena, value));
      valueBytes.setAtIndex(JAVA_LONG, i, value.length);
      i++;
    }
    return new NativeStatement(
        copy(arena, sql),
        sql.length,
        copy(arena, formatName),
        formatName.length,
        names,
        nameBytes,
        values,
        valueBytes,
        n);
  }

  private static MemorySegment copy(Arena arena, byte[] bytes) {
    MemorySegment segment = arena.allocate(bytes.length + 1L);
    MemorySegment.copy(bytes, 0, segment, JAVA_BYTE, 0, bytes.length);
    return segment;
  }
}
