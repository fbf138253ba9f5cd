// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.query;

import dev.plumbline.model.alert.AlertStore;
import dev.plumbline.model.metrics.Meters;
import dev.plumbline.model.score.Dimension;
import dev.plumbline.model.series.SeriesSource;
import dev.plumbline.model.store.SqlGateway;
import dev.plumbline.model.store.TelemetryReader;
import dev.plumbline.promql.PromqlEngine;
import dev.plumbline.query.operations.MetricsPage;
import dev.plumbline.query.rest.IngestBalance;
import dev.plumbline.query.rest.Judges;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Where the answers come from. All of them are thread-safe, and asked anew at each request.
 *
 * @param series behind labels, series, metadata and exemplars of the Prometheus API
 * @param promql over the same series
 * @param dimensions the registry
 * @param ingest the loss balance at this moment
 * @param signals users and evaluators
 * @param judges the judges that are configured
 * @param metrics what {@code /metrics} shows
 * @param notReady why requests cannot be answered now; empty when they can
 * @param version of Plumbline
 */
public record QuerySources(
    TelemetryReader telemetry,
    AlertStore alerts,
    SqlGateway sql,
    SeriesSource series,
    PromqlEngine promql,
    Supplier<List<Dimension>> dimensions,
    Supplier<IngestBalance> ingest,
    SignalSources signals,
    Judges judges,
    MetricsPage metrics,
    Supplier<Optional<String>> notReady,
    String version,
    InstantSource clock,
    Meters meters) {}
