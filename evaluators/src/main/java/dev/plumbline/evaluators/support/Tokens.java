// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.support;

import dev.plumbline.evaluators.text.Folding;
import java.util.Arrays;

/**
 * A text cut into runs of letters and runs of digits, folded. An apostrophe inside a run of letters
 * belongs to it. Offsets are those of the text. Made by one thread, then read only.
 */
final class Tokens {
  private final char[] folded;
  private int count;
  private int[] starts;
  private int[] ends;
  private boolean[] digits;

  Tokens(String text) {
    folded = new char[text.length()];
    for (int i = 0; i < folded.length; i++) {
      folded[i] = Folding.fold(text.charAt(i));
    }
    int room = 16 + folded.length / 4;
    starts = new int[room];
    ends = new int[room];
    digits = new boolean[room];
    cut();
  }

  private void cut() {
    int i = 0;
    while (i < folded.length) {
      int from = i;
      if (isDigit(folded[i])) {
        while (i < folded.length && isDigit(folded[i])) {
          i++;
        }
        add(from, i, true);
      } else if (isLetter(folded[i])) {
        i++;
        if (!Character.isIdeographic(folded[from])) {
          while (i < folded.length && (isLetter(folded[i]) || apostrophe(i))) {
            i++;
          }
        }
        add(from, i, false);
      } else {
        i++;
      }
    }
  }

  private boolean apostrophe(int i) {
    return folded[i] == '\'' && i + 1 < folded.length && isLetter(folded[i + 1]);
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isLetter(char c) {
    return c < 128 ? c >= 'a' && c <= 'z' : Character.isLetter(c);
  }

  private void add(int start, int end, boolean digit) {
    if (count == starts.length) {
      starts = Arrays.copyOf(starts, count * 2);
      ends = Arrays.copyOf(ends, count * 2);
      digits = Arrays.copyOf(digits, count * 2);
    }
    starts[count] = start;
    ends[count] = end;
    digits[count] = digit;
    count++;
  }

  int count() {
    return count;
  }

  int length() {
    return folded.length;
  }

  int start(int token) {
    return starts[token];
  }

  int end(int token) {
    return ends[token];
  }

  /** False for every token that is not there. */
  boolean digit(int token) {
    return token >= 0 && token < count && digits[token];
  }

  boolean word(int token) {
    return token >= 0 && token < count && !digits[token];
  }

  /** The folded token without apostrophes; empty for every token that is not there. */
  String text(int token) {
    if (token < 0 || token >= count) {
      return "";
    }
    int from = starts[token];
    int to = ends[token];
    for (int i = from; i < to; i++) {
      if (folded[i] == '\'') {
        return new String(folded, from, to - from).replace("'", "");
      }
    }
    return new String(folded, from, to - from);
  }

  /** Number of digits or letters of a token. */
  int size(int token) {
    return ends[token] - starts[token];
  }

  /** The value of a run of digits, at most nine of them; else −1. */
  int small(int token) {
    if (!digit(token) || size(token) > 9) {
      return -1;
    }
    int value = 0;
    for (int i = starts[token]; i < ends[token]; i++) {
      value = value * 10 + folded[i] - '0';
    }
    return value;
  }

  /** The folded character at an offset; a space outside the text. */
  char at(int offset) {
    return offset >= 0 && offset < folded.length ? folded[offset] : ' ';
  }

  /** True when exactly this character parts the token from the next. */
  boolean parted(int token, char by) {
    return token + 1 < count && starts[token + 1] == ends[token] + 1 && at(ends[token]) == by;
  }

  /** True when the next token follows at once. */
  boolean glued(int token) {
    return token + 1 < count && starts[token + 1] == ends[token];
  }

  /** True when nothing but one space parts the token from the next. */
  boolean joined(int token) {
    return token >= 0
        && token + 1 < count
        && starts[token + 1] - ends[token] <= 1
        && (starts[token + 1] == ends[token] || folded[ends[token]] == ' ');
  }

  /** True when nothing but spaces, commas, hyphens and stops part the token from the next. */
  boolean near(int token) {
    if (token < 0 || token + 1 >= count || starts[token + 1] - ends[token] > 3) {
      return false;
    }
    for (int i = ends[token]; i < starts[token + 1]; i++) {
      char c = folded[i];
      if (c != ' ' && c != ',' && c != '-' && c != '.') {
        return false;
      }
    }
    return true;
  }

  String folded() {
    return new String(folded);
  }
}
