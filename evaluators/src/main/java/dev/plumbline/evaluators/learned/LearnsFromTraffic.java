// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.learned;

import dev.plumbline.model.score.Evaluator;

/** An evaluator whose score depends on the calls before: each call must reach it once. */
public interface LearnsFromTraffic extends Evaluator {
  /** Keeps what was learnt since the last time. */
  void save();
}
