// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.query;

import dev.plumbline.model.alert.GateState;
import dev.plumbline.model.config.Settings;
import dev.plumbline.model.error.ErrorKind;
import dev.plumbline.model.error.PlumblineException;
import dev.plumbline.model.feedback.SignalConfig;
import dev.plumbline.model.feedback.SignalQuery.Abandonment;
import dev.plumbline.model.marker.Marker;
import dev.plumbline.model.marker.MarkerStore;
import dev.plumbline.model.metrics.Meters;
import dev.plumbline.model.score.Dimension;
import dev.plumbline.model.score.EvaluationScope;
import dev.plumbline.model.score.EvaluatorDescriptor;
import dev.plumbline.model.score.EvaluatorReport;
import dev.plumbline.model.score.Need;
import dev.plumbline.model.score.Polarity;
import dev.plumbline.model.score.Scale;
import dev.plumbline.model.score.ScoreStatus;
import dev.plumbline.model.score.Tier;
import dev.plumbline.model.store.ModelUses.ModelUse;
import dev.plumbline.model.store.SqlGateway;
import dev.plumbline.promql.PromqlConfig;
import dev.plumbline.promql.PromqlEngine;
import dev.plumbline.query.http.Route;
import dev.plumbline.query.incidents.GoldenSets;
import dev.plumbline.query.incidents.IncidentSources;
import dev.plumbline.query.operations.MetricsPage;
import dev.plumbline.query.rest.IngestBalance;
import dev.plumbline.query.rest.MarkerRoutes;
import dev.plumbline.query.rest.ModelRoutes;
import dev.plumbline.query.rest.NotificationRoutes;
import dev.plumbline.query.rest.Notifying;
import dev.plumbline.testkit.store.InMemoryAlerts;
import dev.plumbline.testkit.store.InMemoryIncidents;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A running query API over sources in memory, and a client for it. */
final class TestApi implements AutoCloseable {
  static final Instant NOW = Instant.parse("2026-11-21T09:00:00Z");
  static final JsonMapper MAPPER = new JsonMapper();

  final FakeTelemetry telemetry = new FakeTelemetry();
  final InMemoryAlerts alerts = new InMemoryAlerts();
  final InMemoryIncidents incidents = new InMemoryIncidents();
  final Path golden = folder();
  final FakeSeries series = new FakeSeries();
  final FakeSql sql = new FakeSql();
  final FakeFeedback feedback = new FakeFeedback();
  final List<Dimension> dimensions = new ArrayList<>();
  final FakeLabels labels = new FakeLabels(() -> dimensions);
  final List<ModelUse> uses = new CopyOnWriteArrayList<>();
  final FakeMarkers markers = new FakeMarkers();
  volatile Optional<String> notReady = Optional.empty();
  volatile IngestBalance balance =
      new IngestBalance(10, 6, 1, new TreeMap<>(Map.of("bad_id", 2L)), 1, 0);

  final QueryApi api;
  final String url;
  final HttpClient client =
      HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER).build();

  TestApi(Map<String, Object> settings) {
    dimensions.add(
        Dimension.degree(
            "refusal",
            "quality",
            Scale.BINARY,
            Polarity.HIGHER_IS_WORSE,
            false,
            "The answer refuses."));
    dimensions.add(
        Dimension.quantity(
            "latency_ms", "operational", Polarity.HIGHER_IS_WORSE, "ms", "Duration of the call."));
    Map<String, Object> values = new TreeMap<>(settings);
    values.putIfAbsent("query.endpoint", "127.0.0.1:0");
    Settings read = new Settings("test", values);
    QueryConfig config = QueryConfig.read(read);
    read.throwIfInvalid();
    api =
        new QueryApi(
            config,
            new QuerySources(
                telemetry,
                alerts,
                sql,
                series,
                new PromqlEngine(series, PromqlConfig.defaults()),
                () -> dimensions,
                () -> balance,
                new SignalSources(
                    feedback,
                    new SignalConfig(Abandonment.SILENT, Duration.ofMinutes(30), 100),
                    TestApi::evaluators,
                    () ->
                        List.of("brand.yaml: threshold must be between 0 and 1, but was \"<b>\"")),
                new FakeJudges(),
                new FakeMetrics(),
                () -> notReady,
                "9.9.9",
                InstantSource.fixed(NOW),
                Meters.none()),
            more());
    url = "http://" + api.start();
  }

  private List<Route> more() {
    List<Route> more = new ArrayList<>(labels.sources().routes());
    more.addAll(
        new IncidentSources(
                incidents,
                alerts,
                telemetry,
                new GoldenSets(golden),
                text -> text.replace("a@b.org", "[email]"))
            .routes());
    more.addAll(new NotificationRoutes(new FakeNotifying()).routes());
    more.addAll(new ModelRoutes((_, _) -> uses).routes());
    more.addAll(new MarkerRoutes(markers, telemetry, (_, _) -> uses).routes());
    return more;
  }

  private static Path folder() {
    try {
      return Files.createTempDirectory("golden");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<EvaluatorReport> evaluators() {
    return List.of(
        new EvaluatorReport(
            new EvaluatorDescriptor(
                "refusal_rules",
                "2",
                "abc",
                Tier.INLINE,
                EvaluationScope.CALL,
                Set.of(Need.REPLY_TEXT),
                List.of(
                    Dimension.degree(
                        "refusal",
                        "quality",
                        Scale.BINARY,
                        Polarity.HIGHER_IS_WORSE,
                        false,
                        "The answer refuses.")),
                Duration.ofMillis(1)),
            new TreeMap<>(Map.of(ScoreStatus.ABSTAIN, 120L)),
            Optional.of(NOW),
            Optional.empty(),
            OptionalDouble.of(12.5),
            OptionalDouble.of(40),
            EvaluatorReport.Health.STUCK,
            "no value in 120 calls where it applied",
            List.of(
                new EvaluatorReport.Proof(
                    "refusal",
                    GateState.PROVISIONAL,
                    List.of(
                        new EvaluatorReport.Agreement(
                            "xstest.dev",
                            "human",
                            "en",
                            450,
                            "mcc",
                            0.88,
                            0.80,
                            0.92,
                            "2:abc",
                            true))))));
  }

  static TestApi open() {
    return new TestApi(Map.of());
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(url + path)).timeout(Duration.ofSeconds(20));
  }

  HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return client.send(request.build(), BodyHandlers.ofString());
  }

  HttpResponse<String> get(String path) throws Exception {
    return send(request(path));
  }

  HttpResponse<String> post(String path, String type, String body) throws Exception {
    return send(request(path).header("Content-Type", type).POST(BodyPublishers.ofString(body)));
  }

  HttpResponse<String> form(String path, String body) throws Exception {
    return post(path, "application/x-www-form-urlencoded", body);
  }

  static JsonNode json(HttpResponse<String> response) {
    return MAPPER.readTree(response.body());
  }

  JsonNode getJson(String path) throws Exception {
    return json(get(path));
  }

  @Override
  public void close() {
    client.close();
    api.close();
    if (!Files.exists(golden)) {
      return; // a test closes twice
    }
    try (Stream<Path> files = Files.walk(golden)) {
      files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(file -> file.delete());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Keeps markers in memory. */
  static final class FakeMarkers implements MarkerStore {
    private final Map<String, Marker> all = new ConcurrentSkipListMap<>();

    @Override
    public void save(Marker marker) {
      all.put(marker.id(), marker);
    }

    @Override
    public List<Marker> list(Optional<String> service, Instant from, Instant to) {
      return all.values().stream()
          .filter(m -> !m.at().isBefore(from) && m.at().isBefore(to))
          .filter(
              m -> service.isEmpty() || m.service().isEmpty() || service.get().equals(m.service()))
          .toList();
    }
  }

  /** One channel that works and one that does not. */
  private static final class FakeNotifying implements Notifying {
    @Override
    public List<Channel> channels() {
      return List.of(
          new Channel(
              "team",
              "slack",
              "https://hooks.example.com",
              1,
              null,
              NOW,
              "team answered 429",
              2,
              NOW));
    }

    @Override
    public List<String> activeMutes() {
      return List.of("night");
    }

    @Override
    public Optional<String> test(String channel) {
      return switch (channel) {
        case "team" -> Optional.of("team answered 403");
        case "pager" -> Optional.empty();
        default ->
            throw new PlumblineException(ErrorKind.NOT_FOUND, "there is no channel with this name");
      };
    }
  }

  /** Answers with what it was asked; some statements misbehave. */
  static final class FakeSql implements SqlGateway {
    @Override
    public void query(String sql, String format, Map<String, String> parameters, Output out)
        throws IOException {
      if (sql.contains("DROP")) {
        throw new PlumblineException(
            ErrorKind.INVALID_INPUT, "Code: 164. DB::Exception: Cannot execute in readonly mode");
      }
      if (sql.contains("too large")) {
        throw new PlumblineException(ErrorKind.TOO_LARGE, "Limit for result exceeded");
      }
      try (OutputStream stream = out.open("text/tab-separated-values; charset=UTF-8")) {
        if (sql.contains("break")) {
          stream.write(new byte[100_000]);
          throw new IOException("the store went away");
        }
        if (sql.contains("many")) {
          byte[] line = "0123456789abcde\n".getBytes(StandardCharsets.UTF_8);
          for (int i = 0; i < 500_000; i++) {
            stream.write(line);
          }
          return;
        }
        stream.write(
            (sql + "|" + format + "|" + new TreeMap<>(parameters) + "\n")
                .getBytes(StandardCharsets.UTF_8));
      }
    }
  }

  private static final class FakeMetrics implements MetricsPage {
    @Override
    public String contentType(String accept) {
      return accept.contains("openmetrics")
          ? "application/openmetrics-text; version=1.0.0; charset=utf-8"
          : "text/plain; version=0.0.4; charset=utf-8";
    }

    @Override
    public void write(String accept, OutputStream out) throws IOException {
      out.write("plumbline_spans_received_total 10\n".getBytes(StandardCharsets.UTF_8));
    }
  }
}
