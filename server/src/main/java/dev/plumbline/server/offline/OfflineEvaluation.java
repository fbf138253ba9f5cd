// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.server.offline;

import dev.plumbline.evaluators.EvaluatorHealth;
import dev.plumbline.evaluators.EvaluatorsConfig;
import dev.plumbline.evaluators.InlineScorer;
import dev.plumbline.evaluators.PooledScorer;
import dev.plumbline.model.error.PlumblineException;
import dev.plumbline.model.genai.Content;
import dev.plumbline.model.genai.GenAiSpan;
import dev.plumbline.model.metrics.Meters;
import dev.plumbline.model.score.Dimension;
import dev.plumbline.model.score.Evidence;
import dev.plumbline.model.score.Score;
import dev.plumbline.model.score.Scored;
import dev.plumbline.otlp.genai.GenAiConfig;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Scores a file of calls with the evaluators of the live path and those of the background, without
 * time budgets. The same lines give the same bytes.
 */
public final class OfflineEvaluation implements AutoCloseable {
  private static final int LINES_AT_ONCE = 256;
  private static final int LONGEST_LINE = 32 << 20;

  private final JsonMapper json = new JsonMapper();
  private final GenAiConfig genAi;
  private final PooledScorer pooled;
  private final InlineScorer inline;
  private final List<More> more;
  private final ExecutorService workers =
      Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());

  /** Scores that come from elsewhere, such as a judge. */
  @FunctionalInterface
  public interface More {
    List<Score> of(GenAiSpan call, Scored inline);
  }

  /**
   * @param judged dimensions that a judge will score, whose rules are left out
   * @param more asked after the deterministic evaluators, in their order
   */
  public OfflineEvaluation(
      EvaluatorsConfig config, Set<String> judged, GenAiConfig genAi, List<More> more) {
    this.genAi = genAi;
    this.more = new CopyOnWriteArrayList<>(more);
    EvaluatorsConfig offline = config.offline();
    this.pooled =
        PooledScorer.create(
            offline, judged, Meters.none(), new EvaluatorHealth(InstantSource.system()));
    this.inline = InlineScorer.unhurried(offline, pooled.dimensionNames(), Meters.none());
  }

  /** Names of everything that the deterministic evaluators score. */
  public Set<String> dimensionNames() {
    Set<String> names = new TreeSet<>(pooled.dimensionNames());
    inline.dimensions().forEach(dimension -> names.add(dimension.name()));
    return names;
  }

  /** Everything that the deterministic evaluators score, the first of a name only. */
  public List<Dimension> dimensions() {
    Map<String, Dimension> found = new TreeMap<>();
    pooled.dimensions().forEach(dimension -> found.putIfAbsent(dimension.name(), dimension));
    inline.dimensions().forEach(dimension -> found.putIfAbsent(dimension.name(), dimension));
    return List.copyOf(found.values());
  }

  /** Asks this one too, from now on. Call before {@link #run}. */
  public void add(More source) {
    more.add(source);
  }

  /**
   * Answers every line with one line.
   *
   * @return lines that could not be scored; their answer has {@code error}
   */
  public long run(BufferedReader in, Writer out) throws IOException, InterruptedException {
    long number = 0;
    long failed = 0;
    while (true) {
      List<Future<Answer>> answers = new ArrayList<>();
      String line = null;
      while (answers.size() < LINES_AT_ONCE && (line = in.readLine()) != null) {
        number++;
        if (!line.isBlank()) {
          String text = line;
          long at = number;
          answers.add(workers.submit(() -> answer(text, at)));
        }
      }
      for (Future<Answer> answer : answers) {
        Answer made = get(answer);
        failed += made.failed() ? 1 : 0;
        out.write(made.json());
        out.write('\n');
      }
      out.flush();
      if (line == null) {
        return failed;
      }
    }
  }

  private record Answer(String json, boolean failed) {}

  private static Answer get(Future<Answer> answer) throws InterruptedException {
    try {
      return answer.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("a line could not be answered", e.getCause());
    }
  }

  private Answer answer(String line, long number) {
    ObjectNode answer = json.createObjectNode();
    JsonNode id = json.nullNode();
    try {
      if (line.length() > LONGEST_LINE) {
        throw PlumblineException.invalid(
            "line", "must have at most " + LONGEST_LINE + " characters", line.length());
      }
      JsonNode parsed = json.readTree(line);
      if (!parsed.isObject()) {
        throw PlumblineException.invalid("line", "must be a JSON object", parsed.getNodeType());
      }
      id = parsed.path("id");
      GenAiSpan call = OfflineCall.of(parsed, number, genAi);
      Scored scored = inline.score(call);
      List<Score> scores = new ArrayList<>(scored.scores());
      scores.addAll(pooled.score(call));
      for (More source : more) {
        scores.addAll(source.of(call, scored));
      }
      scores.sort(Comparator.comparing(Score::dimension).thenComparing(Score::evaluator));
      answer.set("id", id.isMissingNode() ? json.nullNode() : id);
      ArrayNode array = answer.putArray("scores");
      for (Score score : scores) {
        array.add(score(score, call.call().orElseThrow().content()));
      }
      return new Answer(answer.toString(), false);
    } catch (JacksonException e) {
      return failed(answer, id, number, "the line is no JSON: " + e.getOriginalMessage());
    } catch (PlumblineException | IllegalArgumentException e) {
      return failed(answer, id, number, e.getMessage());
    } catch (RuntimeException | StackOverflowError e) { // one bad line never costs the file
      return failed(answer, id, number, "the line could not be scored: " + e.getClass().getName());
    }
  }

  private Answer failed(ObjectNode answer, JsonNode id, long number, @Nullable String problem) {
    answer.set("id", id.isMissingNode() ? json.nullNode() : id);
    answer.putArray("scores");
    answer.put("error", "line " + number + ": " + problem);
    return new Answer(answer.toString(), true);
  }

  private ObjectNode score(Score score, Content content) {
    ObjectNode node = json.createObjectNode();
    node.put("dimension", score.dimension());
    if (score.value().isPresent()) {
      node.put("value", Math.round(score.value().getAsDouble() * 1e6) / 1e6);
    } else {
      node.putNull("value");
    }
    if (!score.label().isEmpty()) {
      node.put("label", score.label());
    }
    node.put("status", score.status().label());
    node.put("evaluator", score.evaluator());
    node.put("version", score.evaluatorVersion());
    if (!score.explanation().isEmpty()) {
      node.put("explanation", score.explanation());
    }
    if (!score.evidence().isEmpty() || score.dimension().startsWith("pii")) {
      ArrayNode evidence = node.putArray("evidence");
      for (Evidence item : score.evidence()) {
        evidence.add(evidence(item, content));
      }
    }
    return node;
  }

  /** Offsets count code points here: what other languages count. */
  private ObjectNode evidence(Evidence evidence, Content content) {
    String text =
        switch (evidence.source()) {
          case "output" -> content.outputText();
          case "input" -> content.inputText();
          case "system" -> content.system();
          default -> "";
        };
    ObjectNode node = json.createObjectNode();
    node.put("start", codePoints(text, evidence.start()));
    node.put("end", codePoints(text, evidence.end()));
    node.put("type", evidence.rule());
    if (!evidence.source().equals("output")) {
      node.put("in", evidence.source().equals("input") ? "prompt" : evidence.source());
    }
    return node;
  }

  private static int codePoints(String text, int offset) {
    return offset <= text.length() ? text.codePointCount(0, offset) : offset;
  }

  @Override
  public void close() {
    workers.shutdownNow();
    pooled.close();
  }
}
