// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.benchmarks;

import dev.plumbline.evaluators.InlineScorer;
import dev.plumbline.model.genai.GenAiSpan;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The question of {@link EvaluatorsBenchmark} in processor time of the scoring thread, for machines
 * that do other work meanwhile. Arguments: ids of evaluators, {@code all} or {@code none}.
 */
public final class EvaluatorsThreadTime {
  private static final int CALLS = 512;
  private static final int WARM_UP = 40;
  private static final int ROUNDS = 40;

  private EvaluatorsThreadTime() {}

  public static void main(String[] ids) {
    List<GenAiSpan> calls = BenchmarkCalls.make(CALLS, /* seed= */ 42);
    System.out.println("| evaluator | mean, us a call | best round | p99, us |");
    System.out.println("|---|---|---|---|");
    for (String id : ids) {
      System.out.println(measure(id, calls));
    }
  }

  private static String measure(String id, List<GenAiSpan> calls) {
    ThreadMXBean clock = ManagementFactory.getThreadMXBean();
    InlineScorer scorer = EvaluatorsBenchmark.scorer(id);
    long[] nanos = new long[CALLS * ROUNDS];
    double best = Double.MAX_VALUE;
    for (int round = -WARM_UP; round < ROUNDS; round++) {
      long sum = 0;
      for (int i = 0; i < CALLS; i++) {
        long start = clock.getCurrentThreadCpuTime();
        scorer.score(calls.get(i));
        long took = clock.getCurrentThreadCpuTime() - start;
        sum += took;
        if (round >= 0) {
          nanos[round * CALLS + i] = took;
        }
      }
      best = Math.min(best, (double) sum / CALLS);
    }
    Arrays.sort(nanos);
    return String.format(
        Locale.ROOT,
        "| %s | %.1f | %.1f | %.1f |",
        id,
        Arrays.stream(nanos).average().orElse(0) / 1000,
        best / 1000,
        nanos[nanos.length * 99 / 100] / 1000.0);
  }
}
