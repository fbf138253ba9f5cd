// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.judges;

import dev.plumbline.model.genai.Usage;
import dev.plumbline.model.metrics.Meters;

/** What is counted of judges. Thread-safe. */
final class JudgeMeters {
  private static final double[] SECONDS = {0.25, 0.5, 1, 2, 4, 8, 16, 32, 64, 128};

  private final Meters.Counter runs;
  private final Meters.Counter skipped;
  private final Meters.Counter usd;
  private final Meters.Counter unpriced;
  private final Meters.Counter requests;
  private final Meters.Counter tokens;
  private final Meters.Counter scores;
  private final Meters.Counter flagged;
  private final Meters.Histogram seconds;

  JudgeMeters(Meters meters) {
    runs =
        meters.counter(
            "plumbline_judge_runs_total",
            "Judgements by status; skipped are calls that were chosen and not judged.",
            "judge",
            "status");
    skipped =
        meters.counter(
            "plumbline_judge_skipped_total",
            "Calls that were chosen and not judged, by reason.",
            "judge",
            "reason");
    usd = meters.counter("plumbline_judge_cost_usd_total", "Price of all answers.", "judge");
    unpriced =
        meters.counter(
            "plumbline_judge_unpriced_total", "Answers whose price is not known.", "judge");
    requests =
        meters.counter("plumbline_judge_requests_total", "Questions put to the model.", "judge");
    tokens =
        meters.counter("plumbline_judge_tokens_total", "Tokens paid for.", "judge", "direction");
    scores =
        meters.counter(
            "plumbline_judge_scores_total",
            "Scores by what became of them: written, orphaned (their call never came), lost.",
            "judge",
            "result");
    flagged = meters.counter("plumbline_judge_flagged_total", "Calls that were flagged.", "judge");
    seconds =
        meters.histogram("plumbline_judge_seconds", "Time to judge one call.", SECONDS, "judge");
  }

  void ran(String judge, Judge.Result result, double time) {
    for (Judge.Judged judged : result.scores()) {
      if (judged.score().label().equals("flagged")) {
        flagged.increment(judge);
      }
      runs.increment(judge, judged.score().status().label());
    }
    spent(judge, result);
    seconds.observe(time, judge);
  }

  /** What a judgement cost, also one that is no call's. */
  void spent(String judge, Judge.Result result) {
    usd.add(result.usd(), judge);
    unpriced.add(result.unpriced(), judge);
    requests.add(result.requests(), judge);
    for (Usage usage : result.spent()) {
      tokens.add((double) usage.input().orElse(0), judge, "input");
      tokens.add((double) usage.output().orElse(0), judge, "output");
    }
  }

  void skipped(String judge, String reason, int calls) {
    skipped.add(calls, judge, reason);
    runs.add(calls, judge, "skipped");
  }

  void scores(String judge, String result) {
    scores.increment(judge, result);
  }
}
