// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.sentiment;

import dev.plumbline.evaluators.heads.TextFeatures;
import dev.plumbline.evaluators.text.PhraseFile;
import dev.plumbline.evaluators.text.PhraseGroup;
import dev.plumbline.evaluators.text.TextView;
import dev.plumbline.evaluators.text.TextView.Hits;
import dev.plumbline.evaluators.text.TextView.Notes;
import dev.plumbline.evaluators.text.UsesPhrases;
import dev.plumbline.evaluators.text.UsesWordNotes;
import dev.plumbline.evaluators.text.WordNote;
import java.util.ArrayList;
import java.util.List;

/**
 * Numbers on the mood of an English text: VADER, words of opinions, words and pairs of words
 * weighed on labelled comments, with the scope of negations and the turn at "but". All lie between
 * -1 and 1. Thread-safe.
 */
public final class SentimentFeatures implements TextFeatures, UsesPhrases, UsesWordNotes {
  public static final String ID = "sentiment_words";

  private static final int MAX_WORDS = 400;
  private static final int SCOPE = 4;

  /** What a negation leaves of a positive word ("not good"), and of a negative one ("not bad"). */
  private static final double TURNED_GOOD = -0.7;

  private static final double TURNED_BAD = -0.3;
  private static final double BEFORE_BUT = 0.6;
  private static final double AFTER_BUT = 1.4;

  private static final List<String> NAMES =
      List.of(
          "vader",
          "weighed",
          "opinion",
          "opinion_good",
          "opinion_bad",
          "valence",
          "valence_good",
          "valence_bad",
          "last_clause",
          "strongest",
          "contrast",
          "negations",
          "exclamation",
          "question");

  private final Vader vader = new Vader();
  private final Valences valences = new Valences();

  /** One for all: phrase groups are compared by identity. */
  private static final WeightedPhrases WEIGHED = WeightedPhrases.read("/sentiment/learned.tsv");

  private static final PhraseFile FILE = PhraseFile.read("/sentiment/opinion.txt");

  private final PhraseGroup good = FILE.group("good");
  private final PhraseGroup bad = FILE.group("bad");
  private final PhraseGroup but = FILE.group("but");
  private final PhraseGroup turns = FILE.group("turns");

  @Override
  public String id() {
    return ID;
  }

  @Override
  public List<String> names() {
    return NAMES;
  }

  /** Hash of lexicon and phrases. */
  public String hash() {
    return vader.hash() + "/" + FILE.hash() + "/" + WEIGHED.hash();
  }

  @Override
  public List<PhraseGroup> phraseGroups() {
    List<PhraseGroup> all = new ArrayList<>(FILE.groups());
    all.add(WEIGHED.group());
    return all;
  }

  @Override
  public List<WordNote<?>> wordNotes() {
    return List.of(Valences.NOTE);
  }

  @Override
  public void read(TextView text, double[] out, int from) {
    int n = Math.min(text.wordCount(), MAX_WORDS);
    double[] valence = new double[n];
    String original = text.original();
    Notes<Double> notes = text.notes(Valences.NOTE);
    for (int i = 0; i < n; i++) {
      valence[i] = valences.of(text, notes, i) / 2;
    }
    boolean[] turned = turned(text, n);
    int[] opinions = {opinions(text, good, 1, valence, turned), 0};
    opinions[1] = opinions(text, bad, -1, valence, turned);
    int turnsAt = lastBut(text, n);
    double positive = 0;
    double negative = 0;
    double last = 0;
    double strongest = 0;
    for (int i = 0; i < n; i++) {
      double one = valence[i];
      if (turned[i]) {
        one *= one > 0 ? TURNED_GOOD : TURNED_BAD;
      }
      if (turnsAt > 0) {
        one *= i < turnsAt ? BEFORE_BUT : AFTER_BUT;
      }
      positive += Math.max(0, one);
      negative += Math.max(0, -one);
      if (i >= n - 12) {
        last += one;
      }
      if (Math.abs(one) > Math.abs(strongest)) {
        strongest = one;
      }
    }
    out[from] = vader.compound(original);
    out[from + 1] = squash(WEIGHED.sum(text), 3);
    out[from + 2] = squash(opinions[0] - opinions[1], 1.5);
    out[from + 3] = squash(opinions[0], 1.5);
    out[from + 4] = squash(opinions[1], 1.5);
    out[from + 5] = squash(positive - negative, 2);
    out[from + 6] = squash(positive, 2);
    out[from + 7] = squash(negative, 2);
    out[from + 8] = squash(last, 1.5);
    out[from + 9] = squash(strongest, 1.5);
    out[from + 10] = turnsAt > 0 ? 1 : 0;
    out[from + 11] = squash(text.hits(turns).count(), 2);
    out[from + 12] = text.has('!') ? 1 : 0;
    out[from + 13] = text.has('?') ? 1 : 0;
  }

  /** From -1 to 1; half way at {@code half}. */
  private static double squash(double sum, double half) {
    return sum / (Math.abs(sum) + half);
  }

  /** Words that a negation before them turns, to the end of the clause. */
  private boolean[] turned(TextView text, int n) {
    boolean[] turned = new boolean[n];
    Hits hits = text.hits(turns);
    for (int i = 0; i < hits.count(); i++) {
      int from = hits.endWord(i);
      for (int word = from; word < n && word < from + SCOPE && !clauseEnds(text, word); word++) {
        turned[word] = true;
      }
    }
    return turned;
  }

  /** True when a sign of the end of a clause stands before the word. */
  private static boolean clauseEnds(TextView text, int word) {
    int from = word == 0 ? 0 : text.wordEnd(word - 1);
    for (int i = from; i < text.wordStart(word) && i < from + 8; i++) {
      char c = text.charAt(i);
      if (c == ',' || c == '.' || c == ';' || c == '!' || c == '?' || c == '\n') {
        return true;
      }
    }
    return false;
  }

  /**
   * Puts phrases of opinion where the lexicon has nothing or the opposite; returns their number.
   */
  private static int opinions(
      TextView text, PhraseGroup group, int sign, double[] valence, boolean[] turned) {
    Hits hits = text.hits(group);
    int count = 0;
    int end = 0;
    for (int i = 0; i < hits.count(); i++) {
      int first = hits.firstWord(i);
      if (first >= end && first < valence.length) {
        count += turned[first] ? 0 : 1;
        if (valence[first] * sign < 1) {
          valence[first] = sign;
        }
      }
      end = Math.max(end, hits.endWord(i));
    }
    return count;
  }

  /** First word behind the last "but" that stands inside the text; -1 when none. */
  private int lastBut(TextView text, int n) {
    Hits hits = text.hits(but);
    for (int i = hits.count() - 1; i >= 0; i--) {
      if (hits.endWord(i) < n && hits.firstWord(i) > 0) {
        return hits.endWord(i);
      }
    }
    return -1;
  }
}
