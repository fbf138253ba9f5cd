// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.query.prometheus;

import dev.plumbline.model.alert.AlertStore;
import dev.plumbline.model.score.Dimension;
import dev.plumbline.model.series.SeriesSource;
import dev.plumbline.promql.PromqlEngine;
import dev.plumbline.query.http.Route;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** All routes under {@code /prometheus}. */
public final class PrometheusRoutes {
  private PrometheusRoutes() {}

  public static List<Route> of(
      PromqlEngine engine,
      SeriesSource source,
      AlertStore alerts,
      Supplier<List<Dimension>> dimensions,
      String version) {
    return Stream.of(
            new QueryRoutes(engine, source).routes(),
            new LabelRoutes(source).routes(),
            new RuleRoutes(alerts, dimensions, version).routes())
        .flatMap(List::stream)
        .toList();
  }
}
