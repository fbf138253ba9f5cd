// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.refusal;

import dev.plumbline.evaluators.refusal.RefusalRules.Finding;
import dev.plumbline.evaluators.text.CallTexts;
import dev.plumbline.evaluators.text.NoAnswer;
import dev.plumbline.evaluators.text.OtherLanguage;
import dev.plumbline.evaluators.text.PhraseGroup;
import dev.plumbline.evaluators.text.TextView;
import dev.plumbline.evaluators.text.UsesPhrases;
import dev.plumbline.model.genai.FinishReason;
import dev.plumbline.model.genai.Message;
import dev.plumbline.model.genai.ModelCall;
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
import dev.plumbline.model.score.Tier;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Whether the model declined: by finish reason, by a refusal part of the message, or by what the
 * first 600 characters say. 0.5 and above is a refusal, partial or full.
 */
public final class RefusalEvaluator implements Evaluator, UsesPhrases {
  public static final String ID = "refusal";
  private static final String DIMENSION = "refusal";
  private static final double FULL = 0.8;
  private static final double PARTIAL = 0.5;

  private final RefusalRules rules = new RefusalRules();
  private final EvaluatorDescriptor descriptor =
      new EvaluatorDescriptor(
          ID,
          "1",
          rules.hash(),
          Tier.INLINE,
          EvaluationScope.CALL,
          Set.of(Need.REPLY_TEXT),
          List.of(
              Dimension.degree(
                  DIMENSION,
                  "quality",
                  Scale.PROBABILITY,
                  Polarity.HIGHER_IS_WORSE,
                  false,
                  "How far the answer declines what was asked; 0.5 and above is a refusal.")),
          Duration.ofMillis(1));

  @Override
  public EvaluatorDescriptor descriptor() {
    return descriptor;
  }

  @Override
  public List<PhraseGroup> phraseGroups() {
    return rules.phraseGroups();
  }

  @Override
  public void evaluate(EvalContext in, ScoreSink out) {
    ModelCall call = in.call();
    Optional<FinishReason> finish = call.finish();
    if (finish.filter(FinishReason.REFUSAL::equals).isPresent() || hasRefusalPart(call)) {
      out.ok(DIMENSION, 1, "refusal", "The provider marks the answer as a refusal.");
      return;
    }
    if (finish.filter(FinishReason.CONTENT_FILTER::equals).isPresent()) {
      out.ok(DIMENSION, 1, "content_filter", "The provider's filter stopped the answer.");
      return;
    }
    if (NoAnswer.report(in, out, descriptor) || OtherLanguage.ofAnswer(in, out, descriptor)) {
      return;
    }
    TextView answer = CallTexts.of(in).answer();
    Finding finding = rules.judge(answer);
    double value = finding.value();
    out.ok(
        DIMENSION,
        value,
        value >= FULL ? "refusal" : value >= PARTIAL ? "partial_refusal" : "answered",
        finding.explanation(),
        Math.abs(value - PARTIAL) * 2,
        finding.endWord() < 0
            ? List.of()
            : List.of(
                new Evidence(
                    "output",
                    answer.offset(answer.wordStart(finding.firstWord())),
                    answer.offset(answer.wordEnd(finding.endWord() - 1)),
                    finding.rule())));
  }

  /** The value that {@link #evaluate} gives; empty when there is no answer to look at. */
  public Optional<Double> degree(EvalContext in) {
    ModelCall call = in.call();
    Optional<FinishReason> finish = call.finish();
    if (finish.filter(RefusalEvaluator::declines).isPresent() || hasRefusalPart(call)) {
      return Optional.of(1.0);
    }
    TextView answer = CallTexts.of(in).answer();
    if (call.embedding() || answer.original().isBlank()) {
      return Optional.empty();
    }
    return Optional.of(rules.judge(answer).value());
  }

  private static boolean declines(FinishReason reason) {
    return reason == FinishReason.REFUSAL || reason == FinishReason.CONTENT_FILTER;
  }

  private static boolean hasRefusalPart(ModelCall call) {
    for (Message message : call.content().output()) {
      for (Part part : message.parts()) {
        if (part instanceof Part.Refusal(String text) && !text.isBlank()) {
          return true;
        }
      }
    }
    return false;
  }
}
