// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.support;

import dev.plumbline.evaluators.text.NoAnswer;
import dev.plumbline.evaluators.text.OtherLanguage;
import dev.plumbline.model.genai.Content;
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
import java.util.List;
import java.util.Set;

/**
 * Whether the answer is supported by its documents and tool results, and how much of the documents
 * it tells. By words, numbers and names alone, so a hint where to look, not a verdict.
 */
public final class SupportEvaluator implements Evaluator {
  public static final String ID = "support";
  static final String FAITHFULNESS = "faithfulness";
  static final String NO_SOURCES = "there are no documents and no tool results";
  static final String NO_WORDS = "the documents have no words";
  static final String NO_CLAIM = "the answer says nothing to be supported";
  private static final String COMPLETENESS = "completeness";

  private static final EvaluatorDescriptor DESCRIPTOR =
      new EvaluatorDescriptor(
          ID,
          "1",
          Aliases.BUILT_IN.hash(),
          Tier.INLINE,
          EvaluationScope.CALL,
          Set.of(Need.REPLY_TEXT, Need.RETRIEVED),
          List.of(
              Dimension.degree(
                  FAITHFULNESS,
                  "quality",
                  Scale.PROBABILITY,
                  Polarity.HIGHER_IS_BETTER,
                  false,
                  "How far the answer's sentences are supported by the documents and tool results,"
                      + " the least supported one counting half."),
              Dimension.degree(
                  COMPLETENESS,
                  "quality",
                  Scale.PROBABILITY,
                  Polarity.HIGHER_IS_BETTER,
                  false,
                  "How much of the documents' main content the answer tells.")),
          Duration.ofMillis(1));

  @Override
  public EvaluatorDescriptor descriptor() {
    return DESCRIPTOR;
  }

  @Override
  public void evaluate(EvalContext in, ScoreSink out) {
    Content content = in.call().content();
    List<String> documents = Sources.documents(in);
    List<String> sources = new ArrayList<>(documents);
    sources.addAll(Sources.toolResults(in));
    if (sources.isEmpty()) {
      none(out, NO_SOURCES);
      return;
    }
    if (NoAnswer.report(in, out, DESCRIPTOR) || OtherLanguage.ofAnswer(in, out, DESCRIPTOR)) {
      return;
    }
    String answer = content.outputText();
    String question = content.inputText();
    Source source = Source.of(sources);
    if (source.isEmpty()) {
      none(out, NO_WORDS);
      return;
    }
    faithfulness(SupportFeatures.read(Sources.withoutCitations(answer), source, question), out);
    if (documents.isEmpty()) {
      out.without(COMPLETENESS, ScoreStatus.NOT_APPLICABLE, "there are no documents");
      return;
    }
    Source told = sources.size() == documents.size() ? source : Source.of(documents);
    completeness(CompletenessFeatures.read(answer, told, question).degree(), out);
  }

  static void completeness(double degree, ScoreSink out) {
    out.ok(
        COMPLETENESS,
        degree,
        degree >= 0.5 ? "complete" : "incomplete",
        degree >= 0.5 ? "most is told" : "The answer tells little of what the documents say.",
        Math.abs(degree - 0.5),
        List.of());
  }

  private static void faithfulness(SupportFeatures support, ScoreSink out) {
    if (support.isEmpty()) {
      out.without(FAITHFULNESS, ScoreStatus.NOT_APPLICABLE, NO_CLAIM);
      return;
    }
    double degree = support.degree();
    boolean weak = support.worstDegree() < 0.5;
    out.ok(
        FAITHFULNESS,
        degree,
        degree >= 0.5 ? "supported" : support.worstReason(),
        weak ? explanation(support.worstReason()) : "every sentence has support",
        Math.abs(degree - 0.5),
        weak
            ? List.of(
                new Evidence(
                    "output", support.worstStart(), support.worstEnd(), support.worstReason()))
            : List.of());
  }

  static String explanation(String reason) {
    return switch (reason) {
      case "number_not_in_source" -> "A sentence states a number that no source states.";
      case "name_not_in_source" -> "A sentence names something that no source names.";
      case "denial_differs" -> "A sentence denies what its source does not, or the reverse.";
      case "other_speaker" -> "A sentence says of one speaker what another said.";
      case "opposite_of_source" -> "A sentence says the opposite of its source.";
      case "parts_of_different_places" -> "A sentence joins what stands apart in the sources.";
      case "said_of_something_else" -> "A name or number stands elsewhere in the sources.";
      default -> "A sentence has little in common with the sources.";
    };
  }

  private static void none(ScoreSink out, String reason) {
    out.without(FAITHFULNESS, ScoreStatus.NOT_APPLICABLE, reason);
    out.without(COMPLETENESS, ScoreStatus.NOT_APPLICABLE, reason);
  }
}
