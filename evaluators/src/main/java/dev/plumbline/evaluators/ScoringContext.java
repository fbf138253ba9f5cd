// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators;

import dev.plumbline.evaluators.text.CallTexts;
import dev.plumbline.evaluators.text.Vocabulary;
import dev.plumbline.model.genai.GenAiSpan;
import dev.plumbline.model.genai.ModelCall;
import dev.plumbline.model.score.EvalContext;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What evaluators see of a call. One thread. */
final class ScoringContext implements EvalContext {
  private final GenAiSpan span;
  private final ModelCall call;
  private final CallTexts texts;
  private @Nullable Map<Class<?>, Object> shared;

  ScoringContext(GenAiSpan span, ModelCall call, Vocabulary vocabulary) {
    this.span = span;
    this.call = call;
    this.texts = new CallTexts(call.content(), vocabulary);
  }

  @Override
  public GenAiSpan span() {
    return span;
  }

  @Override
  public ModelCall call() {
    return call;
  }

  CallTexts texts() {
    return texts;
  }

  /** Prepares something that evaluators will ask for. */
  <T> void prepare(Class<T> type, T made) {
    map().put(type, made);
  }

  @Override
  public <T> T shared(Class<T> type, Function<EvalContext, T> maker) {
    if (type == CallTexts.class) {
      return type.cast(texts);
    }
    Object known = map().get(type);
    if (known == null) {
      known = maker.apply(this);
      map().put(type, known);
    }
    return type.cast(known);
  }

  private Map<Class<?>, Object> map() {
    Map<Class<?>, Object> made = shared;
    if (made == null) {
      made = new HashMap<>();
      shared = made;
    }
    return made;
  }
}
