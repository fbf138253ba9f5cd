// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.sentiment;

/** Valence of single words by the lexicon of VADER. Thread-safe. */
public final class Valences {
  private final SentimentWords known = SentimentWords.shared();

  /** Hash of the lexicon. */
  public String hash() {
    return known.hash();
  }

  /** -4, very negative, to 4, very positive; 0 for a word that the lexicon does not list. */
  public double of(String text, int start, int end) {
    double valence = known.find(text, start, end).valence();
    return Double.isNaN(valence) ? 0 : valence;
  }
}
