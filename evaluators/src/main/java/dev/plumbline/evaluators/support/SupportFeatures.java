// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.support;

import java.util.ArrayList;
import java.util.List;

/**
 * How an answer is supported by its sources, sentence by sentence, as named numbers that can stand
 * beside embeddings in a head. The same texts give the same numbers on every platform. Immutable.
 */
public final class SupportFeatures {
  private static final int MAX_CHARS = 12 * 1024;
  private static final int MAX_SENTENCES = 60;

  /** Names of {@link #values}, in their order. */
  public static final List<String> NAMES = names();

  private final List<SentenceSupport> claims = new ArrayList<>();
  private final SentenceSupport worst;
  private final double degree;
  private final double words;

  private SupportFeatures(String response, Source source, TextFacts asked) {
    String text = response.length() > MAX_CHARS ? response.substring(0, MAX_CHARS) : response;
    for (Sentences.Range range : Sentences.of(text, MAX_SENTENCES)) {
      SentenceSupport read = SentenceSupport.read(text, range, source, asked);
      if (read.claims()) {
        claims.add(read);
      }
    }
    double sum = 0;
    SentenceSupport least = new SentenceSupport(0, 0, false, 1, 1, 1, 1, 0, 1, 0, 0, 0, 0, 0, 0, 0);
    double lowest = 1;
    for (SentenceSupport claim : claims) {
      double value = claim.degree();
      sum += value;
      if (value < lowest || !least.claims()) {
        lowest = value;
        least = claim;
      }
    }
    worst = least;
    degree = claims.isEmpty() ? 1 : 0.5 * sum / claims.size() + 0.5 * lowest;
    words = StrictMath.log1p(text.length() / 6.0) / 6;
  }

  /**
   * Reads an answer.
   *
   * @param question what was asked, whose words the answer may repeat; empty when unknown
   */
  public static SupportFeatures read(String response, Source source, String question) {
    String asked = question.length() > 4000 ? question.substring(0, 4000) : question;
    return new SupportFeatures(response, source, new TextFacts(asked));
  }

  /** True when no sentence says anything that a source could support. */
  public boolean isEmpty() {
    return claims.isEmpty();
  }

  /** The sentences that claim something, in their order. */
  List<SentenceSupport> claims() {
    return List.copyOf(claims);
  }

  public int claimCount() {
    return claims.size();
  }

  /** From 0 to 1: half the mean of the sentences, half the least supported one. */
  public double degree() {
    return degree;
  }

  /** Where the least supported sentence begins in the answer. */
  public int worstStart() {
    return worst.start();
  }

  public int worstEnd() {
    return worst.end();
  }

  /** Degree of the least supported sentence. */
  public double worstDegree() {
    return worst.degree();
  }

  /** What speaks most against that sentence. */
  public String worstReason() {
    return worst.reason();
  }

  /** The numbers, in the order of {@link #NAMES}; all finite, from 0 to about 1. */
  public double[] values() {
    int n = SentenceSupport.NAMES.size();
    double[] out = new double[NAMES.size()];
    for (SentenceSupport claim : claims) {
      double[] one = claim.values();
      for (int i = 0; i < n; i++) {
        out[i] += one[i] / claims.size();
      }
    }
    System.arraycopy(worst.values(), 0, out, n, n);
    out[2 * n] = degree;
    out[2 * n + 1] = worst.degree();
    out[2 * n + 2] = words;
    return out;
  }

  private static List<String> names() {
    List<String> out = new ArrayList<>();
    SentenceSupport.NAMES.forEach(name -> out.add("support_" + name + "_mean"));
    SentenceSupport.NAMES.forEach(name -> out.add("support_" + name + "_worst"));
    out.add("support_degree");
    out.add("support_degree_worst");
    out.add("support_log_words");
    return List.copyOf(out);
  }
}
