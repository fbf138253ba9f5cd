// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.query.rest;

import dev.plumbline.model.alert.AlertStore;
import dev.plumbline.model.feedback.FeedbackStore;
import dev.plumbline.model.feedback.SignalConfig;
import dev.plumbline.model.score.Dimension;
import dev.plumbline.model.score.EvaluatorReport;
import dev.plumbline.model.store.SqlGateway;
import dev.plumbline.model.store.TelemetryReader;
import dev.plumbline.query.http.Route;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** All routes under {@code /api/v1}. */
public final class RestRoutes {
  private RestRoutes() {}

  public static List<Route> of(
      TelemetryReader reader,
      AlertStore alerts,
      SqlGateway sql,
      Supplier<List<Dimension>> dimensions,
      Supplier<IngestBalance> ingest,
      Judges judges) {
    return Stream.of(
            new CallRoutes(reader).routes(),
            new WindowRoutes(reader).routes(),
            new AlertRoutes(alerts, reader).routes(),
            new RegistryRoutes(reader, dimensions, ingest).routes(),
            new JudgeRoutes(judges).routes(),
            new SqlRoutes(sql).routes())
        .flatMap(List::stream)
        .toList();
  }

  /** What users said and did, coverage, and the health of evaluators. */
  public static List<Route> signals(
      FeedbackStore feedback,
      SignalConfig config,
      Supplier<List<EvaluatorReport>> evaluators,
      Supplier<List<String>> problems) {
    return Stream.of(
            new FeedbackRoutes(feedback).routes(),
            new SignalRoutes(feedback, config).routes(),
            new EvaluatorRoutes(evaluators, problems).routes())
        .flatMap(List::stream)
        .toList();
  }
}
