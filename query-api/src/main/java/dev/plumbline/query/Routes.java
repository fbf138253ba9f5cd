// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.query;

import dev.plumbline.query.alertmanager.AlertmanagerRoutes;
import dev.plumbline.query.http.Route;
import dev.plumbline.query.openapi.OpenApi;
import dev.plumbline.query.operations.OperationsRoutes;
import dev.plumbline.query.page.EvaluatorsPage;
import dev.plumbline.query.page.PageRoutes;
import dev.plumbline.query.prometheus.PrometheusRoutes;
import dev.plumbline.query.rest.RestRoutes;
import java.util.ArrayList;
import java.util.List;

/** Every route of the query port. */
final class Routes {
  private Routes() {}

  static List<Route> all(QuerySources sources, List<Route> more) {
    List<Route> routes = new ArrayList<>();
    routes.addAll(
        RestRoutes.of(
            sources.telemetry(),
            sources.alerts(),
            sources.sql(),
            sources.dimensions(),
            sources.ingest(),
            sources.judges()));
    SignalSources signals = sources.signals();
    routes.addAll(
        RestRoutes.signals(
            signals.feedback(), signals.config(), signals.evaluators(), signals.problems()));
    routes.addAll(
        PrometheusRoutes.of(
            sources.promql(),
            sources.series(),
            sources.alerts(),
            sources.dimensions(),
            sources.version()));
    routes.addAll(new AlertmanagerRoutes(sources.alerts(), sources.clock().instant()).routes());
    routes.addAll(
        new PageRoutes(
                sources.telemetry(),
                sources.alerts(),
                sources.dimensions(),
                sources.ingest(),
                sources.version())
            .routes());
    routes.addAll(
        new EvaluatorsPage(signals.evaluators(), signals.problems(), sources.version()).routes());
    routes.addAll(new OperationsRoutes(sources.metrics(), sources.notReady()).routes());
    routes.addAll(more);
    routes.add(OpenApi.route(sources.version(), () -> List.copyOf(routes)));
    return List.copyOf(routes);
  }
}
