// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.sentiment;

import dev.plumbline.evaluators.sentiment.SentimentWords.Word;
import java.util.Arrays;

/**
 * A text cut at white space, each word without the punctuation around it, and what is known of each
 * word. What is two characters or shorter keeps its punctuation: it may be an emoticon. One thread.
 */
final class WordList {
  private Word[] words = new Word[32];
  private boolean[] capitals = new boolean[32];
  private boolean[] negates = new boolean[32];
  private int size;
  private int end;
  private int capitalWords;

  WordList(String text, SentimentWords known, int maxWords) {
    int i = 0;
    int n = text.length();
    while (i < n && size < maxWords) {
      while (i < n && space(text.charAt(i))) {
        i++;
      }
      int start = i;
      while (i < n && !space(text.charAt(i))) {
        i++;
      }
      if (i > start) {
        add(text, start, i, known);
      }
    }
    end = size < maxWords ? n : i;
  }

  int size() {
    return size;
  }

  /** Unit behind the last word that counts. */
  int end() {
    return end;
  }

  Word word(int i) {
    return words[i];
  }

  /** True when every letter of the word is a capital and there is one. */
  boolean capitals(int i) {
    return capitals[i];
  }

  boolean negates(int i) {
    return negates[i];
  }

  /** True when some words are in capitals, but not all. */
  boolean someCapitals() {
    return capitalWords > 0 && capitalWords < size;
  }

  /** True when any word of the range belongs to an idiom. */
  boolean inIdiom(int from, int to) {
    for (int i = Math.max(0, from); i <= Math.min(to, size - 1); i++) {
      if (words[i].idiomWord()) {
        return true;
      }
    }
    return false;
  }

  /** Valence of an idiom that is exactly these words; NaN when they are none. */
  double idiom(int first, int last) {
    for (SentimentWords.Idiom idiom : SentimentWords.IDIOMS) {
      if (idiom.words().size() == last - first + 1 && same(idiom.words(), first)) {
        return idiom.valence();
      }
    }
    return Double.NaN;
  }

  /** What "kind of", "sort of" and "just enough" take off. */
  double damping(int first) {
    for (SentimentWords.Idiom idiom : SentimentWords.DAMPERS) {
      if (same(idiom.words(), first)) {
        return idiom.valence();
      }
    }
    return 0;
  }

  private boolean same(java.util.List<String> expected, int first) {
    for (int i = 0; i < expected.size(); i++) {
      if (!words[first + i].is(expected.get(i))) {
        return false;
      }
    }
    return true;
  }

  private void add(String text, int from, int to, SentimentWords known) {
    int start = from;
    int stop = to;
    while (start < stop && punctuation(text.charAt(start))) {
      start++;
    }
    while (stop > start && punctuation(text.charAt(stop - 1))) {
      stop--;
    }
    if (text.codePointCount(start, stop) <= 2) {
      start = from;
      stop = to;
    }
    if (size == words.length) {
      words = Arrays.copyOf(words, size * 2);
      capitals = Arrays.copyOf(capitals, size * 2);
      negates = Arrays.copyOf(negates, size * 2);
    }
    Word word = known.find(text, start, stop);
    words[size] = word;
    negates[size] = word.negates() || contractedNot(text, start, stop);
    capitals[size] = allCapitals(text, start, stop);
    capitalWords += capitals[size] ? 1 : 0;
    size++;
  }

  private static boolean contractedNot(String text, int start, int stop) {
    for (int i = start; i + 2 < stop; i++) {
      char n = text.charAt(i);
      if (text.charAt(i + 1) == '\''
          && (n == 'n' || n == 'N')
          && (text.charAt(i + 2) == 't' || text.charAt(i + 2) == 'T')) {
        return true;
      }
    }
    return false;
  }

  private static boolean allCapitals(String text, int start, int stop) {
    boolean any = false;
    for (int i = start; i < stop; i++) {
      char c = text.charAt(i);
      if (Character.isLowerCase(c) || Character.isTitleCase(c)) {
        return false;
      }
      any |= Character.isUpperCase(c);
    }
    return any;
  }

  private static boolean space(char c) {
    return c == ' '
        || (c <= '\r' && c >= '\t')
        || (c > 127 && spaceBeyondAscii(c))
        || (c >= 0x1c && c <= 0x1f);
  }

  private static boolean spaceBeyondAscii(char c) {
    return Character.isSpaceChar(c) || c == 0x85;
  }

  private static boolean punctuation(char c) {
    return c > ' '
        && c < 127
        && !(c >= '0' && c <= '9')
        && !(c >= 'a' && c <= 'z')
        && !(c >= 'A' && c <= 'Z');
  }
}
