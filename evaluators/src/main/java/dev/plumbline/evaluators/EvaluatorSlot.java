// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators;

import dev.plumbline.model.score.Dimension;
import dev.plumbline.model.score.EvalContext;
import dev.plumbline.model.score.Evaluator;
import dev.plumbline.model.score.ScoreStatus;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One evaluator with what is counted of it. Thread-safe. */
final class EvaluatorSlot {
  private static final Logger LOG = LoggerFactory.getLogger(EvaluatorSlot.class);

  private final Evaluator evaluator;
  private final String id;
  private final String version;
  private final List<String> dimensions;
  private final EvaluatorMeters meters;

  EvaluatorSlot(Evaluator evaluator, EvaluatorMeters meters) {
    this.evaluator = evaluator;
    this.id = evaluator.descriptor().id();
    this.version = evaluator.descriptor().version();
    this.dimensions = evaluator.descriptor().dimensions().stream().map(Dimension::name).toList();
    this.meters = meters;
  }

  /** An evaluator that throws gives status invalid. */
  @SuppressWarnings("CatchingUnchecked") // a stranger's evaluator may throw anything
  void run(EvalContext context, Sheet sheet) {
    sheet.open(id, version, dimensions);
    try {
      evaluator.evaluate(context, sheet);
    } catch (RuntimeException | StackOverflowError e) {
      sheet.discard();
      for (String dimension : dimensions) {
        sheet.without(dimension, ScoreStatus.INVALID, "the evaluator failed");
      }
      LOG.atDebug()
          .addKeyValue("evaluator", id)
          .addKeyValue("error.type", e.getClass().getName())
          .log("evaluator failed");
    }
  }

  void skip(Sheet sheet, String reason) {
    sheet.open(id, version, dimensions);
    for (String dimension : dimensions) {
      sheet.without(dimension, ScoreStatus.SKIPPED, reason);
    }
    meters.skipped(id);
  }

  void count(Sheet sheet, long nanos) {
    meters.ran(id, sheet.outcome(), nanos);
  }
}
