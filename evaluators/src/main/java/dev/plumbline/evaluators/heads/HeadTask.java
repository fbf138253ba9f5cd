// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.heads;

import dev.plumbline.evaluators.embedding.Depth;
import dev.plumbline.evaluators.heads.LinearFit.Loss;
import java.util.List;
import java.util.Map;

/**
 * How one head is trained.
 *
 * @param balance whether both sides shall count as much as each other
 * @param yes label of values of 0.5 and above
 */
record HeadTask(
    String dimension,
    HeadText text,
    Depth depth,
    List<String> features,
    List<Source> sources,
    Loss loss,
    boolean balance,
    String yes,
    String no) {

  /** One labelled text. */
  record Row(String text, double target, String group) {}

  /**
   * A file of training rows.
   *
   * @param file relative to a data folder
   * @param field of each row that is read; {@code text} when the row has no such field
   * @param targets label to target; rows of other labels are left out. Empty when the label is the
   *     target itself
   */
  record Source(String file, String field, Map<String, Double> targets) {}

  private static final String TONE = "tone_markers";
  private static final String MOOD = "sentiment_words";
  private static final Map<String, Double> REFUSALS =
      Map.of("full_refusal", 1.0, "partial_refusal", 1.0, "full_compliance", 0.0);

  /** The heads that ship with the product. */
  static List<HeadTask> builtIn() {
    return List.of(
        new HeadTask(
            "refusal",
            HeadText.ANSWER,
            Depth.MIDDLE,
            List.of("refusal"),
            List.of(
                new Source("refusal/xstest.train.jsonl", "response", REFUSALS),
                new Source("refusal/own.jsonl", "response", REFUSALS)),
            Loss.LOGISTIC,
            true,
            "refusal",
            "answered"),
        new HeadTask(
            "user_sentiment",
            HeadText.QUESTION,
            Depth.FULL,
            List.of(TONE, MOOD),
            List.of(
                new Source(
                    "emotion/goemotions.train.jsonl",
                    "text",
                    Map.of("positive", 1.0, "negative", 0.0, "mixed", 0.5, "neutral", 0.5))),
            Loss.LOGISTIC,
            true,
            "positive",
            "negative"),
        new HeadTask(
            "politeness",
            HeadText.ANSWER,
            Depth.MIDDLE,
            List.of(TONE),
            List.of(new Source("politeness/stanford-wiki.train.jsonl", "text", Map.of())),
            Loss.SQUARED,
            false,
            "polite",
            "impolite"),
        new HeadTask(
            "indirect_injection",
            HeadText.SENTENCE,
            Depth.MIDDLE,
            List.of("instruction"),
            List.of(
                new Source(
                    "indirect_injection/bipia-text-attacks.train.jsonl", "text", Map.of("1", 1.0)),
                new Source(
                    "indirect_injection/bipia-code-attacks.train.jsonl", "text", Map.of("1", 1.0)),
                new Source("instructions/sentences.jsonl", "text", Map.of("1", 1.0, "0", 0.0)),
                new Source("indirect_injection/bipia-email.train.jsonl", "text", Map.of("0", 0.0)),
                new Source(
                    "refusal/xstest.train.jsonl", "response", Map.of("full_compliance", 0.0)),
                new Source("pii/presidio-synth.train.jsonl", "text", Map.of("*", 0.0)),
                new Source("politeness/stanford-wiki.train.jsonl", "text", Map.of("*", 0.0))),
            Loss.LOGISTIC,
            true,
            "instruction",
            "none"),
        trait("agreeableness", "agreeableness", 1, "agreeable", "disagreeable"),
        trait("openness", "openness", 1, "open", "closed"),
        trait("conscientiousness", "conscientiousness", 1, "conscientious", "careless"),
        trait("extraversion", "extraversion", 1, "extraverted", "introverted"),
        trait("emotional_stability", "neuroticism", 0, "stable", "unstable"),
        trait("assertiveness", "stands-its-ground", 1, "assertive", "yielding"));
  }

  private static HeadTask answers(
      String dimension,
      List<String> features,
      String file,
      Map<String, Double> targets,
      String yes,
      String no) {
    return new HeadTask(
        dimension,
        HeadText.ANSWER,
        Depth.MIDDLE,
        features,
        List.of(new Source(file, "response", targets)),
        Loss.LOGISTIC,
        true,
        yes,
        no);
  }

  private static HeadTask trait(
      String dimension, String trait, double whenLabelled, String yes, String no) {
    return answers(
        dimension,
        List.of(),
        "persona/" + trait + ".train.jsonl",
        Map.of("1", whenLabelled, "0", 1 - whenLabelled),
        yes,
        no);
  }

  /** The same head trained on a deployment's own labels, 0 to 1. */
  HeadTask onOwn(String file) {
    String field =
        text == HeadText.ANSWER ? "response" : text == HeadText.QUESTION ? "prompt" : "text";
    return new HeadTask(
        dimension,
        text,
        depth,
        features,
        List.of(new Source(file, field, Map.of())),
        loss,
        balance,
        yes,
        no);
  }
}
