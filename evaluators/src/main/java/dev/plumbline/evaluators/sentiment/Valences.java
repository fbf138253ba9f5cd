// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.sentiment;

import dev.plumbline.evaluators.text.TextView;
import dev.plumbline.evaluators.text.TextView.Notes;
import dev.plumbline.evaluators.text.WordNote;

/** Valence of single words by the lexicon of VADER. Thread-safe. */
public final class Valences {
  /** The valence of a folded word. */
  public static final WordNote<Double> NOTE =
      new WordNote<>("valence", word -> new Valences().of(word, 0, word.length()));

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

  /**
   * The same of a word of a text. The lexicon is asked for the word as it was written: folding
   * makes plain apostrophes of others, of which the lexicon does not know.
   *
   * @param notes of {@link #NOTE} for this text
   */
  public double of(TextView text, Notes<Double> notes, int word) {
    if (text.caseOnly(word)) {
      return notes.of(word);
    }
    int start = text.offset(text.wordStart(word));
    return of(text.original(), start, start + text.wordEnd(word) - text.wordStart(word));
  }
}
