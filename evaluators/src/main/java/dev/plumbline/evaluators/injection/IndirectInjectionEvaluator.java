// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.injection;

import dev.plumbline.evaluators.injection.SentenceInstructions.Found;
import dev.plumbline.evaluators.text.CallTexts;
import dev.plumbline.evaluators.text.PhraseGroup;
import dev.plumbline.evaluators.text.UsesPhrases;
import dev.plumbline.model.genai.Document;
import dev.plumbline.model.genai.Message;
import dev.plumbline.model.genai.Part;
import dev.plumbline.model.score.Dimension;
import dev.plumbline.model.score.EvalContext;
import dev.plumbline.model.score.EvaluationScope;
import dev.plumbline.model.score.Evaluator;
import dev.plumbline.model.score.EvaluatorDescriptor;
import dev.plumbline.model.score.Evidence;
import dev.plumbline.model.score.Need;
import dev.plumbline.model.score.Polarity;
import dev.plumbline.model.score.Scale;
import dev.plumbline.model.score.ScoreSink;
import dev.plumbline.model.score.ScoreStatus;
import dev.plumbline.model.score.Tier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Whether a document or a tool's result holds a sentence that speaks to the model: the strongest
 * sentence of all texts that did not come from the user. The evidence's source is {@code document}
 * or {@code tool}.
 */
public final class IndirectInjectionEvaluator implements Evaluator, UsesPhrases {
  public static final String ID = "indirect_injection";
  static final String DIMENSION = "indirect_injection";

  /** UTF-16 units looked at in one call, over all documents and results. */
  static final int MAX_UNITS = 64 * 1024;

  private static final int MAX_TEXTS = 100;

  private final SentenceInstructions sentences = new SentenceInstructions();
  private final EvaluatorDescriptor descriptor =
      new EvaluatorDescriptor(
          ID,
          "1",
          sentences.hash(),
          Tier.INLINE,
          EvaluationScope.CALL,
          Set.of(Need.RETRIEVED),
          List.of(
              Dimension.degree(
                  DIMENSION,
                  "safety",
                  Scale.PROBABILITY,
                  Polarity.HIGHER_IS_WORSE,
                  false,
                  "A document or a tool's result holds an instruction to the model.")),
          Duration.ofMillis(1));

  /** A text that the model read and the user did not write. */
  record Source(String kind, String text) {}

  @Override
  public EvaluatorDescriptor descriptor() {
    return descriptor;
  }

  @Override
  public List<PhraseGroup> phraseGroups() {
    return sentences.phraseGroups();
  }

  @Override
  public void evaluate(EvalContext in, ScoreSink out) {
    List<Source> sources = sources(in);
    if (sources.isEmpty()) {
      out.without(
          DIMENSION, ScoreStatus.NOT_APPLICABLE, "the call has no documents and no tool results");
      return;
    }
    CallTexts texts = CallTexts.of(in);
    Found best = new Found(0, 0, 0);
    String kind = "";
    int left = MAX_UNITS;
    for (Source source : sources) {
      if (left <= 0) {
        break;
      }
      Found found = sentences.strongest(source.text(), left, texts);
      left -= source.text().length();
      if (found.value() > best.value()) {
        best = found;
        kind = source.kind();
      }
    }
    boolean planted = best.value() >= 0.5;
    out.ok(
        DIMENSION,
        best.value(),
        planted ? kind : "",
        planted ? "A sentence of a " + kind + " speaks to the model." : "below the threshold",
        Math.abs(best.value() - 0.5) * 2,
        planted ? List.of(new Evidence(kind, best.start(), best.end(), "instruction")) : List.of());
  }

  static List<Source> sources(EvalContext in) {
    Set<Source> sources = new LinkedHashSet<>();
    for (Document document : in.call().content().documents()) {
      add(sources, "document", document.content());
    }
    for (Document document : in.span().retrieved()) {
      add(sources, "document", document.content());
    }
    // the newest results first: older ones were judged with the calls before
    for (Message message : in.call().content().input().reversed()) {
      for (Part part : message.parts()) {
        if (part instanceof Part.ToolResult(String _, String result)) {
          add(sources, "tool", result);
        } else if (part instanceof Part.Text(String text)
            && (message.role().equals("tool") || message.role().equals("function"))) {
          add(sources, "tool", text);
        }
      }
    }
    return new ArrayList<>(sources);
  }

  private static void add(Set<Source> sources, String kind, String text) {
    if (!text.isBlank() && sources.size() < MAX_TEXTS) {
      sources.add(new Source(kind, text));
    }
  }
}
