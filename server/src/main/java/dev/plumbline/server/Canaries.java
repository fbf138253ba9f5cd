// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.server;

import dev.plumbline.judges.canary.CanaryBaselines;
import dev.plumbline.judges.canary.CanaryComparison.Worse;
import dev.plumbline.judges.canary.CanaryConfig;
import dev.plumbline.judges.canary.CanaryResult;
import dev.plumbline.judges.canary.CanaryRunner;
import dev.plumbline.judges.canary.CanaryVerdict;
import dev.plumbline.judges.canary.GoldenSet;
import dev.plumbline.judges.client.ClientConfig;
import dev.plumbline.judges.client.ModelClient;
import dev.plumbline.judges.client.PatientClient;
import dev.plumbline.model.error.ErrorKind;
import dev.plumbline.model.error.PlumblineException;
import dev.plumbline.model.score.Dimension;
import dev.plumbline.model.score.Polarity;
import dev.plumbline.model.store.CanaryRows.CanaryRow;
import dev.plumbline.server.offline.OfflineEvaluation;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Canaries with their model, their scoring and their baselines, put together. One thread. */
final class Canaries implements AutoCloseable {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final long MAX_BYTES = 16 << 20;

  private final CanaryConfig config;
  private final ModelClient client;
  private final OfflineEvaluation evaluation;
  private final CanaryRunner runner;
  private final CanaryBaselines baselines;

  /** One run and what it means. */
  record Ran(CanaryResult result, CanaryVerdict verdict) {}

  /**
   * @param asked the model
   */
  Canaries(AppConfig config, ClientConfig asked, InstantSource clock) {
    this.config = config.canaries();
    client = PatientClient.open(asked, clock, PatientClient.Waits.usual());
    evaluation = new OfflineEvaluation(config.evaluators(), Set.of(), config.genAi(), List.of());
    runner =
        new CanaryRunner(
            asked.format().name().toLowerCase(Locale.ROOT),
            client,
            this::score,
            this.config.repeats(),
            this.config.concurrency(),
            clock);
    baselines = new CanaryBaselines(config.data().resolve("canaries"));
  }

  /**
   * A set that ships, or a file: YAML or JSON (one document), or JSON lines.
   *
   * @throws PlumblineException INVALID_INPUT or NOT_FOUND with a sentence
   */
  static GoldenSet set(String nameOrFile) {
    if (GoldenSet.PROBES.contains(nameOrFile)) {
      return GoldenSet.probe(nameOrFile);
    }
    Path file = Path.of(nameOrFile);
    String name = String.valueOf(file.getFileName()).replaceFirst("\\.[A-Za-z]{1,6}$", "");
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw PlumblineException.invalid(
            nameOrFile, "must have at most " + MAX_BYTES + " bytes", Files.size(file));
      }
      if (nameOrFile.endsWith(".jsonl") || nameOrFile.endsWith(".ndjson")) {
        return GoldenSet.ofLines(name, Files.readAllLines(file));
      }
      String text = Files.readString(file);
      return GoldenSet.of(name, nameOrFile.endsWith(".json") ? JSON.readTree(text) : yaml(text));
    } catch (IOException e) {
      throw new PlumblineException(
          ErrorKind.NOT_FOUND,
          nameOrFile
              + " is neither a file that can be read nor one of "
              + String.join(", ", GoldenSet.PROBES),
          e);
    } catch (JacksonException | YamlEngineException e) {
      throw new PlumblineException(
          ErrorKind.INVALID_INPUT, nameOrFile + " is no valid JSON or YAML", e);
    }
  }

  private static JsonNode yaml(String text) {
    LoadSettings settings =
        LoadSettings.builder().setAllowDuplicateKeys(false).setMaxAliasesForCollections(20).build();
    return JSON.valueToTree(new Load(settings).loadFromString(text));
  }

  /**
   * Asks, scores and compares. The first run of a set with a model becomes its baseline when it is
   * good.
   *
   * @param system instructions for questions that bring none
   * @param accept makes this run the baseline when enough answers came
   */
  Ran run(GoldenSet set, String system, boolean accept) throws IOException, InterruptedException {
    CanaryResult result = runner.run(set, system);
    CanaryVerdict verdict =
        CanaryVerdict.of(
            set,
            result,
            accept ? Optional.empty() : baselines.load(result),
            judged(),
            config.minFall(),
            config.alpha());
    boolean first = verdict.outcome() == CanaryVerdict.Outcome.NO_BASELINE;
    if (first || (accept && verdict.outcome() != CanaryVerdict.Outcome.FAILED)) {
      baselines.accept(result);
    }
    return new Ran(result, verdict);
  }

  /** Dimensions whose fall alarms, with their bad direction. */
  private SortedMap<String, Worse> judged() {
    SortedMap<String, Worse> judged = new TreeMap<>();
    for (Dimension dimension : evaluation.dimensions()) {
      boolean named =
          config.dimensions().isEmpty()
              ? Set.of("quality", "safety").contains(dimension.group())
              : config.dimensions().contains(dimension.name());
      boolean graded = dimension.min() == 0 && dimension.max() == 1;
      if (named && graded && dimension.polarity() != Polarity.NEUTRAL) {
        judged.put(
            dimension.name(),
            dimension.polarity() == Polarity.HIGHER_IS_BETTER ? Worse.LOWER : Worse.HIGHER);
      }
    }
    return judged;
  }

  private List<SortedMap<String, Double>> score(List<ObjectNode> calls)
      throws IOException, InterruptedException {
    StringBuilder lines = new StringBuilder();
    calls.forEach(call -> lines.append(call).append('\n'));
    StringWriter out = new StringWriter();
    evaluation.run(new BufferedReader(new StringReader(lines.toString())), out);
    List<SortedMap<String, Double>> scores = new ArrayList<>();
    out.toString()
        .lines()
        .forEach(line -> {
          SortedMap<String, Double> values = new TreeMap<>();
          for (JsonNode score : JSON.readTree(line).path("scores")) {
            if (score.path("status").asString("").equals("ok") && score.path("value").isNumber()) {
              values.put(score.path("dimension").asString(), score.path("value").asDouble());
            }
          }
          scores.add(values);
        });
    return scores;
  }

  /** The run as rows of {@code canary_runs}. */
  static List<CanaryRow> rows(CanaryResult result) {
    List<CanaryRow> rows = new ArrayList<>();
    SortedMap<String, String> outputs = new TreeMap<>(result.outputs());
    result
        .scores()
        .forEach((dimension, values) ->
            values.forEach((question, value) -> {
              String output = outputs.remove(question);
              rows.add(
                  new CanaryRow(
                      result.at(),
                      result.set(),
                      result.provider(),
                      result.model(),
                      question,
                      dimension,
                      value,
                      output == null ? "" : output));
            }));
    return rows;
  }

  /** The run as one JSON document, without the answers. */
  static ObjectNode json(Ran ran) {
    CanaryResult result = ran.result();
    ObjectNode root = JSON.createObjectNode();
    root.put("set", result.set())
        .put("run_id", result.runId())
        .put("at", result.at().toString())
        .put("provider", result.provider())
        .put("model", result.model());
    result.responseModels().forEach(root.putArray("response_models")::add);
    result.fingerprints().forEach(root.putArray("fingerprints")::add);
    root.put("asked", result.asked()).put("answered", result.answered());
    ObjectNode failures = root.putObject("failures");
    result.failures().forEach(failures::put);
    ObjectNode means = root.putObject("means");
    for (String dimension : result.dimensions()) {
      result.mean(dimension).ifPresent(mean -> means.put(dimension, rounded(mean)));
    }
    ObjectNode spread = root.putObject("spread");
    result.spread().forEach((dimension, sd) -> spread.put(dimension, rounded(sd)));
    var compared = root.putArray("compared");
    ran.verdict()
        .comparisons()
        .forEach(c ->
            compared
                .addObject()
                .put("dimension", c.dimension())
                .put("questions", c.n())
                .put("before", rounded(c.before()))
                .put("now", rounded(c.now()))
                .put("difference", rounded(c.difference()))
                .put("low", rounded(c.low()))
                .put("high", rounded(c.high()))
                .put("fell", ran.verdict().fallen().contains(c.dimension())));
    root.put("outcome", ran.verdict().outcome().label());
    ran.verdict().reasons().forEach(root.putArray("reasons")::add);
    return root;
  }

  private static double rounded(double value) {
    return Math.round(value * 1e6) / 1e6;
  }

  @Override
  public void close() {
    client.close();
    evaluation.close();
  }
}
