// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.server;

import dev.plumbline.clickhouse.ClickHouse;
import dev.plumbline.clickhouse.incident.ClickHouseIncidentStore;
import dev.plumbline.drift.incident.IncidentKeeper;
import dev.plumbline.evaluators.pii.PiiMask;
import dev.plumbline.model.alert.AlertStore;
import dev.plumbline.model.metrics.Meters;
import dev.plumbline.model.store.TelemetryReader;
import dev.plumbline.query.http.Route;
import dev.plumbline.query.incidents.GoldenSets;
import dev.plumbline.query.incidents.IncidentSources;
import java.time.InstantSource;
import java.util.List;

/** What follows alerts, put together. */
final class IncidentWiring {
  private final IncidentKeeper keeper;
  private final IncidentSources sources;

  /** Does nothing yet. */
  IncidentWiring(
      AppConfig config,
      ClickHouse clickHouse,
      AlertStore alerts,
      TelemetryReader reader,
      InstantSource clock,
      Meters meters) {
    ClickHouseIncidentStore incidents = new ClickHouseIncidentStore(clickHouse, clock);
    keeper = new IncidentKeeper(config.incidents(), alerts, incidents, reader, clock, meters);
    sources =
        new IncidentSources(
            incidents,
            alerts,
            reader,
            new GoldenSets(config.data().resolve("golden")),
            new PiiMask()::mask);
  }

  /** For the query API. */
  List<Route> routes() {
    return sources.routes();
  }

  /** For a background loop. */
  void step() {
    keeper.step();
  }
}
