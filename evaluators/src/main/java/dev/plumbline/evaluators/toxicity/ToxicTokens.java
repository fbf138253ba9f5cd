// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.toxicity;

import dev.plumbline.evaluators.text.HashedWeights;
import dev.plumbline.evaluators.text.TextView;
import dev.plumbline.evaluators.text.TextView.Notes;
import java.util.Arrays;

/**
 * The words of a text as people write them who hide them: digits and signs in place of letters,
 * letters repeated, letters with blanks between them. Cut into stretches of a few sentences, of
 * which each gives numbered features: words, pairs, four letters at a time, and the order of word
 * classes. One thread.
 */
final class ToxicTokens {
  /** A token, with what its letters alone give. Immutable. */
  static final class Token {
    private final int hash;
    private final int wordClass;

    /** The first letter; 0 where the token has none or more than one. */
    private final char single;

    private final int weight;

    /** Sum of the weights of its four letters at a time, and how many of these it has. */
    private final int gramSum;

    private final int grams;

    private Token(char[] plain, int length, ToxicityModel model) {
      WordClasses classes = model.classes();
      HashedWeights weights = model.weights();
      int itsHash = 0;
      for (int k = 0; k < length; k++) {
        itsHash = itsHash * 31 + plain[k];
      }
      int itsClass = classes.of(itsHash);
      if (itsClass == WordClasses.NONE && length > 3 && plain[length - 1] == 's') {
        int singular = 0;
        for (int k = 0; k < length - 1; k++) {
          singular = singular * 31 + plain[k];
        }
        itsClass = classes.of(singular);
      }
      hash = itsHash;
      wordClass = itsClass;
      single = length == 1 ? plain[0] : 0;
      weight = weights.weight(itsHash);
      grams = Math.max(0, length + 3 - GRAM);
      int sum = 0;
      for (int i = 0; i < grams; i++) {
        int gram = 7;
        for (int k = i - 1; k < i - 1 + GRAM; k++) {
          gram = gram * 31 + (k < 0 ? '<' : k == length ? '>' : plain[k]);
        }
        sum += weights.weight(gram * 0x2545F491);
      }
      gramSum = sum;
    }
  }

  /** The units of a token as they stand in the text. */
  private static final class Raw {
    private final char[] units = new char[MAX_TOKEN];
    private final char[] plain = new char[MAX_TOKEN];
    private int length;
    private boolean letter;

    void clear() {
      length = 0;
      letter = false;
    }

    void add(char c) {
      letter |= letter(c);
      if (c != '\'' && length < MAX_TOKEN) {
        units[length++] = c;
      }
    }

    Token token(ToxicityModel model) {
      return new Token(plain, letter ? plain() : 0, model);
    }

    /** Signs back to letters, runs of three and more to one; returns the new length. */
    private int plain() {
      int out = 0;
      int run = 1;
      for (int k = 0; k < length; k++) {
        char c = letterOf(units[k]);
        if (out > 0 && plain[out - 1] == c) {
          run++;
          if (run == 3) {
            out--;
          }
          if (run >= 3) {
            continue;
          }
        } else {
          run = 1;
        }
        plain[out++] = c;
      }
      return out;
    }
  }

  /** The token that a word makes which no sign and no other letter follows. */
  static Token token(String word, ToxicityModel model) {
    Raw raw = new Raw();
    for (int i = 0; i < word.length(); i++) {
      raw.add(word.charAt(i));
    }
    return raw.token(model);
  }

  private static final byte SIGN = 1;
  private static final byte DIGIT = 2;
  private static final byte LETTER = 3;
  private static final byte[] ASCII = new byte[128];

  static {
    for (char c = 0; c < ASCII.length; c++) {
      if (Character.isLetter(c)) {
        ASCII[c] = LETTER;
      } else if (Character.isDigit(c)) {
        ASCII[c] = DIGIT;
      } else if ("'@$!*|".indexOf(c) >= 0) {
        ASCII[c] = SIGN;
      }
    }
  }

  private static final int MAX_TOKEN = 30;
  private static final int ENOUGH = 24;
  private static final int MAX_STRETCH = 48;
  private static final int CLASS_SALT = 0x51ED270B;
  private static final int GRAM = 4;

  private final TextView text;
  private final ToxicityModel model;
  private final HashedWeights weights;
  private Token[] tokens;
  private int[] starts;

  /** True where a sentence ends before the token. */
  private boolean[] fresh;

  private int count;

  /** Tokens of one letter in a row, and the first of them; negative when there are none. */
  private int singles;

  private int singlesFrom;
  private int lastEnd = -9;

  ToxicTokens(TextView text, ToxicityModel model) {
    this.text = text;
    this.model = model;
    this.weights = model.weights();
    int room = text.wordCount() + 16;
    tokens = new Token[room];
    starts = new int[room];
    fresh = new boolean[room];
    cut();
  }

  int count() {
    return count;
  }

  /** Behind the last token of the stretch that begins at a token. */
  int stretchEnd(int from) {
    int end = from;
    while (end < count && end - from < MAX_STRETCH) {
      end++;
      if (end - from >= ENOUGH && end < count && fresh[end]) {
        break;
      }
    }
    return end;
  }

  int classAt(int token) {
    return tokens[token].wordClass;
  }

  private boolean sentenceEnds(int start) {
    for (int i = start - 1; i >= 0 && i > start - 5; i--) {
      char c = text.charAt(i);
      if (c == '.' || c == '!' || c == '?' || c == '\n') {
        return true;
      }
    }
    return false;
  }

  /** The weighted sum of one stretch, bias included. */
  double sum(int from, int to) {
    long words = 0;
    int wordCount = 0;
    long letters = 0;
    int letterCount = 0;
    for (int w = from; w < to; w++) {
      Token token = tokens[w];
      words += token.weight;
      wordCount++;
      if (w > from) {
        words += weights.weight(HashedWeights.pair(tokens[w - 1].hash, token.hash));
        wordCount++;
      }
      if (w > from + 1) {
        words += weights.weight(HashedWeights.gapped(tokens[w - 2].hash, token.hash));
        wordCount++;
      }
      letters += token.gramSum;
      letterCount += token.grams;
    }
    return weights.bias() + part(words, wordCount) + part(letters, letterCount) + classes(from, to);
  }

  private double part(long sum, int features) {
    return features == 0 ? 0 : sum / (weights.scale() * Math.sqrt(features));
  }

  /** Single classes, and up to three classes that follow each other, words of no class left out. */
  private double classes(int from, int to) {
    int one = 0;
    int two = 0;
    int three = 0;
    long sum = 0;
    int features = 0;
    for (int w = from; w < to; w++) {
      if (w > from && fresh[w]) {
        three = two;
        two = one;
        one = 31;
        sum += weights.weight(CLASS_SALT * (two * 1024 + one));
        features++;
      }
      int kind = tokens[w].wordClass;
      if (kind == WordClasses.NONE) {
        continue;
      }
      sum += weights.weight(CLASS_SALT * kind);
      features++;
      if (one != 0) {
        sum += weights.weight(CLASS_SALT * (one * 1024 + kind));
        features++;
      }
      if (two != 0) {
        sum += weights.weight(CLASS_SALT * (two * 1024 * 1024 + one * 1024 + kind));
        sum += weights.weight(CLASS_SALT * (two * 1024 + kind) + 77);
        features += 2;
      }
      if (three != 0) {
        sum += weights.weight(CLASS_SALT * ((three * 32 + two) * 32768 + one * 32 + kind) + 991);
        features++;
      }
      three = two;
      two = one;
      one = kind;
    }
    return part(sum, features);
  }

  /** Every letter and digit belongs to some word of the text; signs may tie words together. */
  private void cut() {
    Notes<Token> notes = text.notes(model.tokens());
    int n = text.length();
    int words = text.wordCount();
    Raw raw = new Raw();
    int i = 0;
    for (int word = 0; word < words; word++) {
      int end = text.wordEnd(word);
      int start = Math.max(i, text.wordStart(word));
      if (start == text.wordStart(word) && alone(start, end)) {
        take(start, end, notes.of(word));
        i = end;
        continue;
      }
      i = start;
      while (i < end) {
        if (!wordUnit(text.charAt(i))) {
          i++;
          continue;
        }
        start = i;
        raw.clear();
        while (i < n && (wordUnit(text.charAt(i)) || inner(i, n))) {
          raw.add(text.charAt(i));
          i++;
        }
        take(start, i, raw.token(model));
      }
    }
    if (singles >= 2) {
      join(singlesFrom);
    }
  }

  /** True when the word is one token: nothing ties it to what follows, and nothing parts it. */
  private boolean alone(int start, int end) {
    if (end < text.length()) {
      char next = text.charAt(end);
      if (wordUnit(next) || inner(end, text.length())) {
        return false;
      }
    }
    return !text.has('_') || !underscore(start, end);
  }

  private boolean underscore(int start, int end) {
    for (int i = start; i < end; i++) {
      if (text.charAt(i) == '_') {
        return true;
      }
    }
    return false;
  }

  private void take(int start, int end, Token token) {
    if (token.single != 0 && start == lastEnd + 1) {
      singles++;
    } else {
      if (singles >= 2) {
        join(singlesFrom);
      }
      singles = token.single != 0 ? 0 : -1000;
      singlesFrom = count;
    }
    lastEnd = end;
    add(start, token);
  }

  /** Letters of tokens from {@code first} on put together, as one token in their place. */
  private void join(int first) {
    char[] joined = new char[MAX_TOKEN];
    int length = 0;
    for (int w = first; w < count && length < MAX_TOKEN; w++) {
      joined[length++] = tokens[w].single;
    }
    count = first;
    add(starts[first], new Token(joined, length, model));
  }

  private void add(int start, Token token) {
    if (count == tokens.length) {
      int room = count * 2;
      tokens = Arrays.copyOf(tokens, room);
      starts = Arrays.copyOf(starts, room);
      fresh = Arrays.copyOf(fresh, room);
    }
    tokens[count] = token;
    starts[count] = start;
    fresh[count] = sentenceEnds(start);
    count++;
  }

  private static char letterOf(char c) {
    return switch (c) {
      case '0' -> 'o';
      case '1', '!', '|' -> 'i';
      case '3' -> 'e';
      case '4', '@' -> 'a';
      case '5', '$' -> 's';
      case '7' -> 't';
      default -> c;
    };
  }

  private static boolean wordUnit(char c) {
    return c < ASCII.length ? ASCII[c] >= DIGIT : Character.isLetterOrDigit(c);
  }

  private static boolean letter(char c) {
    return c < ASCII.length ? ASCII[c] == LETTER : Character.isLetter(c);
  }

  /** A sign inside a word. */
  private boolean inner(int i, int n) {
    char c = text.charAt(i);
    return c < ASCII.length && ASCII[c] == SIGN && i + 1 < n && wordUnit(text.charAt(i + 1));
  }
}
