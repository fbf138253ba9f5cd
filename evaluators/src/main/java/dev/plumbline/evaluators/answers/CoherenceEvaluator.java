// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.answers;

import dev.plumbline.evaluators.text.CallTexts;
import dev.plumbline.evaluators.text.NoAnswer;
import dev.plumbline.model.genai.FinishReason;
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
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Whether an answer hangs together: loops and repetitions, a sentence beside its denial, an end in
 * the middle, leftovers of templates, garbled letters. It finds what is broken, not what is poorly
 * argued.
 */
public final class CoherenceEvaluator implements Evaluator {
  public static final String ID = "coherence_marks";
  private static final String DIMENSION = "coherence";

  private static final EvaluatorDescriptor DESCRIPTOR =
      new EvaluatorDescriptor(
          ID,
          "1",
          "",
          Tier.POOLED,
          EvaluationScope.CALL,
          Set.of(Need.REPLY_TEXT),
          List.of(
              Dimension.degree(
                  DIMENSION,
                  "quality",
                  Scale.PROBABILITY,
                  Polarity.HIGHER_IS_BETTER,
                  false,
                  "How far the answer hangs together: free of loops, contradictions, broken ends,"
                      + " leftovers and garbled letters.")),
          Duration.ofMillis(10));

  @Override
  public EvaluatorDescriptor descriptor() {
    return DESCRIPTOR;
  }

  @Override
  public void evaluate(EvalContext in, ScoreSink out) {
    if (NoAnswer.report(in, out, DESCRIPTOR)) {
      return;
    }
    boolean cutShort = in.call().finish().filter(f -> f == FinishReason.LENGTH).isPresent();
    List<Coherence.Mark> marks =
        Coherence.of(CallTexts.of(in).answer().original(), cutShort).stream()
            .sorted(Comparator.comparingDouble(Coherence.Mark::severity).reversed())
            .toList();
    double value = Coherence.value(marks);
    out.ok(
        DIMENSION,
        value,
        value >= 0.5 ? "coherent" : marks.getFirst().rule(),
        marks.isEmpty()
            ? "No mark of a broken text."
            : marks.stream()
                .map(Coherence.Mark::rule)
                .collect(Collectors.joining(", ", "Marks: ", ".")),
        Math.abs(value - 0.5) * 2,
        marks.stream()
            .filter(mark -> mark.end() > 0)
            .map(mark -> new Evidence("output", mark.start(), mark.end(), mark.rule()))
            .toList());
  }
}
