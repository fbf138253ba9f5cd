// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.user;

import dev.plumbline.evaluators.sentiment.Valences;
import dev.plumbline.evaluators.text.CallTexts;
import dev.plumbline.evaluators.text.OtherLanguage;
import dev.plumbline.evaluators.text.PhraseGroup;
import dev.plumbline.evaluators.text.TextView;
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
import dev.plumbline.model.score.ScoreStatus;
import dev.plumbline.model.score.Tier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the user's newest message says about the conversation: its mood, how content the user is,
 * and whether it corrects, repeats or goes on from what was before. Not applicable in the steps of
 * a tool loop, where no user spoke.
 */
public final class UserSignalsEvaluator implements Evaluator, UsesPhrases, UsesWordNotes {
  public static final String ID = "user_signals";
  private static final String SENTIMENT = "user_sentiment";
  private static final String SATISFACTION = "user_satisfaction";
  private static final String FRUSTRATION = "user_frustration";
  private static final String THANKS = "user_thanks";
  private static final String CORRECTION = "user_correction";
  private static final String REPHRASE = "user_rephrase";
  private static final String FOLLOW_UP = "user_follow_up";

  private static final double POSITIVE = 0.6;
  private static final double NEGATIVE = 0.4;

  private final SignalRules signals = new SignalRules();
  private final CorrectionRules corrections = new CorrectionRules();
  private final EvaluatorDescriptor descriptor =
      new EvaluatorDescriptor(
          ID,
          "2",
          signals.hash() + "/" + corrections.hash(),
          Tier.INLINE,
          EvaluationScope.TURN,
          Set.of(Need.USER_TEXT, Need.PREV_TURN),
          List.of(
              degree(
                  SENTIMENT,
                  Polarity.HIGHER_IS_BETTER,
                  "Mood of the user's newest message: 0 negative, 0.5 neutral, 1 positive."),
              degree(
                  SATISFACTION,
                  Polarity.HIGHER_IS_BETTER,
                  "How content the user's newest message shows the user to be with the assistant:"
                      + " 0.5 for an ordinary request."),
              degree(
                  FRUSTRATION,
                  Polarity.HIGHER_IS_WORSE,
                  "How far the newest message shows annoyance: complaints, capitals, repeated"
                      + " marks."),
              degree(THANKS, Polarity.HIGHER_IS_BETTER, "The newest message thanks."),
              degree(
                  CORRECTION,
                  Polarity.HIGHER_IS_WORSE,
                  "How far the user's newest message corrects or repeats against the answer"
                      + " before; 0.5 and above is a correction."),
              degree(
                  REPHRASE,
                  Polarity.HIGHER_IS_WORSE,
                  "Words in common with the user's message before (Jaccard index); 0.5 and above"
                      + " asks the same again."),
              degree(
                  FOLLOW_UP,
                  Polarity.NEUTRAL,
                  "How far the newest message goes on from the answer before.")),
          Duration.ofMillis(1));

  private static Dimension degree(String name, Polarity polarity, String description) {
    return Dimension.degree(name, "user", Scale.PROBABILITY, polarity, false, description);
  }

  @Override
  public EvaluatorDescriptor descriptor() {
    return descriptor;
  }

  @Override
  public List<PhraseGroup> phraseGroups() {
    List<PhraseGroup> all = new ArrayList<>(corrections.phraseGroups());
    all.addAll(signals.phraseGroups());
    return all;
  }

  @Override
  public List<WordNote<?>> wordNotes() {
    return List.of(Valences.NOTE);
  }

  @Override
  public void evaluate(EvalContext in, ScoreSink out) {
    CallTexts texts = CallTexts.of(in);
    if (in.call().embedding() || !texts.userSpokeLast()) {
      String reason =
          in.call().embedding()
              ? "embeddings are no conversation"
              : "the newest message is not a user's";
      for (Dimension dimension : descriptor.dimensions()) {
        out.without(dimension.name(), ScoreStatus.NOT_APPLICABLE, reason);
      }
      return;
    }
    if (OtherLanguage.ofQuestion(in, out, descriptor)) {
      return;
    }
    TextView message = texts.question();
    double[] read = signals.read(message);
    double mood = signals.mood(read);
    degree(
        out,
        SENTIMENT,
        mood,
        mood >= POSITIVE ? "positive" : mood <= NEGATIVE ? "negative" : "neutral");
    boolean later = texts.hasEarlierAnswer() || in.call().turn().orElse(2) > 1;
    TextView previous = texts.previousQuestion();
    double repeated = later ? CorrectionRules.common(message, previous) : 0;
    Optional<CorrectionRules.Finding> correction =
        later ? Optional.of(corrections.judge(message, repeated)) : Optional.empty();
    double corrected = correction.map(CorrectionRules.Finding::value).orElse(0.0);
    degree(out, SATISFACTION, signals.satisfaction(message, read, corrected, repeated), "");
    degree(out, FRUSTRATION, signals.frustration(message, read, corrected), "");
    out.ok(THANKS, signals.thanks(message), "", "by its words");
    if (correction.isEmpty()) {
      String reason = "nothing was answered before the first message";
      out.without(CORRECTION, ScoreStatus.NOT_APPLICABLE, reason);
      out.without(REPHRASE, ScoreStatus.NOT_APPLICABLE, reason);
      out.without(FOLLOW_UP, ScoreStatus.NOT_APPLICABLE, reason);
      return;
    }
    CorrectionRules.Finding finding = correction.get();
    out.ok(
        CORRECTION,
        finding.value(),
        finding.label(),
        finding.explanation(),
        Math.abs(finding.value() - 0.5) * 2,
        finding.evidence());
    if (previous.wordCount() == 0) {
      out.without(REPHRASE, ScoreStatus.NOT_APPLICABLE, "no message of the user before this one");
    } else {
      degree(out, REPHRASE, repeated, "");
    }
    degree(out, FOLLOW_UP, signals.followUp(message), "");
  }

  private static void degree(ScoreSink out, String dimension, double value, String label) {
    out.ok(dimension, value, label, "by its words", Math.abs(value - 0.5) * 2, List.of());
  }
}
