// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.pii;

import dev.plumbline.evaluators.text.CallTexts;
import dev.plumbline.evaluators.text.NoAnswer;
import dev.plumbline.evaluators.text.TextView;
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
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Structured personal data in the answer ({@code pii}) and in what the user wrote ({@code
 * pii_input}). The value is the degree of the surest finding, 0 when nothing was found; the label
 * names the types.
 */
public final class PiiEvaluator implements Evaluator {
  public static final String ID = "pii";
  private static final String OUTPUT = "pii";
  private static final String INPUT = "pii_input";

  private static final EvaluatorDescriptor DESCRIPTOR =
      new EvaluatorDescriptor(
          ID,
          "2",
          "",
          Tier.INLINE,
          EvaluationScope.CALL,
          Set.of(Need.REPLY_TEXT, Need.USER_TEXT),
          List.of(
              Dimension.degree(
                  OUTPUT,
                  "safety",
                  Scale.PROBABILITY,
                  Polarity.HIGHER_IS_WORSE,
                  false,
                  "Personal data of a known form stands in the answer."),
              Dimension.degree(
                  INPUT,
                  "safety",
                  Scale.PROBABILITY,
                  Polarity.HIGHER_IS_WORSE,
                  false,
                  "Personal data of a known form stands in the user's newest message.")),
          Duration.ofMillis(1));

  private final PiiDetector detector = new PiiDetector();

  @Override
  public EvaluatorDescriptor descriptor() {
    return DESCRIPTOR;
  }

  @Override
  public void evaluate(EvalContext in, ScoreSink out) {
    CallTexts texts = CallTexts.of(in);
    if (texts.answer().original().isBlank() || in.call().embedding()) {
      out.without(OUTPUT, ScoreStatus.NOT_APPLICABLE, NoAnswer.reason(in.call()));
    } else {
      judge(OUTPUT, "output", texts.answer(), out);
    }
    if (texts.userSpokeLast()) {
      judge(INPUT, "input", texts.question(), out);
    } else {
      out.without(INPUT, ScoreStatus.NOT_APPLICABLE, "the newest message is not a user's");
    }
  }

  private void judge(String dimension, String source, TextView text, ScoreSink out) {
    List<Finding> findings = detector.find(text);
    if (findings.isEmpty()) {
      out.ok(dimension, 0, "", "none found");
      return;
    }
    double degree = 0;
    EnumSet<PiiType> types = EnumSet.noneOf(PiiType.class);
    List<Evidence> evidence = new ArrayList<>(findings.size());
    for (Finding finding : findings) {
      degree = Math.max(degree, finding.degree());
      types.add(finding.type());
      evidence.add(
          new Evidence(
              source,
              text.offset(finding.start()),
              text.offset(finding.end() - 1) + 1,
              finding.type().label()));
    }
    String label = String.join(",", types.stream().map(PiiType::label).toList());
    out.ok(
        dimension,
        degree,
        label,
        "Found " + findings.size() + " of type " + label + ".",
        degree,
        evidence);
  }
}
