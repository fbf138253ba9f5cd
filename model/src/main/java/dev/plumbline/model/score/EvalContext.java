// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.model.score;

import dev.plumbline.model.genai.GenAiSpan;
import dev.plumbline.model.genai.ModelCall;

/**
 * What an evaluator sees: one call and its span. Texts that several evaluators need folded or
 * tokenised are prepared once by the caller and found through {@link #shared}.
 */
public interface EvalContext {
  GenAiSpan span();

  ModelCall call();

  /** What the host prepared of this type for this call, made on first use and then reused. */
  <T> T shared(Class<T> type, java.util.function.Function<EvalContext, T> maker);
}
