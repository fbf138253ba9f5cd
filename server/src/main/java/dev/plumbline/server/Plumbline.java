// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.server;

import dev.plumbline.clickhouse.ClickHouse;
import dev.plumbline.clickhouse.StoreConfig;
import dev.plumbline.clickhouse.alert.ClickHouseAlertStore;
import dev.plumbline.clickhouse.canary.ClickHouseCanaryRows;
import dev.plumbline.clickhouse.engine.ClickHouseHttpServer;
import dev.plumbline.clickhouse.engine.EmbeddedEngine;
import dev.plumbline.clickhouse.feedback.ClickHouseFeedbackStore;
import dev.plumbline.clickhouse.marker.ClickHouseMarkerStore;
import dev.plumbline.clickhouse.read.ClickHouseCallNumbers;
import dev.plumbline.clickhouse.read.ClickHouseReader;
import dev.plumbline.clickhouse.schema.Migrations;
import dev.plumbline.clickhouse.series.ClickHouseSeriesSource;
import dev.plumbline.clickhouse.sql.ClickHouseSqlGateway;
import dev.plumbline.clickhouse.windows.DirtyMinutes;
import dev.plumbline.clickhouse.windows.WindowRoller;
import dev.plumbline.clickhouse.write.ClickHouseScoreStore;
import dev.plumbline.clickhouse.write.ClickHouseSpanStore;
import dev.plumbline.drift.DriftMonitor;
import dev.plumbline.drift.EngineMonitor;
import dev.plumbline.drift.Headlines;
import dev.plumbline.drift.SignalSeries;
import dev.plumbline.evaluators.EvaluatorHealth;
import dev.plumbline.evaluators.PooledScorer;
import dev.plumbline.evaluators.ReloadableScorer;
import dev.plumbline.evaluators.agreement.FactoryGate;
import dev.plumbline.evaluators.agreement.LocalRescorer;
import dev.plumbline.evaluators.pooled.ScorePool;
import dev.plumbline.judges.JudgeCare;
import dev.plumbline.judges.JudgePool;
import dev.plumbline.judges.OfflineJudge;
import dev.plumbline.judges.probe.FileCanaryStore;
import dev.plumbline.model.config.Secret;
import dev.plumbline.model.ingest.Signal;
import dev.plumbline.model.score.Dimension;
import dev.plumbline.model.score.Evaluator;
import dev.plumbline.model.score.EvaluatorReport;
import dev.plumbline.model.score.Gate;
import dev.plumbline.model.store.StoredCalls;
import dev.plumbline.model.store.TelemetryReader;
import dev.plumbline.notify.Notifications;
import dev.plumbline.otlp.HealthServer;
import dev.plumbline.otlp.IngestBalance;
import dev.plumbline.otlp.OtlpReceiver;
import dev.plumbline.otlp.genai.GenAiReader;
import dev.plumbline.otlp.log.DiskIngestLog;
import dev.plumbline.otlp.pipeline.Pipeline;
import dev.plumbline.otlp.signals.ExternalScores;
import dev.plumbline.otlp.signals.SignalStore;
import dev.plumbline.promql.PromqlEngine;
import dev.plumbline.query.QueryApi;
import dev.plumbline.query.QuerySources;
import dev.plumbline.query.SignalSources;
import dev.plumbline.query.http.Route;
import dev.plumbline.query.rest.MarkerRoutes;
import dev.plumbline.query.rest.ModelRoutes;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * The whole process. Starts in this order: store, evaluators, ingest log, pipeline, windows and
 * monitors, query API, receiver; stops in reverse. Thread-safe.
 */
final class Plumbline implements AutoCloseable {
  private static final Duration DRAIN = Duration.ofSeconds(10);
  private static final Duration EXIT_GRACE = Duration.ofSeconds(60);

  private final Closing closing = new Closing();
  private final PrometheusMeters meters = new PrometheusMeters();
  private final InstantSource clock = InstantSource.system();
  private final AppConfig config;
  private int grpcPort;
  private int httpPort;
  private int queryPort;
  private int clickHousePort;
  private int healthPort;

  private Plumbline(AppConfig config) {
    this.config = config;
  }

  /**
   * Starts everything, or nothing.
   *
   * @throws dev.plumbline.model.error.PlumblineException with a sentence that says what is missing
   */
  static Plumbline start(AppConfig config) throws InterruptedException {
    Plumbline plumbline = new Plumbline(config);
    boolean started = false;
    try {
      plumbline.startParts();
      started = true;
      return plumbline;
    } finally {
      if (!started) {
        plumbline.close();
      }
    }
  }

  private void startParts() throws InterruptedException {
    // the ingest log first: its lock says clearly that another process owns the data folder
    DiskIngestLog ingestLog =
        closing.add("ingest log", DiskIngestLog.open(config.ingestLog(), meters, clock));
    StoreConfig storeAt = storeConfig();
    ClickHouse clickHouse = closing.add("store client", new ClickHouse(storeAt));
    DirtyMinutes dirty = new DirtyMinutes();
    ClickHouseSpanStore spans =
        closing.add("span store", new ClickHouseSpanStore(clickHouse, dirty, clock));
    PreparedStore store = new PreparedStore(new Migrations(clickHouse)::run, spans);
    if (config.store().url().isEmpty()) {
      store.prepare();
    }
    ClickHouseReader reader = new ClickHouseReader(clickHouse);
    ClickHouseAlertStore alerts = new ClickHouseAlertStore(clickHouse, clock);
    EvaluatorHealth evaluatorHealth = new EvaluatorHealth(clock);
    PooledScorer pooled =
        PooledScorer.create(
            config.evaluators(), config.judges().dimensions(), meters, evaluatorHealth);
    ReloadableScorer scorer =
        ReloadableScorer.create(
            config.evaluators(), pooled.dimensionNames(), meters, evaluatorHealth);
    Supplier<List<Dimension>> automatic = () -> both(scorer.dimensions(), pooled.dimensions());
    Gate pooledGate = new FactoryGate(pooled.evaluators());
    Gate gate =
        dimension ->
            (pooled.dimensionNames().contains(dimension) ? pooledGate : scorer.gate())
                .stateOf(dimension);
    Supplier<List<EvaluatorReport>> reports =
        () ->
            evaluatorHealth.report(
                both(scorer.evaluators(), pooled.evaluators()).stream()
                    .map(Evaluator::descriptor)
                    .toList(),
                gate);
    ClickHouseScoreStore lateScores = new ClickHouseScoreStore(clickHouse, dirty, clock);
    StoredCalls listener = StoredCalls.none();
    if (!pooled.evaluators().isEmpty()) {
      ScorePool pool =
          closing.add(
              "pooled evaluators",
              new ScorePool(pooled, lateScores, config.evaluators().pooled(), meters));
      listener = pool;
      pool.start();
    }
    JudgePool judges =
        closing.add("judges", JudgeWiring.pool(config, lateScores, automatic.get(), meters, clock));
    Supplier<List<Dimension>> dimensions = () -> both(automatic.get(), judges.dimensions());
    store.tell(listener.and(judges));
    judges.start();
    if (!judges.statuses().isEmpty()) {
      JudgeCare care =
          new JudgeCare(
              judges, new FileCanaryStore(config.data().resolve("judges")), meters, clock);
      loop(store, "judge canaries", care::step, Duration.ofMinutes(10));
    }
    IngestBalance balance = new IngestBalance();
    balance.register(meters);
    ClickHouseFeedbackStore feedback = new ClickHouseFeedbackStore(clickHouse);
    ExternalScores external =
        new ExternalScores(
            feedback,
            lateScores,
            reader,
            dimensions,
            config.signals().maxExternal(),
            clock,
            meters);
    SignalStore signals =
        new SignalStore(
            store,
            events -> {
              store.prepare();
              feedback.write(events);
            },
            external,
            clock,
            meters);
    GenAiReader spanReader = new GenAiReader(config.genAi(), store.history(), clock);
    Pipeline pipeline =
        new Pipeline(
            config.pipeline(),
            ingestLog,
            spanReader,
            scorer,
            signals,
            balance,
            config.data().resolve("quarantine").resolve("refused-rows.jsonl"),
            meters,
            clock);
    closing.add("pipeline", pipeline);
    pipeline.start();

    OfflineJudge calibrated =
        closing.add("calibrated judges", JudgeWiring.calibrated(config, automatic.get(), clock));
    Labelling labelling =
        new Labelling(
            config,
            clickHouse,
            alerts,
            dimensions,
            gate,
            List.of(
                JudgeWiring.rescorer(calibrated),
                new LocalRescorer(pooled::scoreAgain),
                new LocalRescorer(span -> scorer.score(span).scores())),
            clock);
    ClickHouseMarkerStore markers = new ClickHouseMarkerStore(clickHouse, clock);
    startBackground(
        clickHouse, dirty, store, new MarkedReader(reader, markers), alerts, dimensions, labelling);
    Notifications notifications =
        closing.add(
            "notifications", NotifyWiring.of(config.notifications(), alerts, store, clock, meters));
    loop(store, "notify", notifications::step, Duration.ofSeconds(5));
    IncidentWiring incidents =
        new IncidentWiring(config, clickHouse, alerts, reader, clock, meters);
    loop(store, "incidents", incidents::step, Duration.ofSeconds(5));
    loop(store, "scores of others", external::step, Duration.ofSeconds(5));
    loop(store, "evaluator packs", scorer::step, Duration.ofSeconds(5));
    SignalSeries signalSeries =
        new SignalSeries(feedback, alerts, config.signals(), reports, clock);
    loop(store, "user signals", signalSeries::step, Duration.ofMinutes(2));

    startCanaries(clickHouse, store, reader, alerts, labelling);

    ClickHouseSeriesSource series = new ClickHouseSeriesSource(clickHouse, clock);
    ClickHouse analyst = closing.add("analysts' client", new ClickHouse(analystConfig(storeAt)));
    QuerySources sources =
        new QuerySources(
            reader,
            alerts,
            new ClickHouseSqlGateway(analyst, config.sql()),
            series,
            new PromqlEngine(series, config.promql()),
            () -> both(dimensions.get(), external.dimensions()),
            () -> balanceOf(balance),
            new SignalSources(feedback, config.signals(), reports, scorer::problems),
            JudgeWiring.view(judges),
            meters.page(),
            () -> store.prepared() ? Optional.empty() : Optional.of("the store is not reachable"),
            Version.CURRENT,
            clock,
            meters);
    List<Route> more = new ArrayList<>(labelling.routes());
    more.addAll(NotifyWiring.routes(notifications));
    more.addAll(new ModelRoutes(reader).routes());
    more.addAll(new MarkerRoutes(markers, reader, reader).routes());
    more.addAll(incidents.routes());
    QueryApi api = closing.add("query API", new QueryApi(config.query(), sources, more));
    queryPort = api.start().port();

    HealthServer health =
        closing.add("health", new HealthServer(config.health(), () -> true, clock));
    health.start();
    healthPort = health.port();
    OtlpReceiver receiver =
        closing.add(
            "receiver", new OtlpReceiver(config.receiver(), ingestLog, balance, meters, clock));
    receiver.start();
    grpcPort = receiver.grpcPort();
    httpPort = receiver.httpPort();
  }

  /** Canaries run only when a model is named to ask. */
  private void startCanaries(
      ClickHouse clickHouse,
      PreparedStore store,
      ClickHouseReader reader,
      ClickHouseAlertStore alerts,
      Labelling labelling) {
    config
        .canaries()
        .client()
        .ifPresent(asked -> {
          Canaries canaries = closing.add("canary model", new Canaries(config, asked, clock));
          CanaryDuty duty =
              new CanaryDuty(
                  config,
                  canaries,
                  reader,
                  alerts,
                  new ClickHouseCanaryRows(clickHouse),
                  labelling.gate(),
                  clock);
          loop(store, "canaries", duty::step, Duration.ofMinutes(1));
        });
  }

  private void startBackground(
      ClickHouse clickHouse,
      DirtyMinutes dirty,
      PreparedStore store,
      TelemetryReader reader,
      ClickHouseAlertStore alerts,
      Supplier<List<Dimension>> dimensions,
      Labelling labelling) {
    WindowRoller roller = new WindowRoller(clickHouse, dirty, clock);
    loop(store, "windows", roller::step, Duration.ofSeconds(1));
    DriftMonitor monitor =
        new DriftMonitor(
            config.rollingZ(), reader, alerts, dimensions.get(), labelling.gate(), clock, meters);
    loop(store, "drift", monitor::step, config.rollingZ().interval());
    EngineMonitor engine =
        new EngineMonitor(
            config.watch(),
            reader,
            new ClickHouseCallNumbers(clickHouse),
            alerts,
            dimensions,
            labelling.gate(),
            clock,
            meters);
    loop(store, "drift engine", engine::step, config.watch().interval());
    loop(store, "calibration", labelling::step, Duration.ofSeconds(30));
    Headlines headlines = new Headlines(reader, alerts, clock);
    loop(store, "headlines", headlines::step, Duration.ofSeconds(30));
  }

  private static <T> List<T> both(List<T> first, List<T> second) {
    List<T> all = new ArrayList<>(first);
    all.addAll(second);
    return all;
  }

  /** Runs a step again and again, once the schema is there. */
  private void loop(PreparedStore store, String name, Loop.Step step, Duration pause) {
    Loop.Step prepared =
        () -> {
          if (store.prepared()) {
            step.run();
          }
        };
    Loop loop = closing.add(name, new Loop(name, prepared, pause, DRAIN, meters));
    loop.start();
  }

  /** The store's address: the embedded engine's own endpoint unless a server is configured. */
  private StoreConfig storeConfig() {
    StoreConfig store = config.store();
    if (store.url().isPresent()) {
      clickHousePort = store.url().get().getPort();
      return store;
    }
    EmbeddedEngine engine =
        closing.add(
            "embedded engine", EmbeddedEngine.start(config.engine().withExitGrace(EXIT_GRACE)));
    ClickHouseHttpServer endpoint =
        closing.add(
            "ClickHouse endpoint", ClickHouseHttpServer.start(engine, config.engineEndpoint()));
    clickHousePort = endpoint.port();
    return store.at(URI.create(endpoint.url())).as("default", new Secret(""));
  }

  /** On the embedded engine any other user than its administrator may only read. */
  private StoreConfig analystConfig(StoreConfig store) {
    return config.store().url().isPresent() ? store : store.as("analyst", new Secret("analyst"));
  }

  private static dev.plumbline.query.rest.IngestBalance balanceOf(IngestBalance balance) {
    IngestBalance.Snapshot now = balance.snapshot(Signal.TRACES);
    TreeMap<String, Long> rejected = new TreeMap<>();
    now.rejected().forEach((reason, count) -> rejected.put(reason.label(), count));
    return new dev.plumbline.query.rest.IngestBalance(
        now.received(), now.stored(), now.duplicate(), rejected, now.pending(), 0);
  }

  /** The ports in use, as the outside contract has it. */
  String startedLine() {
    return ("{\"event\":\"started\",\"otlp_grpc\":%d,\"otlp_http\":%d,\"query\":%d,"
            + "\"clickhouse\":%d,\"health\":%d}")
        .formatted(grpcPort, httpPort, queryPort, clickHousePort, healthPort);
  }

  int otlpHttpPort() {
    return httpPort;
  }

  int queryPort() {
    return queryPort;
  }

  /** Refuses new data, drains, flushes and closes. Safe to call twice. */
  @Override
  public synchronized void close() {
    closing.close();
  }
}
