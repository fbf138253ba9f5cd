// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.answers;

import dev.plumbline.evaluators.embedding.Depth;
import dev.plumbline.evaluators.embedding.Embedding;
import dev.plumbline.evaluators.heads.CallEmbeddings;
import dev.plumbline.evaluators.heads.HeadText;
import dev.plumbline.evaluators.heads.NamedWeights;
import dev.plumbline.evaluators.refusal.RefusalEvaluator;
import dev.plumbline.evaluators.text.CallTexts;
import dev.plumbline.evaluators.text.NoAnswer;
import dev.plumbline.evaluators.text.OtherLanguage;
import dev.plumbline.evaluators.text.PhraseFile;
import dev.plumbline.evaluators.text.PhraseGroup;
import dev.plumbline.evaluators.text.TextView;
import dev.plumbline.evaluators.text.UsesPhrases;
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
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Whether the answer turns to the question and gives something to act on: nearness in meaning and
 * in words, substance, against declining, sending away and only asking back. The weights are set by
 * hand; whether the help is right it does not know.
 */
public final class HelpfulnessEvaluator implements Evaluator, UsesPhrases {
  public static final String ID = "help_marks";
  private static final String HELPFULNESS = "helpfulness";
  private static final String RELEVANCE = "relevance";

  /**
   * Cosines after half of the model: below most questions with foreign answers (median 0.52), and
   * above most with their own (median 0.61; 150 pairs of XSTest).
   */
  private static final double STRANGERS = 0.46;

  private static final double PARTNERS = 0.66;

  private static final PhraseFile FILE = PhraseFile.readFolded("/answers/help.txt");

  private final PhraseGroup evasion = FILE.group("evasion");
  private final PhraseGroup asking = FILE.group("asking");
  private final PhraseGroup doing = FILE.group("doing");
  private final RefusalEvaluator refusal = new RefusalEvaluator();
  private final EvaluatorDescriptor descriptor =
      new EvaluatorDescriptor(
          ID,
          "1",
          FILE.hash() + refusal.descriptor().artifactHash(),
          Tier.POOLED,
          EvaluationScope.CALL,
          Set.of(Need.REPLY_TEXT, Need.USER_TEXT, Need.EMBEDDING),
          List.of(
              degree(RELEVANCE, "How near the answer is to the question, in meaning and in words."),
              degree(
                  HELPFULNESS,
                  "How far the answer turns to the question and gives something to act on.")),
          Duration.ofMillis(200));

  private static Dimension degree(String name, String description) {
    return Dimension.degree(
        name, "quality", Scale.PROBABILITY, Polarity.HIGHER_IS_BETTER, false, description);
  }

  @Override
  public EvaluatorDescriptor descriptor() {
    return descriptor;
  }

  @Override
  public List<PhraseGroup> phraseGroups() {
    List<PhraseGroup> groups = new ArrayList<>(FILE.groups());
    groups.addAll(refusal.phraseGroups());
    return groups;
  }

  @Override
  public void evaluate(EvalContext in, ScoreSink out) {
    CallTexts texts = CallTexts.of(in);
    if (NoAnswer.report(in, out, descriptor) || OtherLanguage.ofAnswer(in, out, descriptor)) {
      return;
    }
    if (texts.question().wordCount() == 0) {
      for (Dimension dimension : descriptor.dimensions()) {
        out.without(dimension.name(), ScoreStatus.NOT_APPLICABLE, "no user's message is known");
      }
      return;
    }
    CallEmbeddings embeddings = CallEmbeddings.of(in);
    double near =
        Embedding.cosine(
            embeddings.of(HeadText.ANSWER, Depth.MIDDLE).middle(),
            embeddings.of(HeadText.QUESTION, Depth.MIDDLE).middle());
    TextView answer = texts.answer();
    double shared = shared(texts.question(), answer);
    double meaning = Math.clamp((near - STRANGERS) / (PARTNERS - STRANGERS), 0, 1);
    double relevance = round(0.6 * meaning + 0.4 * shared);
    out.ok(
        RELEVANCE,
        relevance,
        relevance >= 0.5 ? "relevant" : "off_topic",
        String.format(Locale.ROOT, "meaning %.2f, words of the question %.2f", meaning, shared),
        Math.abs(relevance - 0.5) * 2,
        List.of());
    int words = answer.wordCount();
    double declined = refusal.degree(in).orElse(0.0);
    double sentAway = Math.min(2, answer.hits(evasion).count()) * (words < 60 ? 1 : 0.4);
    boolean onlyAsks = !answer.hits(asking).isEmpty() && words < 40;
    double acts = Math.min(4, answer.hits(doing).count()) / 4.0;
    double substance = Math.min(1, StrictMath.log1p(words) / StrictMath.log1p(60));
    double sum =
        -2.4
            + 3.2 * relevance
            + 1.6 * acts
            + 1.8 * substance
            - 4 * declined
            - 1.4 * sentAway
            - (onlyAsks ? 1.2 : 0);
    double value = round(NamedWeights.probability(sum));
    out.ok(
        HELPFULNESS,
        value,
        value >= 0.5 ? "helps" : "does_not_help",
        String.format(
            Locale.ROOT,
            "relevance %.2f, something to act on %.2f, substance %.2f, declines %.2f, sends away"
                + " %.1f%s",
            relevance,
            acts,
            substance,
            declined,
            sentAway,
            onlyAsks ? ", only asks back" : ""),
        Math.abs(value - 0.5) * 2,
        List.of());
  }

  /** Share of the question's longer words that the answer has. */
  private static double shared(TextView question, TextView answer) {
    Set<Integer> said = new HashSet<>();
    for (int i = 0; i < answer.wordCount(); i++) {
      said.add(answer.wordHash(i));
    }
    int asked = 0;
    int found = 0;
    for (int i = 0; i < question.wordCount(); i++) {
      if (question.wordEnd(i) - question.wordStart(i) > 3) {
        asked++;
        found += said.contains(question.wordHash(i)) ? 1 : 0;
      }
    }
    return asked == 0 ? 0.5 : (double) found / asked;
  }

  private static double round(double value) {
    return Math.round(1e5 * value) / 1e5;
  }
}
