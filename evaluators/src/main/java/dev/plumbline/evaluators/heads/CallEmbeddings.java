// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.heads;

import dev.plumbline.evaluators.embedding.Depth;
import dev.plumbline.evaluators.embedding.Embedder;
import dev.plumbline.evaluators.embedding.Embedding;
import dev.plumbline.evaluators.text.CallTexts;
import dev.plumbline.model.score.EvalContext;
import org.jspecify.annotations.Nullable;

/**
 * Embeddings of one call's texts, each computed at most once. The answer is run through half of the
 * model unless somebody asks for all of it. One thread.
 */
public final class CallEmbeddings {
  private final CallTexts texts;
  private final Embedder embedder;
  private @Nullable Embedding answer;
  private @Nullable Embedding question;

  public CallEmbeddings(CallTexts texts, Embedder embedder) {
    this.texts = texts;
    this.embedder = embedder;
  }

  /** The host of pooled evaluators prepares it; inline evaluators must not ask. */
  public static CallEmbeddings of(EvalContext in) {
    return in.shared(
        CallEmbeddings.class,
        _ -> {
          throw new IllegalStateException("embeddings are for pooled evaluators only");
        });
  }

  public Embedding of(HeadText text, Depth depth) {
    Embedding known = text == HeadText.ANSWER ? answer : question;
    if (known == null || (depth == Depth.FULL && known.last().length == 0)) {
      String original =
          text == HeadText.ANSWER ? texts.answer().original() : texts.question().original();
      known = embedder.embed(original, depth);
      if (text == HeadText.ANSWER) {
        answer = known;
      } else {
        question = known;
      }
    }
    return known;
  }

  /** Of any text, such as a sentence of a document. */
  public Embedding of(String text, Depth depth) {
    return embedder.embed(text, depth);
  }
}
