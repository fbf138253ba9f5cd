// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.server;

import dev.plumbline.clickhouse.ClickHouse;
import dev.plumbline.clickhouse.labels.ClickHouseCalibrationStore;
import dev.plumbline.clickhouse.labels.ClickHouseLabelReader;
import dev.plumbline.clickhouse.labels.ClickHouseLabelStore;
import dev.plumbline.evaluators.agreement.Calibrator;
import dev.plumbline.evaluators.agreement.Rescorer;
import dev.plumbline.evaluators.agreement.TenantGate;
import dev.plumbline.evaluators.pii.PiiMask;
import dev.plumbline.model.alert.AlertStore;
import dev.plumbline.model.score.Dimension;
import dev.plumbline.model.score.Gate;
import dev.plumbline.query.http.Route;
import dev.plumbline.query.labels.LabelSources;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;

/** Labels, calibration and the gate, put together. Thread-safe. */
final class Labelling {
  private final Calibrator calibrator;
  private final LabelSources sources;

  /**
   * Does nothing yet.
   *
   * @param dimensions every dimension that is scored here, judges' included
   * @param factory the gate without labels
   * @param rescorers who can score stored calls again, the first that knows a dimension is asked
   */
  Labelling(
      AppConfig config,
      ClickHouse clickHouse,
      AlertStore alerts,
      Supplier<List<Dimension>> dimensions,
      Gate factory,
      List<Rescorer> rescorers,
      InstantSource clock) {
    ClickHouseLabelStore labels = new ClickHouseLabelStore(clickHouse, clock);
    ClickHouseLabelReader reader = new ClickHouseLabelReader(clickHouse);
    ClickHouseCalibrationStore records = new ClickHouseCalibrationStore(clickHouse, clock);
    calibrator =
        new Calibrator(
            config.calibration(),
            labels,
            reader,
            records,
            alerts,
            dimensions,
            factory,
            rescorers,
            clock);
    sources =
        new LabelSources(
            labels,
            reader,
            records,
            calibrator,
            dimensions,
            config.review(),
            new PiiMask()::mask,
            Version.CURRENT);
  }

  /** What may alert. */
  TenantGate gate() {
    return calibrator.tenantGate();
  }

  /** For the query API. */
  List<Route> routes() {
    return sources.routes();
  }

  /** For a background loop. */
  void step() throws InterruptedException {
    calibrator.step();
  }
}
