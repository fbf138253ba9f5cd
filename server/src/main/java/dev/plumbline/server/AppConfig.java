// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.server;

import dev.plumbline.clickhouse.StoreConfig;
import dev.plumbline.clickhouse.engine.EngineConfig;
import dev.plumbline.clickhouse.engine.LibraryFile;
import dev.plumbline.clickhouse.sql.SqlLimits;
import dev.plumbline.drift.RollingZConfig;
import dev.plumbline.drift.WatchConfig;
import dev.plumbline.drift.incident.IncidentConfig;
import dev.plumbline.evaluators.EvaluatorsConfig;
import dev.plumbline.evaluators.agreement.CalibrationConfig;
import dev.plumbline.judges.JudgesConfig;
import dev.plumbline.judges.canary.CanaryConfig;
import dev.plumbline.model.config.Endpoint;
import dev.plumbline.model.config.Settings;
import dev.plumbline.model.feedback.SignalConfig;
import dev.plumbline.notify.NotifyConfig;
import dev.plumbline.otlp.HealthServer;
import dev.plumbline.otlp.ReceiverConfig;
import dev.plumbline.otlp.genai.GenAiConfig;
import dev.plumbline.otlp.log.IngestLogConfig;
import dev.plumbline.otlp.pipeline.PipelineConfig;
import dev.plumbline.promql.PromqlConfig;
import dev.plumbline.query.QueryConfig;
import dev.plumbline.query.labels.ReviewConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The configuration of every module, read together so that all problems stand in one message. */
record AppConfig(
    Path data,
    ReceiverConfig receiver,
    Endpoint health,
    IngestLogConfig ingestLog,
    GenAiConfig genAi,
    PipelineConfig pipeline,
    EvaluatorsConfig evaluators,
    SignalConfig signals,
    JudgesConfig judges,
    CanaryConfig canaries,
    CalibrationConfig calibration,
    ReviewConfig review,
    StoreConfig store,
    SqlLimits sql,
    PromqlConfig promql,
    EngineConfig engine,
    Endpoint engineEndpoint,
    RollingZConfig rollingZ,
    WatchConfig watch,
    IncidentConfig incidents,
    NotifyConfig notifications,
    QueryConfig query) {

  /** How the drift engine learns and decides, live and in backtests. */
  dev.plumbline.drift.engine.EngineConfig drift() {
    return watch.engine();
  }

  /** Keys of every port, for {@code --free-ports}. */
  static final List<String> PORT_KEYS =
      List.of(
          "receivers.otlp.protocols.grpc.endpoint",
          "receivers.otlp.protocols.http.endpoint",
          "query.endpoint",
          "store.embedded.endpoint",
          "extensions.health_check.endpoint");

  /**
   * Reads everything.
   *
   * @throws dev.plumbline.model.error.PlumblineException INVALID_INPUT with every problem
   */
  static AppConfig read(Settings settings, Path data) {
    ReceiverConfig receiver = ReceiverConfig.read(settings);
    Endpoint engineEndpoint = settings.endpoint("store.embedded.endpoint", "127.0.0.1:8123");
    if (!engineEndpoint.loopback()) {
      settings.problem(
          "store.embedded.endpoint", engineEndpoint, "must be on loopback: it reads and writes");
    }
    AppConfig config =
        new AppConfig(
            data,
            receiver,
            HealthServer.endpoint(settings),
            IngestLogConfig.read(settings, data.resolve("ingest-log")),
            GenAiConfig.read(settings),
            PipelineConfig.read(settings, receiver.limits()),
            EvaluatorsConfig.read(settings, Optional.of(data)),
            SignalConfig.read(settings),
            JudgesConfig.read(settings),
            CanaryConfig.read(settings),
            CalibrationConfig.read(settings),
            ReviewConfig.read(settings),
            StoreConfig.read(settings),
            SqlLimits.read(settings),
            PromqlConfig.read(settings),
            EngineConfig.read(settings, LibraryFile.locate(), data.resolve("store")),
            engineEndpoint,
            RollingZConfig.read(settings),
            WatchConfig.read(settings),
            IncidentConfig.read(settings),
            NotifyConfig.read(settings),
            QueryConfig.read(settings));
    settings.throwIfInvalid();
    return config;
  }
}
