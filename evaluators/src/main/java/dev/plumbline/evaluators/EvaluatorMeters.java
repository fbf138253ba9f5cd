// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators;

import dev.plumbline.model.metrics.Meters;
import dev.plumbline.model.score.ScoreStatus;

/** Counts the runs of each evaluator and how long they take. Thread-safe. */
final class EvaluatorMeters {
  private static final double[] SECONDS = {
    1e-6, 2e-6, 5e-6, 1e-5, 2e-5, 5e-5, 1e-4, 2e-4, 5e-4, 1e-3, 2e-3, 1e-2
  };

  private final Meters.Counter runs;
  private final Meters.Histogram seconds;
  private final EvaluatorHealth health;

  EvaluatorMeters(Meters meters, EvaluatorHealth health) {
    this.health = health;
    runs =
        meters.counter(
            "plumbline_evaluator_runs_total",
            "Runs of an inline evaluator by outcome: ok, abstain, not_applicable, invalid, skipped.",
            "evaluator",
            "status");
    seconds =
        meters.histogram(
            "plumbline_evaluator_seconds",
            "Time of one run of an inline evaluator.",
            SECONDS,
            "evaluator");
  }

  void ran(String evaluator, ScoreStatus status, long nanos) {
    runs.increment(evaluator, status.label());
    seconds.observe(nanos / 1e9, evaluator);
    health.ran(evaluator, status, nanos);
  }

  void skipped(String evaluator) {
    runs.increment(evaluator, ScoreStatus.SKIPPED.label());
    health.skipped(evaluator);
  }
}
