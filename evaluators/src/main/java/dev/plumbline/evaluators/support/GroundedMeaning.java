// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.support;

import dev.plumbline.evaluators.heads.NamedWeights;
import dev.plumbline.model.hash.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Faithfulness and completeness with embeddings: the inline rules' numbers, corrected by what the
 * meaning of the sentences says. Thread-safe.
 */
final class GroundedMeaning {
  private static final List<String> DATA =
      List.of(
          "/grounding/faithfulness-text.txt",
          "/grounding/faithfulness-dialogue.txt",
          "/grounding/completeness.txt",
          "/grounding/antonyms.txt",
          "/grounding/aliases.txt");

  private static final List<String> FAITHFULNESS =
      List.of(
          "rule_log_odds",
          "names_missing",
          "numbers_missing",
          "cosine_sentence",
          "cosine_window",
          "opposite",
          "names_exchanged",
          "seam");
  private static final List<String> COMPLETENESS =
      List.of("coverage_salient", "coverage_sentences", "length_ratio", "back_cosine");

  /** Sentences of an answer that are embedded: those that the rule finds weakest. */
  private static final int MOST_CLAIMS = 16;

  /** What a sentence that is not embedded is taken to be like: typical of supported ones. */
  private static final SentenceMeaning USUAL = new SentenceMeaning(0.85, 0.85, 0, 0, 0);

  private final NamedWeights text = NamedWeights.read(DATA.get(0), FAITHFULNESS);
  private final NamedWeights dialogue = NamedWeights.read(DATA.get(1), FAITHFULNESS);
  private final NamedWeights complete = NamedWeights.read(DATA.get(2), COMPLETENESS);

  /**
   * How an answer is supported.
   *
   * @param degree 0 to 1: half the mean of its sentences, half the least supported one
   * @param worst the least supported sentence
   * @param worstDegree 0 to 1
   * @param reason what speaks most against that sentence
   */
  record Support(double degree, SentenceSupport worst, double worstDegree, String reason) {}

  /** Of an answer that claims something. */
  Support support(
      String answer, SupportFeatures rules, Source source, Function<String, float[]> vectors) {
    List<SentenceSupport> claims = rules.claims();
    List<Integer> weakest =
        IntStream.range(0, claims.size())
            .boxed()
            .sorted(
                Comparator.comparingDouble((Integer i) -> claims.get(i).degree())
                    .thenComparing(Comparator.naturalOrder()))
            .limit(source.isStructured() ? 0 : MOST_CLAIMS)
            .toList();
    List<SentenceMeaning> meanings = new ArrayList<>();
    for (int i = 0; i < claims.size(); i++) {
      SentenceSupport claim = claims.get(i);
      meanings.add(
          weakest.contains(i)
              ? SentenceMeaning.read(answer.substring(claim.start(), claim.end()), source, vectors)
              : USUAL);
    }
    double sum = 0;
    double lowest = 2;
    int worst = 0;
    for (int i = 0; i < claims.size(); i++) {
      double degree = degree(claims.get(i), meanings.get(i), source);
      sum += degree;
      if (degree < lowest) {
        lowest = degree;
        worst = i;
      }
    }
    return new Support(
        0.5 * sum / claims.size() + 0.5 * lowest,
        claims.get(worst),
        lowest,
        reason(claims.get(worst), meanings.get(worst)));
  }

  /** 0 to 1; of data in JSON, which reads like no sentence, the rule's. */
  double degree(SentenceSupport rule, SentenceMeaning meaning, Source source) {
    double degree = rule.degree();
    if (source.isStructured()) {
      return degree;
    }
    double inside = Math.clamp(degree, 1e-4, 1 - 1e-4);
    double odds = Math.clamp(StrictMath.log(inside / (1 - inside)), -6, 6);
    NamedWeights weights = source.isDialogue() ? dialogue : text;
    return NamedWeights.probability(
        weights.sum(
            new double[] {
              odds / 3,
              rule.namesMissing(),
              rule.numbersMissing(),
              meaning.cosine(),
              meaning.window(),
              meaning.opposite(),
              meaning.exchanged(),
              meaning.seam()
            }));
  }

  /** Hash of all data that the degrees come from. */
  static String hash() {
    try {
      MessageDigest all = Sha256.start();
      for (String file : DATA) {
        try (InputStream in = GroundedMeaning.class.getResourceAsStream(file)) {
          if (in == null) {
            throw new IllegalStateException(file + " is missing from the jar");
          }
          all.update(in.readAllBytes());
        }
      }
      return HexFormat.of().formatHex(all.digest(), 0, 6);
    } catch (IOException e) {
      throw new UncheckedIOException("data of faithfulness cannot be read", e);
    }
  }

  private static String reason(SentenceSupport rule, SentenceMeaning meaning) {
    if (rule.numbersMissing() > 0 || rule.namesMissing() > 0) {
      return rule.reason();
    }
    if (meaning.opposite() > 0) {
      return "opposite_of_source";
    }
    if (meaning.seam() > 0) {
      return "parts_of_different_places";
    }
    return rule.reason();
  }

  /** 0 to 1; data in JSON are covered as the rule says. */
  double completeness(
      String answer, Source source, String question, Function<String, float[]> vectors) {
    CompletenessFeatures rules = CompletenessFeatures.read(answer, source, question);
    if (source.isStructured()) {
      return rules.degree();
    }
    double[] values = rules.values();
    double sum =
        complete.sum(
            new double[] {
              values[CompletenessFeatures.NAMES.indexOf("coverage_salient")],
              values[CompletenessFeatures.NAMES.indexOf("coverage_sentences")],
              values[CompletenessFeatures.NAMES.indexOf("length_ratio")],
              CoverageMeaning.read(answer, source, vectors).back()
            });
    return NamedWeights.probability(sum) * (0.6 + 0.4 * rules.asked());
  }
}
