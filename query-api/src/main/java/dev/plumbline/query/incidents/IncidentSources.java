// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.query.incidents;

import dev.plumbline.model.alert.AlertStore;
import dev.plumbline.model.incident.IncidentStore;
import dev.plumbline.model.store.TelemetryReader;
import dev.plumbline.query.http.Route;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Where the answers about incidents come from. All of them are thread-safe.
 *
 * @param mask takes personal data out of a text, for reviewers without the full role
 */
public record IncidentSources(
    IncidentStore incidents,
    AlertStore alerts,
    TelemetryReader telemetry,
    GoldenSets golden,
    UnaryOperator<String> mask) {

  /** Every route about incidents and golden sets. */
  public List<Route> routes() {
    return Stream.of(
            new IncidentRoutes(this).routes(),
            new IncidentActions(this).routes(),
            new CaseRoutes(this).routes(),
            new IncidentsPage(this).routes())
        .flatMap(List::stream)
        .toList();
  }
}
