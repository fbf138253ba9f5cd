// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.toxicity;

import dev.plumbline.evaluators.text.HashedWeights;
import dev.plumbline.evaluators.text.TextView;
import java.util.Arrays;

/**
 * The words of a text as people write them who hide them: digits and signs in place of letters,
 * letters repeated, letters with blanks between them. Cut into stretches of a few sentences, of
 * which each gives numbered features: words, pairs, four letters at a time, and the order of word
 * classes. One thread.
 */
final class ToxicTokens {
  /** Takes the features of one stretch; {@code block} 0 words, 1 letters, 2 classes. */
  interface Sink {
    void feature(int block, int feature);
  }

  private static final int MAX_TOKEN = 30;
  private static final int ENOUGH = 24;
  private static final int MAX_STRETCH = 48;
  private static final int CLASS_SALT = 0x51ED270B;
  private static final int GRAM = 4;

  private final TextView text;
  private final WordClasses classes;

  private final char[] token = new char[MAX_TOKEN];
  private int[] hashes = new int[64];
  private byte[] kinds = new byte[64];
  private int[] starts = new int[64];
  private int[] letterStarts = new int[64];
  private char[] letters = new char[512];
  private int count;
  private int letterCount;

  ToxicTokens(TextView text, WordClasses classes) {
    this.text = text;
    this.classes = classes;
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
      if (end - from >= ENOUGH && end < count && sentenceEnds(end)) {
        break;
      }
    }
    return end;
  }

  int classAt(int token) {
    return kinds[token];
  }

  private boolean sentenceEnds(int next) {
    for (int i = starts[next] - 1; i >= 0 && i > starts[next] - 5; i--) {
      char c = text.charAt(i);
      if (c == '.' || c == '!' || c == '?' || c == '\n') {
        return true;
      }
    }
    return false;
  }

  void features(int from, int to, Sink sink) {
    for (int w = from; w < to; w++) {
      sink.feature(0, hashes[w]);
      if (w > from) {
        sink.feature(0, HashedWeights.pair(hashes[w - 1], hashes[w]));
      }
      if (w > from + 1) {
        sink.feature(0, HashedWeights.gapped(hashes[w - 2], hashes[w]));
      }
      int begin = letterStarts[w];
      int end = w + 1 < count ? letterStarts[w + 1] : letterCount;
      for (int i = begin; i + GRAM <= end; i++) {
        int hash = 7;
        for (int k = i; k < i + GRAM; k++) {
          hash = hash * 31 + letters[k];
        }
        sink.feature(1, hash * 0x2545F491);
      }
    }
    classFeatures(from, to, sink);
  }

  /** Single classes, and up to three classes that follow each other, words of no class left out. */
  private void classFeatures(int from, int to, Sink sink) {
    int one = 0;
    int two = 0;
    int three = 0;
    for (int w = from; w < to; w++) {
      if (w > from && sentenceEnds(w)) {
        three = two;
        two = one;
        one = 31;
        sink.feature(2, CLASS_SALT * (two * 1024 + one));
      }
      int kind = kinds[w];
      if (kind == WordClasses.NONE) {
        continue;
      }
      sink.feature(2, CLASS_SALT * kind);
      if (one != 0) {
        sink.feature(2, CLASS_SALT * (one * 1024 + kind));
      }
      if (two != 0) {
        sink.feature(2, CLASS_SALT * (two * 1024 * 1024 + one * 1024 + kind));
        sink.feature(2, CLASS_SALT * (two * 1024 + kind) + 77);
      }
      if (three != 0) {
        sink.feature(2, CLASS_SALT * ((three * 32 + two) * 32768 + one * 32 + kind) + 991);
      }
      three = two;
      two = one;
      one = kind;
    }
  }

  private void cut() {
    int n = text.length();
    int i = 0;
    int single = 0; // tokens of one letter in a row
    int singleFrom = 0;
    int lastEnd = -9;
    while (i < n) {
      if (!wordUnit(text.charAt(i))) {
        i++;
        continue;
      }
      int start = i;
      int length = 0;
      boolean letter = false;
      while (i < n && (wordUnit(text.charAt(i)) || inner(i, n))) {
        char c = text.charAt(i);
        letter |= Character.isLetter(c);
        if (c != '\'' && length < MAX_TOKEN) {
          token[length++] = c;
        }
        i++;
      }
      length = letter ? plain(length) : 0;
      if (length == 1 && start == lastEnd + 1) {
        single++;
      } else {
        if (single >= 2) {
          join(singleFrom);
        }
        single = length == 1 ? 0 : -1000;
        singleFrom = count;
      }
      lastEnd = i;
      add(start, token, length);
    }
    if (single >= 2) {
      join(singleFrom);
    }
  }

  /** Letters of tokens from {@code first} on put together, as one token in their place. */
  private void join(int first) {
    char[] joined = new char[MAX_TOKEN];
    int length = 0;
    for (int w = first; w < count && length < MAX_TOKEN; w++) {
      joined[length++] = letters[letterStarts[w] + 1];
    }
    count = first;
    letterCount = letterStarts[first];
    add(starts[first], joined, length);
  }

  private void add(int start, char[] from, int length) {
    if (count == hashes.length) {
      int room = count * 2;
      hashes = Arrays.copyOf(hashes, room);
      kinds = Arrays.copyOf(kinds, room);
      starts = Arrays.copyOf(starts, room);
      letterStarts = Arrays.copyOf(letterStarts, room);
    }
    if (letterCount + length + 2 > letters.length) {
      letters = Arrays.copyOf(letters, letters.length * 2);
    }
    int hash = 0;
    letterStarts[count] = letterCount;
    letters[letterCount++] = '<';
    for (int k = 0; k < length; k++) {
      hash = hash * 31 + from[k];
      letters[letterCount++] = from[k];
    }
    letters[letterCount++] = '>';
    int kind = classes.of(hash);
    if (kind == WordClasses.NONE && length > 3 && from[length - 1] == 's') {
      int singular = 0;
      for (int k = 0; k < length - 1; k++) {
        singular = singular * 31 + from[k];
      }
      kind = classes.of(singular);
    }
    hashes[count] = hash;
    kinds[count] = (byte) kind;
    starts[count] = start;
    count++;
  }

  /** Signs back to letters, runs of three and more to one; returns the new length. */
  private int plain(int length) {
    int out = 0;
    int run = 1;
    for (int k = 0; k < length; k++) {
      char c = letterOf(token[k]);
      if (out > 0 && token[out - 1] == c) {
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
      token[out++] = c;
    }
    return out;
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
    return Character.isLetterOrDigit(c);
  }

  /** A sign inside a word. */
  private boolean inner(int i, int n) {
    char c = text.charAt(i);
    return (c == '\'' || c == '@' || c == '$' || c == '!' || c == '*' || c == '|')
        && i + 1 < n
        && wordUnit(text.charAt(i + 1));
  }
}
