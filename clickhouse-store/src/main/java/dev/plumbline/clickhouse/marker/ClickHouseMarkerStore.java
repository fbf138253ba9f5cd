// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.clickhouse.marker;

import dev.plumbline.clickhouse.ClickHouse;
import dev.plumbline.clickhouse.Params;
import dev.plumbline.clickhouse.read.Times;
import dev.plumbline.clickhouse.rowbinary.RowBinaryWriter;
import dev.plumbline.model.marker.Marker;
import dev.plumbline.model.marker.MarkerStore;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/** Markers in ClickHouse: each save is a new revision. Thread-safe. */
public final class ClickHouseMarkerStore implements MarkerStore {
  private final ClickHouse clickHouse;
  private final InstantSource clock;
  private long lastRevision;

  public ClickHouseMarkerStore(ClickHouse clickHouse, InstantSource clock) {
    this.clickHouse = clickHouse;
    this.clock = clock;
  }

  @Override
  public void save(Marker marker) {
    RowBinaryWriter row = new RowBinaryWriter(512);
    row.string(marker.id());
    row.string(marker.kind().label());
    row.string(marker.service());
    row.int64(Times.nanos(marker.at()) / 1_000_000);
    row.string(marker.label());
    row.string(marker.actor());
    row.string(marker.note());
    row.int64(nextRevision());
    clickHouse.insert(
        "markers_data",
        List.of(
            "MarkerId", "Kind", "ServiceName", "Timestamp", "Label", "Actor", "Note", "Revision"),
        row,
        "marker:" + UUID.randomUUID());
  }

  @Override
  public List<Marker> list(Optional<String> service, Instant from, Instant to) {
    Params params =
        Params.none()
            .number("from", Times.nanos(from) / 1_000_000)
            .number("to", Times.nanos(to) / 1_000_000)
            .text("service", service.orElse(""));
    return clickHouse.list(
        "SELECT MarkerId, toString(Kind), toString(ServiceName), toUnixTimestamp64Milli(Timestamp), Label, Actor,"
            + " Note FROM markers WHERE Timestamp >= fromUnixTimestamp64Milli({from:Int64}, 'UTC')"
            + " AND Timestamp < fromUnixTimestamp64Milli({to:Int64}, 'UTC')"
            + " AND ({service:String} = '' OR ServiceName IN ('', {service:String}))"
            + " ORDER BY Timestamp DESC, MarkerId LIMIT 10000",
        params,
        in -> {
          String id = in.string();
          Marker.Kind kind = Marker.Kind.valueOf(in.string().toUpperCase(Locale.ROOT));
          String of = in.string();
          Instant at = Instant.ofEpochMilli(in.int64());
          return new Marker(id, kind, of, at, in.string(), in.string(), in.string());
        });
  }

  private synchronized long nextRevision() {
    lastRevision = Math.max(lastRevision + 1, clock.millis() * 1000);
    return lastRevision;
  }
}
