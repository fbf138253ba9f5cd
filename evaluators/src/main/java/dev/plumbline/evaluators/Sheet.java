// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators;

import dev.plumbline.model.error.Checks;
import dev.plumbline.model.score.Evidence;
import dev.plumbline.model.score.Score;
import dev.plumbline.model.score.ScoreSink;
import dev.plumbline.model.score.ScoreStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Collects the scores of one call. An evaluator that gives a dimension it did not declare, or one
 * twice, or a value that is no finite number, breaks its contract and fails. One thread.
 */
final class Sheet implements ScoreSink {
  private final List<Score> scores;
  private String evaluator = "";
  private String version = "";
  private List<String> allowed = List.of();
  private int mark;

  /** True while the open evaluator has given its first dimensions, one after the other. */
  private boolean inOrder;

  Sheet(int dimensions) {
    scores = new ArrayList<>(dimensions);
  }

  /** What follows comes from this evaluator. */
  void open(String id, String itsVersion, List<String> dimensions) {
    evaluator = id;
    version = itsVersion;
    allowed = dimensions;
    mark = scores.size();
    inOrder = true;
  }

  /** Takes back what the open evaluator gave. */
  void discard() {
    while (scores.size() > mark) {
      scores.removeLast();
    }
    inOrder = true;
  }

  @Override
  public void ok(
      String dimension,
      double value,
      String label,
      String explanation,
      double confidence,
      List<Evidence> evidence) {
    check(dimension);
    scores.add(
        new Score(
            dimension,
            OptionalDouble.of(value),
            label,
            ScoreStatus.OK,
            explanation,
            confidence,
            evidence,
            evaluator,
            version));
  }

  @Override
  public void without(String dimension, ScoreStatus status, String reason) {
    check(dimension);
    scores.add(
        new Score(
            dimension,
            OptionalDouble.empty(),
            "",
            status,
            reason,
            1,
            List.of(),
            evaluator,
            version));
  }

  /** The status to count the open evaluator's run under: ok when it gave any value. */
  ScoreStatus outcome() {
    ScoreStatus status = ScoreStatus.NOT_APPLICABLE;
    for (int i = mark; i < scores.size(); i++) {
      ScoreStatus given = scores.get(i).status();
      if (given == ScoreStatus.OK) {
        return given;
      }
      if (given != ScoreStatus.NOT_APPLICABLE) {
        status = given;
      }
    }
    return status;
  }

  List<Score> scores() {
    return scores;
  }

  /** Evaluators mostly give their dimensions as they declare them: then one look is enough. */
  private void check(String dimension) {
    int given = scores.size() - mark;
    if (inOrder && given < allowed.size() && allowed.get(given).equals(dimension)) {
      return;
    }
    inOrder = false;
    if (!allowed.contains(dimension)) {
      throw Checks.broken("dimension", "must be one that the evaluator declares", dimension);
    }
    for (int i = mark; i < scores.size(); i++) {
      if (scores.get(i).dimension().equals(dimension)) {
        throw Checks.broken("dimension", "must be given once", dimension);
      }
    }
  }
}
