// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.clickhouse.write;

import dev.plumbline.clickhouse.ClickHouse;
import dev.plumbline.clickhouse.Params;
import dev.plumbline.clickhouse.rowbinary.RowBinaryWriter;
import dev.plumbline.model.score.VersionTuple;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Writes each version tuple once. Thread-safe. */
final class VersionRows {
  private final ClickHouse clickHouse;
  private final Set<String> known = new HashSet<>();
  private boolean loaded;

  VersionRows(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
  }

  /**
   * Writes those that are not stored yet.
   *
   * @param tuples by their hash
   * @param buffer is cleared
   */
  synchronized void write(
      Map<String, VersionTuple> tuples, RowBinaryWriter buffer, long nowMillis) {
    if (known.containsAll(tuples.keySet())) {
      return;
    }
    if (!loaded) {
      known.addAll(clickHouse.list("SELECT Hash FROM versions", Params.none(), in -> in.string()));
      loaded = true;
    }
    for (VersionTuple tuple : tuples.values()) {
      if (known.contains(tuple.hash())) {
        continue;
      }
      buffer.clear();
      buffer.string(tuple.hash());
      buffer.length(tuple.parts().size());
      tuple
          .parts()
          .forEach((name, value) -> {
            buffer.string(name);
            buffer.string(value);
          });
      buffer.int64(nowMillis);
      clickHouse.insert(
          "versions", List.of("Hash", "Parts", "FirstSeen"), buffer, "version:" + tuple.hash());
      known.add(tuple.hash());
    }
  }
}
