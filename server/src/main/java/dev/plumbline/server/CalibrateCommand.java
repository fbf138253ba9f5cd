// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.server;

import dev.plumbline.model.config.Endpoint;
import dev.plumbline.model.config.Settings;
import dev.plumbline.model.error.ErrorKind;
import dev.plumbline.model.error.PlumblineException;
import dev.plumbline.query.QueryConfig;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code plumbline calibrate}: asks the running process to measure its evaluators against the
 * stored labels, because only one process may have the embedded store open.
 */
final class CalibrateCommand {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final Duration CONNECT = Duration.ofSeconds(5);

  private static final Duration LONGEST = Duration.ofMinutes(10);
  private static final Duration PAUSE = Duration.ofSeconds(2);

  private CalibrateCommand() {}

  /** Options of the command. */
  private record Options(
      Optional<Path> config,
      Optional<URI> url,
      String dimension,
      boolean json,
      List<String> assignments) {}

  /**
   * Measures and says how it came out.
   *
   * @return a table, or JSON with {@code --json}
   */
  static String run(List<String> words, ConfigLoader loader)
      throws CommandLine.WrongUse, InterruptedException {
    Options options = parse(words);
    Settings settings = loader.load(options.config(), options.assignments());
    QueryConfig query = QueryConfig.read(settings);
    URI url = options.url().orElseGet(() -> urlOf(query.endpoint()));
    ObjectNode body = JSON.createObjectNode().put("actor", "calibrate");
    if (!options.dimension().isEmpty()) {
      body.put("dimension", options.dimension());
    }
    try (HttpClient client = HttpClient.newBuilder().connectTimeout(CONNECT).build()) {
      URI runs = url.resolve("/api/v1/calibration/runs");
      HttpRequest.BodyPublisher posted = HttpRequest.BodyPublishers.ofString(body.toString());
      JsonNode answer = send(client, query, HttpRequest.newBuilder(runs).POST(posted), url);
      while (answer.path("running").asBoolean()) { // a judge that scores many calls again
        Thread.sleep(PAUSE);
        answer = send(client, query, HttpRequest.newBuilder(runs).GET(), url);
      }
      return options.json() ? answer.get("items").toPrettyString() + "\n" : table(answer);
    }
  }

  private static JsonNode send(
      HttpClient client, QueryConfig query, HttpRequest.Builder request, URI url)
      throws InterruptedException {
    request.timeout(LONGEST).header("Content-Type", "application/json");
    query.tokens().stream()
        .findFirst()
        .ifPresent(token -> request.header("Authorization", "Bearer " + token.reveal()));
    try {
      HttpResponse<String> response =
          client.send(request.build(), HttpResponse.BodyHandlers.ofString());
      if (response.statusCode() != 200) {
        throw new PlumblineException(
            ErrorKind.UNAVAILABLE,
            "calibrate: " + url + " answered " + response.statusCode() + ": " + response.body());
      }
      return JSON.readTree(response.body());
    } catch (IOException e) {
      throw new PlumblineException(
          ErrorKind.UNAVAILABLE,
          "calibrate: no Plumbline answers at "
              + url
              + "; start it with ./plumbline run, or name another with --url",
          e);
    }
  }

  private static URI urlOf(Endpoint endpoint) {
    String host = endpoint.loopback() ? "127.0.0.1" : endpoint.host();
    return URI.create("http://" + host + ":" + endpoint.port());
  }

  private static Options parse(List<String> words) throws CommandLine.WrongUse {
    Optional<Path> config = Optional.empty();
    Optional<URI> url = Optional.empty();
    String dimension = "";
    boolean json = false;
    List<String> assignments = new ArrayList<>();
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      switch (word) {
        case "--json" -> json = true;
        case "--config" -> config = Optional.of(Path.of(value(words, ++i, word)));
        case "--dimension" -> dimension = value(words, ++i, word);
        case "--set" -> assignments.add(value(words, ++i, word));
        case "--url" -> url = Optional.of(url(value(words, ++i, word)));
        default -> throw new CommandLine.WrongUse("unknown option " + word);
      }
    }
    return new Options(config, url, dimension, json, List.copyOf(assignments));
  }

  private static URI url(String text) throws CommandLine.WrongUse {
    try {
      URI url = URI.create(text);
      if (url.getHost() != null) {
        return url;
      }
    } catch (IllegalArgumentException e) {
      throw new CommandLine.WrongUse("--url must be like http://127.0.0.1:8318");
    }
    throw new CommandLine.WrongUse("--url must be like http://127.0.0.1:8318");
  }

  private static String value(List<String> words, int index, String option)
      throws CommandLine.WrongUse {
    if (index >= words.size()) {
      throw new CommandLine.WrongUse(option + " needs a value behind it");
    }
    return words.get(index);
  }

  private static String table(JsonNode answer) {
    StringBuilder out = new StringBuilder();
    out.append(
        String.format(
            Locale.ROOT,
            "%-24s %-16s %6s  %-9s %-20s %-24s %s%n",
            "dimension",
            "tenant",
            "n",
            "statistic",
            "agreement",
            "gate",
            "why"));
    for (JsonNode item : answer.path("items")) {
      JsonNode agreement = item.path("agreement");
      String before = item.path("before").asString();
      String after = item.path("after").asString();
      out.append(
          String.format(
              Locale.ROOT,
              "%-24s %-16s %6d  %-9s %-20s %-24s %s%n",
              item.path("dimension").asString(),
              item.path("tenant").asString(),
              item.path("n").asInt(),
              item.path("statistic").asString(),
              agreement.path("value").isNull()
                  ? "–"
                  : String.format(
                      Locale.ROOT,
                      "%.2f [%.2f, %.2f]",
                      agreement.path("value").asDouble(),
                      agreement.path("low").asDouble(Double.NaN),
                      agreement.path("high").asDouble(Double.NaN)),
              before.equals(after) ? after : before + " -> " + after,
              item.path("reason").asString()));
    }
    if (answer.path("items").isEmpty()) {
      out.append("no labels yet; people label on /label of the query port\n");
    }
    return out.toString();
  }
}
