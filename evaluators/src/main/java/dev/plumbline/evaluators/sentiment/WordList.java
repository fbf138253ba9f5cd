// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.sentiment;

import dev.plumbline.evaluators.sentiment.SentimentWords.Word;
import dev.plumbline.evaluators.text.WordMemo;
import java.util.Arrays;

/**
 * A text cut at white space, each word without the punctuation around it, and what is known of each
 * word. What is two characters or shorter keeps its punctuation: it may be an emoticon. One thread.
 */
final class WordList {
  private final char[] buffer = new char[WordMemo.LONGEST];
  private Token[] words = new Token[32];
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
      int hash = 0;
      while (i < n && !space(text.charAt(i))) {
        hash = hash * 31 + text.charAt(i);
        i++;
      }
      if (i > start) {
        add(token(text, start, i, hash, known));
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
    return words[i].word;
  }

  /** True when every letter of the word is a capital and there is one. */
  boolean capitals(int i) {
    return words[i].capitals;
  }

  boolean negates(int i) {
    return words[i].negates;
  }

  /** True when some words are in capitals, but not all. */
  boolean someCapitals() {
    return capitalWords > 0 && capitalWords < size;
  }

  /** True when any word of the range belongs to an idiom. */
  boolean inIdiom(int from, int to) {
    for (int i = Math.max(0, from); i <= Math.min(to, size - 1); i++) {
      if (words[i].word.idiomWord()) {
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
      if (!words[first + i].word.is(expected.get(i))) {
        return false;
      }
    }
    return true;
  }

  /** What stands between white space, with what is known of it. Immutable. */
  static final class Token extends WordMemo.Word {
    private final Word word;
    private final boolean capitals;
    private final boolean negates;

    private Token(char[] text, int length, int hash, Word word, boolean capitals, boolean negates) {
      super(text, 0, length, hash);
      this.word = word;
      this.capitals = capitals;
      this.negates = negates;
    }
  }

  private void add(Token token) {
    if (size == words.length) {
      words = Arrays.copyOf(words, size * 2);
    }
    words[size] = token;
    capitalWords += token.capitals ? 1 : 0;
    size++;
  }

  private Token token(String text, int from, int to, int hash, SentimentWords known) {
    if (to - from > WordMemo.LONGEST) {
      return made(text, from, to, hash, 0, known);
    }
    text.getChars(from, to, buffer, 0);
    Token token = known.memo().find(buffer, 0, to - from, hash);
    if (token == null) {
      token = made(text, from, to, hash, to - from, known);
      known.memo().put(token);
    }
    return token;
  }

  /**
   * @param kept of the token's units, those that it is known by
   */
  private Token made(String text, int from, int to, int hash, int kept, SentimentWords known) {
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
    Word word = known.find(text, start, stop);
    return new Token(
        buffer,
        kept,
        hash,
        word,
        allCapitals(text, start, stop),
        word.negates() || contractedNot(text, start, stop));
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
