// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.heads;

import dev.plumbline.evaluators.embedding.Depth;
import dev.plumbline.evaluators.heads.LinearFit.Loss;
import java.util.List;
import java.util.Map;

/**
 * How one head is trained.
 *
 * @param files of training rows, relative to the data folder, with the field of each row that is
 *     read
 * @param targets label to target; labels that are missing here are left out. Empty when the label
 *     is the target itself
 * @param balance whether both sides shall count as much as each other
 * @param yes label of values of 0.5 and above
 */
record HeadTask(
    String dimension,
    HeadText text,
    Depth depth,
    List<String> features,
    Map<String, String> files,
    Map<String, Double> targets,
    Loss loss,
    boolean balance,
    String yes,
    String no) {

  /** One labelled text. */
  record Row(String text, double target, String group) {}

  /** The heads that ship with the product. */
  static List<HeadTask> builtIn() {
    return List.of(
        answers(
            "refusal",
            List.of(),
            Map.of("refusal/xstest.train.jsonl", "response"),
            Map.of("full_refusal", 1.0, "partial_refusal", 1.0, "full_compliance", 0.0),
            "refusal",
            "answered"),
        answers(
            "toxicity",
            List.of(),
            Map.of("toxicity/davidson.train.jsonl", "text"),
            Map.of("hate", 1.0, "offensive", 1.0, "neither", 0.0),
            "toxic",
            "not_toxic"),
        new HeadTask(
            "user_sentiment",
            HeadText.QUESTION,
            Depth.FULL,
            List.of(),
            Map.of("emotion/goemotions.train.jsonl", "text"),
            Map.of("positive", 1.0, "negative", 0.0, "mixed", 0.5, "neutral", 0.5),
            Loss.LOGISTIC,
            true,
            "positive",
            "negative"),
        new HeadTask(
            "politeness",
            HeadText.ANSWER,
            Depth.MIDDLE,
            List.of(),
            Map.of("politeness/stanford-wiki.train.jsonl", "text"),
            Map.of(),
            Loss.SQUARED,
            false,
            "polite",
            "impolite"),
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
      Map<String, String> files,
      Map<String, Double> targets,
      String yes,
      String no) {
    return new HeadTask(
        dimension,
        HeadText.ANSWER,
        Depth.MIDDLE,
        features,
        files,
        targets,
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
        Map.of("persona/" + trait + ".train.jsonl", "text"),
        Map.of("1", whenLabelled, "0", 1 - whenLabelled),
        yes,
        no);
  }
}
