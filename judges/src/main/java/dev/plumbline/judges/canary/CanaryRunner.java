// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.judges.canary;

import dev.plumbline.judges.client.ModelClient;
import dev.plumbline.judges.client.ModelReply;
import dev.plumbline.judges.client.ModelRequest;
import dev.plumbline.model.error.Checks;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import tools.jackson.databind.node.ObjectNode;

/** Asks every question of a set several times and scores the answers. Thread-safe. */
public final class CanaryRunner {
  private static final int MAX_OUTPUT_TOKENS = 2048;
  private static final int MAX_OUTPUT_KEPT = 4000;

  private final String provider;
  private final ModelClient client;
  private final CanaryScoring scoring;
  private final int repeats;
  private final int concurrency;
  private final InstantSource clock;

  /**
   * @param provider name of the wire format
   * @param repeats how often each question is asked, 1 to 100
   * @param concurrency questions at once, 1 to 100
   */
  public CanaryRunner(
      String provider,
      ModelClient client,
      CanaryScoring scoring,
      int repeats,
      int concurrency,
      InstantSource clock) {
    Checks.inRange("repeats", repeats, 1, 100);
    Checks.inRange("concurrency", concurrency, 1, 100);
    this.provider = provider;
    this.client = client;
    this.scoring = scoring;
    this.repeats = repeats;
    this.concurrency = concurrency;
    this.clock = clock;
  }

  private record Asked(GoldenExample example, ModelReply reply) {}

  /**
   * Runs a set.
   *
   * @param system instructions for questions that bring none, such as production's own
   */
  public CanaryResult run(GoldenSet set, String system) throws IOException, InterruptedException {
    Instant at = clock.instant();
    List<Asked> replies = ask(set, system);
    TreeSet<String> models = new TreeSet<>();
    TreeSet<String> fingerprints = new TreeSet<>();
    TreeMap<String, Integer> failures = new TreeMap<>();
    TreeMap<String, String> outputs = new TreeMap<>();
    List<GoldenExample> answered = new ArrayList<>();
    List<ObjectNode> calls = new ArrayList<>();
    for (Asked asked : replies) {
      switch (asked.reply()) {
        case ModelReply.Failed failed -> failures.merge(failed.failure().label(), 1, Integer::sum);
        case ModelReply.Declined declined -> {
          models.add(declined.model());
          answered.add(asked.example());
          calls.add(call(asked.example(), system, "", "refusal", declined.model()));
        }
        case ModelReply.Answered answer -> {
          models.add(answer.model());
          if (!answer.fingerprint().isEmpty()) {
            fingerprints.add(answer.fingerprint());
          }
          String text = answer.text();
          outputs.putIfAbsent(
              asked.example().key(), text.substring(0, Math.min(MAX_OUTPUT_KEPT, text.length())));
          answered.add(asked.example());
          String finish = answer.truncated() ? "length" : "stop";
          calls.add(call(asked.example(), system, text, finish, answer.model()));
        }
      }
    }
    List<SortedMap<String, Double>> scored = calls.isEmpty() ? List.of() : scoring.score(calls);
    TreeMap<String, SortedMap<String, Double>> means = new TreeMap<>();
    TreeMap<String, Double> spread = new TreeMap<>();
    summarise(answered, scored, means, spread);
    return new CanaryResult(
        UUID.randomUUID().toString(),
        at,
        set.name(),
        provider,
        client.model(),
        models,
        fingerprints,
        replies.size(),
        failures,
        means,
        spread,
        outputs);
  }

  private List<Asked> ask(GoldenSet set, String system) throws InterruptedException {
    List<Future<Asked>> waiting = new ArrayList<>();
    List<Asked> replies = new ArrayList<>();
    try (ExecutorService threads =
        Executors.newFixedThreadPool(concurrency, Thread.ofVirtual().factory())) {
      for (int repeat = 0; repeat < repeats; repeat++) {
        long seed = repeat;
        for (GoldenExample example : set.examples()) {
          ModelRequest request =
              new ModelRequest(
                  example.system().isEmpty() ? system : example.system(),
                  example.turns(),
                  "answer",
                  example.schema(),
                  MAX_OUTPUT_TOKENS,
                  OptionalLong.of(seed));
          waiting.add(threads.submit(() -> new Asked(example, client.ask(request))));
        }
      }
      try {
        for (Future<Asked> reply : waiting) {
          replies.add(reply.get());
        }
      } catch (ExecutionException e) {
        threads.shutdownNow();
        throw new IllegalStateException("a question could not be asked", e.getCause());
      } catch (InterruptedException e) {
        threads.shutdownNow();
        throw e;
      }
    }
    return replies;
  }

  private static ObjectNode call(
      GoldenExample example, String system, String answer, String finish, String model) {
    ObjectNode call = example.line().deepCopy();
    call.put("id", example.key()).put("response", answer);
    if (example.system().isEmpty() && !system.isEmpty()) {
      call.put("system", system);
    }
    ObjectNode attributes = call.withObjectProperty("attributes");
    attributes.putArray("gen_ai.response.finish_reasons").add(finish);
    attributes.put("gen_ai.response.model", model);
    return call;
  }

  private static void summarise(
      List<GoldenExample> answered,
      List<SortedMap<String, Double>> scored,
      SortedMap<String, SortedMap<String, Double>> means,
      SortedMap<String, Double> spread) {
    TreeMap<String, TreeMap<String, List<Double>>> all = new TreeMap<>();
    for (int i = 0; i < answered.size(); i++) {
      GoldenExample example = answered.get(i);
      TreeMap<String, Double> values = new TreeMap<>(scored.get(i));
      if (!example.expectations().isEmpty()) {
        boolean holds =
            example.expectations().stream()
                .allMatch(e -> {
                  Double value = values.get(e.dimension());
                  return value != null && e.holds(value);
                });
        values.put(CanaryResult.PASS, holds ? 1.0 : 0.0);
      }
      values.forEach((dimension, value) ->
          all.computeIfAbsent(dimension, _ -> new TreeMap<>())
              .computeIfAbsent(example.key(), _ -> new ArrayList<>())
              .add(value));
    }
    all.forEach((dimension, questions) -> {
      TreeMap<String, Double> of = new TreeMap<>();
      double deviations = 0;
      int repeated = 0;
      for (var question : questions.entrySet()) {
        List<Double> values = question.getValue();
        double mean = values.stream().mapToDouble(Double::doubleValue).sum() / values.size();
        of.put(question.getKey(), mean);
        if (values.size() > 1) {
          double squares = values.stream().mapToDouble(v -> (v - mean) * (v - mean)).sum();
          deviations += StrictMath.sqrt(squares / (values.size() - 1));
          repeated++;
        }
      }
      means.put(dimension, of);
      if (repeated > 0) {
        spread.put(dimension, deviations / repeated);
      }
    });
  }
}
