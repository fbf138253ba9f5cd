// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.model.score;

import dev.plumbline.model.genai.GenAiSpan;
import java.util.List;

/** Runs every inline evaluator on a call, prices it and names the versions. Thread-safe. */
public interface Scorer {
  /**
   * Scores a span whose {@link GenAiSpan#call()} is present; other spans get no scores. Never
   * throws: an evaluator that fails gives status invalid.
   */
  Scored score(GenAiSpan span);

  /** Every dimension that may appear, each name once. */
  List<Dimension> dimensions();
}
