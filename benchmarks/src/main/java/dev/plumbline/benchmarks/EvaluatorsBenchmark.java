// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.benchmarks;

import dev.plumbline.evaluators.EvaluatorsConfig;
import dev.plumbline.evaluators.InlineScorer;
import dev.plumbline.model.config.Settings;
import dev.plumbline.model.genai.GenAiSpan;
import dev.plumbline.model.metrics.Meters;
import dev.plumbline.model.score.Scored;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Question: what does scoring one call cost, with all inline evaluators and with one alone (its
 * share of folding and searching the text included)? Answers, with the machine: RESULTS.md.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
public class EvaluatorsBenchmark {
  private static final int CALLS = 512;

  /** {@code all}, {@code none}, or the id of the evaluator that runs alone. */
  @Param({"all", "none"})
  public String evaluator = "all";

  private List<GenAiSpan> calls = List.of();
  private InlineScorer scorer = scorer("none");
  private int next;

  @Setup
  public void setUp() {
    calls = BenchmarkCalls.make(CALLS, /* seed= */ 42);
    scorer = scorer(evaluator);
  }

  @Benchmark
  public Scored score() {
    next = (next + 1) % CALLS;
    return scorer.score(calls.get(next));
  }

  static InlineScorer scorer(String only) {
    SortedMap<String, Object> settings = new TreeMap<>();
    if (!only.equals("all")) {
      Settings known = Settings.empty();
      EvaluatorsConfig.read(known);
      for (String key : known.knownKeys().keySet()) {
        if (key.matches("evaluators\\.[a-z_]+\\.enabled")
            && !key.equals("evaluators." + only + ".enabled")) {
          settings.put(key, "false");
        }
      }
    }
    return InlineScorer.unhurried(
        EvaluatorsConfig.read(new Settings("benchmark", Map.copyOf(settings))), Meters.none());
  }
}
