// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.text;

import dev.plumbline.model.genai.ContentState;
import dev.plumbline.model.genai.ModelCall;
import dev.plumbline.model.score.Dimension;
import dev.plumbline.model.score.EvalContext;
import dev.plumbline.model.score.EvaluatorDescriptor;
import dev.plumbline.model.score.ScoreSink;
import dev.plumbline.model.score.ScoreStatus;

/** Says for all evaluators of answers, in the same words, why there is no answer to look at. */
public final class NoAnswer {
  private NoAnswer() {}

  /** Gives every dimension status not_applicable and returns true when there is no answer text. */
  public static boolean report(EvalContext in, ScoreSink out, EvaluatorDescriptor descriptor) {
    ModelCall call = in.call();
    if (!call.embedding() && !CallTexts.of(in).answer().original().isBlank()) {
      return false;
    }
    String reason = reason(call);
    for (Dimension dimension : descriptor.dimensions()) {
      out.without(dimension.name(), ScoreStatus.NOT_APPLICABLE, reason);
    }
    return true;
  }

  /** Why a call has no answer text. */
  public static String reason(ModelCall call) {
    if (call.embedding()) {
      return "embeddings have no answer text";
    }
    if (call.content().state() == ContentState.NONE
        || call.content().state() == ContentState.HASHED) {
      return "the content was not captured";
    }
    if (call.errorType().isPresent()) {
      return "the call failed without an answer";
    }
    if (!call.content().toolCalls().isEmpty()) {
      return "the answer is a tool call";
    }
    return "the answer has no text";
  }
}
