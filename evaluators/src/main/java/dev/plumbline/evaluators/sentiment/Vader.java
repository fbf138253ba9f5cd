// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.sentiment;

import dev.plumbline.evaluators.sentiment.SentimentWords.Word;

/**
 * Valence of an English text by the rules of VADER 3.3.2 (C.J. Hutto and E.E. Gilbert, ICWSM 2014,
 * MIT), oddities included, so that its values are those of the original to four digits. Only the
 * first 300 words count: the rule for "but" is quadratic in them. Thread-safe.
 */
public final class Vader {
  private static final int MAX_WORDS = 300;
  private static final double CAPITALS = 0.733;
  private static final double NEGATION = -0.74;
  private static final double ALPHA = 15;

  private final SentimentWords known = SentimentWords.shared();

  /** Hash of lexicon and emoji. */
  public String hash() {
    return known.hash();
  }

  /** -1, very negative, to 1, very positive; 0 for a text without a word of the lexicon. */
  public double compound(String text) {
    String plain = known.withoutEmoji(text);
    WordList words = new WordList(plain, known, MAX_WORDS);
    if (words.size() == 0) {
      return 0;
    }
    double[] valences = new double[words.size()];
    boolean some = false;
    for (int i = 0; i < valences.length; i++) {
      valences[i] = valence(words, i);
      some |= valences[i] != 0;
    }
    if (!some) {
      return 0;
    }
    but(words, valences);
    double sum = 0;
    for (double valence : valences) {
      sum += valence;
    }
    double emphasis = emphasis(plain, words.end());
    if (sum > 0) {
      sum += emphasis;
    } else if (sum < 0) {
      sum -= emphasis;
    }
    return Math.clamp(sum / Math.sqrt(sum * sum + ALPHA), -1.0, 1.0);
  }

  private static double valence(WordList words, int i) {
    Word word = words.word(i);
    if (word.boost() != 0
        || (word.is("kind") && i < words.size() - 1 && words.word(i + 1).is("of"))
        || !word.listed()) {
      return 0;
    }
    double valence = word.valence();
    if (word.is("no") && i != words.size() - 1 && words.word(i + 1).listed()) {
      valence = 0;
    }
    if ((i > 0 && words.word(i - 1).is("no"))
        || (i > 1 && words.word(i - 2).is("no"))
        || (i > 2
            && words.word(i - 3).is("no")
            && (words.word(i - 1).is("or") || words.word(i - 1).is("nor")))) {
      valence = word.valence() * NEGATION;
    }
    if (words.capitals(i) && words.someCapitals()) {
      valence += valence > 0 ? CAPITALS : -CAPITALS;
    }
    for (int back = 0; back < 3; back++) {
      if (i > back && !words.word(i - back - 1).listed()) {
        double boost = boost(words, i - back - 1, valence);
        valence += back == 1 ? boost * 0.95 : back == 2 ? boost * 0.9 : boost;
        valence = negation(words, i, back, valence);
        if (back == 2) {
          valence = idioms(words, i, valence);
        }
      }
    }
    return least(words, i, valence);
  }

  private static double boost(WordList words, int i, double valence) {
    double boost = words.word(i).boost();
    if (boost == 0) {
      return 0;
    }
    if (valence < 0) {
      boost = -boost;
    }
    if (words.capitals(i) && words.someCapitals()) {
      boost += valence > 0 ? CAPITALS : -CAPITALS;
    }
    return boost;
  }

  private static double negation(WordList words, int i, int back, double valence) {
    Word one = words.word(i - 1);
    if (back == 0) {
      return words.negates(i - 1) ? valence * NEGATION : valence;
    }
    Word two = words.word(i - 2);
    boolean oneIntensive = one.is("so") || one.is("this");
    if (back == 1) {
      if (two.is("never") && oneIntensive) {
        return valence * 1.25;
      }
      if (two.is("without") && one.is("doubt")) {
        return valence;
      }
      return words.negates(i - 2) ? valence * NEGATION : valence;
    }
    Word three = words.word(i - 3);
    if ((three.is("never") && (two.is("so") || two.is("this"))) || oneIntensive) {
      return valence * 1.25;
    }
    if (three.is("without") && (two.is("doubt") || one.is("doubt"))) {
      return valence;
    }
    return words.negates(i - 3) ? valence * NEGATION : valence;
  }

  /** Called with three words before. */
  private static double idioms(WordList words, int i, double before) {
    double valence = before;
    if (words.inIdiom(i - 3, i + 2)) {
      int[][] sequences = {{i - 1, i}, {i - 2, i}, {i - 2, i - 1}, {i - 3, i - 1}, {i - 3, i - 2}};
      for (int[] range : sequences) {
        double special = words.idiom(range[0], range[1]);
        if (!Double.isNaN(special)) {
          valence = special;
          break;
        }
      }
      for (int last = i + 1; last <= i + 2 && last < words.size(); last++) {
        double special = words.idiom(i, last);
        if (!Double.isNaN(special)) {
          valence = special;
        }
      }
      valence += words.damping(i - 3) + words.damping(i - 2);
    }
    return valence;
  }

  private static double least(WordList words, int i, double valence) {
    if (i > 0 && words.word(i - 1).is("least") && !words.word(i - 1).listed()) {
      boolean kept = i > 1 && (words.word(i - 2).is("at") || words.word(i - 2).is("very"));
      return kept ? valence : valence * NEGATION;
    }
    return valence;
  }

  /**
   * What stands before "but" counts half, what stands behind it half as much again. As in the
   * original each value is looked up by its first equal in the list.
   */
  private static void but(WordList words, double[] valences) {
    int but = 0;
    while (but < words.size() && !words.word(but).is("but")) {
      but++;
    }
    if (but == words.size()) {
      return;
    }
    for (int i = 0; i < valences.length; i++) {
      int first = 0;
      while (valences[first] != valences[i]) {
        first++;
      }
      if (first < but) {
        valences[first] *= 0.5;
      } else if (first > but) {
        valences[first] *= 1.5;
      }
    }
  }

  private static double emphasis(String text, int end) {
    int exclamations = 0;
    int questions = 0;
    for (int i = 0; i < end; i++) {
      char c = text.charAt(i);
      exclamations += c == '!' ? 1 : 0;
      questions += c == '?' ? 1 : 0;
    }
    double asked = questions <= 1 ? 0 : questions <= 3 ? questions * 0.18 : 0.96;
    return Math.min(exclamations, 4) * 0.292 + asked;
  }
}
