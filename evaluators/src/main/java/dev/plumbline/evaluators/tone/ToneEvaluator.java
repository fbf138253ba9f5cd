// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.tone;

import dev.plumbline.evaluators.text.CallTexts;
import dev.plumbline.evaluators.text.NoAnswer;
import dev.plumbline.evaluators.text.OtherLanguage;
import dev.plumbline.evaluators.text.PhraseGroup;
import dev.plumbline.evaluators.text.UsesPhrases;
import dev.plumbline.evaluators.text.UsesWordNotes;
import dev.plumbline.evaluators.text.WordNote;
import dev.plumbline.model.score.Dimension;
import dev.plumbline.model.score.EvalContext;
import dev.plumbline.model.score.EvaluationScope;
import dev.plumbline.model.score.Evaluator;
import dev.plumbline.model.score.EvaluatorDescriptor;
import dev.plumbline.model.score.Need;
import dev.plumbline.model.score.Polarity;
import dev.plumbline.model.score.Scale;
import dev.plumbline.model.score.ScoreSink;
import dev.plumbline.model.score.Tier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How the answer is said: each dimension is the logistic function of a fixed weighted sum of {@link
 * Markers}, so that a drift of it can be told in words. Markers show style, not intent: a warm
 * answer may be wrong, a cold one kind.
 */
public final class ToneEvaluator implements Evaluator, UsesPhrases, UsesWordNotes {
  public static final String ID = "tone";
  private static final String READABILITY = "readability";
  private static final String TONE = "tone";

  private static final Map<String, String> MEANINGS =
      Map.ofEntries(
          Map.entry("curiosity", "How far the answer asks about the person: genuine questions."),
          Map.entry("warmth", "How far it shows feeling for the person: sympathy, wishes, joy."),
          Map.entry(
              "understanding",
              "How far it shows that it understands the person's feelings or shares the"
                  + " experience."),
          Map.entry("hedging", "How far it qualifies what it says: maybe, seems, I think."),
          Map.entry("formality", "How far it is written, not spoken: no contractions or slang."),
          Map.entry("politeness", "How polite it is, as readers of requests judge."),
          Map.entry("agreeableness", "How kind, trusting and cooperative it sounds."),
          Map.entry("emotional_stability", "How calm and even it sounds: 1 - neuroticism."),
          Map.entry("assertiveness", "How far it holds its ground and says what it thinks."),
          Map.entry("extraversion", "How outgoing and lively it sounds."),
          Map.entry("openness", "How open to ideas and new things it sounds."),
          Map.entry("conscientiousness", "How careful, orderly and dutiful it sounds."));

  /** Share of each dimension in {@code tone}. */
  private static final Map<String, Double> PLEASANT =
      Map.of(
          "politeness", 0.4,
          "warmth", 0.15,
          "understanding", 0.05,
          "agreeableness", 0.2,
          "emotional_stability", 0.2);

  private final Markers markers = new Markers();
  private final ToneWeights weights = new ToneWeights(markers.names());
  private final int flesch = markers.names().indexOf("flesch");
  private final double[] pleasant;
  private final EvaluatorDescriptor descriptor;

  public ToneEvaluator() {
    List<Dimension> dimensions = new ArrayList<>();
    for (String name : weights.dimensions()) {
      String meaning = MEANINGS.get(name);
      if (meaning == null) {
        throw new IllegalStateException("weights of an unknown dimension: " + name);
      }
      dimensions.add(degree(name, Polarity.NEUTRAL, false, meaning));
    }
    dimensions.add(
        degree(
            READABILITY,
            Polarity.NEUTRAL,
            true,
            "Flesch reading ease / 100: 1 very easy, 0.6 plain English, 0.3 and below difficult."));
    dimensions.add(
        degree(
            TONE,
            Polarity.HIGHER_IS_BETTER,
            false,
            "How pleasant the answer sounds: mean of politeness, agreeableness, emotional"
                + " stability, warmth and understanding."));
    pleasant =
        weights.dimensions().stream().mapToDouble(d -> PLEASANT.getOrDefault(d, 0.0)).toArray();
    descriptor =
        new EvaluatorDescriptor(
            ID,
            "1",
            markers.hash() + "/" + weights.hash(),
            Tier.INLINE,
            EvaluationScope.CALL,
            Set.of(Need.REPLY_TEXT),
            dimensions,
            Duration.ofMillis(1));
  }

  private static Dimension degree(
      String name, Polarity polarity, boolean factual, String description) {
    return Dimension.degree(name, "behaviour", Scale.PROBABILITY, polarity, factual, description);
  }

  @Override
  public EvaluatorDescriptor descriptor() {
    return descriptor;
  }

  @Override
  public List<PhraseGroup> phraseGroups() {
    return markers.phraseGroups();
  }

  @Override
  public List<WordNote<?>> wordNotes() {
    return markers.wordNotes();
  }

  @Override
  public void evaluate(EvalContext in, ScoreSink out) {
    if (NoAnswer.report(in, out, descriptor) || OtherLanguage.ofAnswer(in, out, descriptor)) {
      return;
    }
    double[] read = new double[markers.names().size()];
    markers.read(CallTexts.of(in).answer(), read, 0);
    double tone = 0;
    for (int d = 0; d < pleasant.length; d++) {
      double value = weights.value(d, read);
      tone += pleasant[d] * value;
      out.ok(
          weights.dimensions().get(d),
          value,
          "",
          weights.reason(d, read),
          Math.abs(value - 0.5) * 2,
          List.of());
    }
    out.ok(READABILITY, read[flesch], "", "Flesch reading ease by 100.");
    out.ok(TONE, tone, "", "mean of five dimensions", Math.abs(tone - 0.5) * 2, List.of());
  }
}
