// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.model.score;

import dev.plumbline.model.alert.GateState;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * One evaluator as people and monitors see it: who it is, what it has done since the start of this
 * process, and whether it works.
 *
 * @param runs number of runs by what they came to; every status has a number
 * @param lastRun when it last ran; empty when never
 * @param lastOk when it last gave a value
 * @param meanMicros mean time of a run in microseconds; empty when it never ran
 * @param p99Micros within a quarter of the true value
 * @param reason why the health is not ok, in one sentence; empty when it is
 * @param proofs what its dimensions may do and on what labels that rests
 */
public record EvaluatorReport(
    EvaluatorDescriptor descriptor,
    Map<ScoreStatus, Long> runs,
    Optional<Instant> lastRun,
    Optional<Instant> lastOk,
    OptionalDouble meanMicros,
    OptionalDouble p99Micros,
    Health health,
    String reason,
    List<Proof> proofs) {

  /** Whether an evaluator works. */
  public enum Health {
    OK,
    /** It looks at every call and finds nothing that it could judge. */
    IDLE,
    /** It has not run although calls came. */
    NEVER_RAN,
    /** It applies and gives no value. */
    STUCK,
    /** It breaks, or runs out of time, too often. */
    FAILING;

    /** Whether someone should look. */
    public boolean bad() {
      return this == NEVER_RAN || this == STUCK || this == FAILING;
    }
  }

  /** What one dimension's alerts may do. */
  public record Proof(String dimension, GateState gate, List<Agreement> agreements) {}

  /**
   * Agreement with labels, as measured once.
   *
   * @param evaluatorVersion the version it was measured with
   * @param current whether that is the version that runs
   */
  public record Agreement(
      String dataSet,
      String labels,
      String language,
      int n,
      String measure,
      double value,
      double low,
      double high,
      String evaluatorVersion,
      boolean current) {}
}
