// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.model.score;

/**
 * Scores one call in one or more dimensions. Many threads call {@link #evaluate} at once. Found
 * with {@link java.util.ServiceLoader}. The same input gives the same scores on every platform.
 */
public interface Evaluator {
  EvaluatorDescriptor descriptor();

  /**
   * Gives at most one score for each dimension of the descriptor. Never throws for bad content:
   * that is status invalid or not_applicable. An inline evaluator does no I/O.
   */
  void evaluate(EvalContext in, ScoreSink out);
}
