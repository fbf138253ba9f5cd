// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.embedding;

import java.text.Normalizer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The tokenizer of uncased BERT models (Devlin et al. 2019; the library transformers' {@code
 * BertTokenizer}): clean, lower-case, strip accents, split at white space and punctuation, then the
 * longest known piece first. Immutable and thread-safe.
 */
final class WordPiece {
  private static final int LONGEST_WORD = 100;

  private final Map<String, Integer> pieces;
  private final int unknown;
  private final int begin;
  private final int end;

  /**
   * @param pieces every piece with its id; pieces inside a word begin with {@code ##}
   */
  WordPiece(Map<String, Integer> pieces) {
    this.pieces = new HashMap<>(pieces);
    this.unknown = id("[UNK]");
    this.begin = id("[CLS]");
    this.end = id("[SEP]");
  }

  private int id(String piece) {
    Integer id = pieces.get(piece);
    if (id == null) {
      throw new IllegalArgumentException("the vocabulary has no " + piece);
    }
    return id;
  }

  /**
   * Ids of a text between the marks for its beginning and its end.
   *
   * @param most ids at most, both marks included; what is behind is cut off
   */
  long[] ids(String text, int most) {
    Ids ids = new Ids(most - 1);
    ids.add(begin);
    // a token is at least one unit: nothing behind this many units can be reached, white space
    // apart
    String folded = fold(text, most * (LONGEST_WORD + 1));
    int n = folded.length();
    int i = 0;
    while (i < n && !ids.full()) {
      int point = folded.codePointAt(i);
      int width = Character.charCount(point);
      if (point == ' ') {
        i += width;
      } else if (splits(point)) {
        word(folded.substring(i, i + width), ids);
        i += width;
      } else {
        int from = i;
        while (i < n && folded.charAt(i) != ' ' && !splits(folded.codePointAt(i))) {
          i += Character.charCount(folded.codePointAt(i));
        }
        word(folded.substring(from, i), ids);
      }
    }
    long[] all = Arrays.copyOf(ids.values, ids.count + 1);
    all[ids.count] = end;
    return all;
  }

  private void word(String word, Ids ids) {
    if (word.codePointCount(0, word.length()) > LONGEST_WORD) {
      ids.add(unknown);
      return;
    }
    int mark = ids.count;
    int from = 0;
    while (from < word.length()) {
      int to = word.length();
      Integer id = null;
      while (to > from && id == null) {
        String piece = word.substring(from, to);
        id = pieces.get(from == 0 ? piece : "##" + piece);
        if (id == null) {
          to -= Character.charCount(word.codePointBefore(to));
        }
      }
      if (id == null) {
        ids.count = mark;
        ids.overflow = false;
        ids.add(unknown);
        return;
      }
      ids.add(id);
      from = to;
    }
  }

  /** Cleaned, lower-cased text without accents; white space is one kind, CJK signs stand alone. */
  private static String fold(String text, int units) {
    StringBuilder out = new StringBuilder(Math.min(text.length(), units) + 16);
    boolean ascii = true;
    int taken = 0;
    for (int i = 0; i < text.length() && taken < units; ) {
      int point = text.codePointAt(i);
      i += Character.charCount(point);
      if (point == 0 || point == 0xfffd || control(point)) {
        continue;
      }
      if (blank(point)) {
        if (!out.isEmpty() && out.charAt(out.length() - 1) != ' ') {
          out.append(' ');
        }
      } else if (ideograph(point)) {
        out.append(' ').appendCodePoint(point).append(' ');
        ascii = false;
        taken++;
      } else {
        out.appendCodePoint(point);
        ascii &= point < 0x80;
        taken++;
      }
    }
    if (ascii) {
      return out.toString().toLowerCase(Locale.ROOT);
    }
    String decomposed = Normalizer.normalize(out, Normalizer.Form.NFD);
    StringBuilder bare = new StringBuilder(decomposed.length());
    decomposed
        .codePoints()
        .filter(point -> Character.getType(point) != Character.NON_SPACING_MARK)
        .forEach(point -> bare.appendCodePoint(Character.toLowerCase(point)));
    return bare.toString();
  }

  private static boolean blank(int point) {
    return point == ' '
        || point == '\t'
        || point == '\n'
        || point == '\r'
        || Character.isSpaceChar(point)
        || point == 0x85;
  }

  private static boolean control(int point) {
    if (point == '\t' || point == '\n' || point == '\r' || point == 0x85) {
      return false;
    }
    int type = Character.getType(point);
    return type == Character.CONTROL || type == Character.FORMAT || type == Character.PRIVATE_USE;
  }

  private static boolean splits(int point) {
    if (point < 0x80) {
      return (point >= 33 && point <= 47)
          || (point >= 58 && point <= 64)
          || (point >= 91 && point <= 96)
          || (point >= 123 && point <= 126);
    }
    return switch (Character.getType(point)) {
      case Character.CONNECTOR_PUNCTUATION,
          Character.DASH_PUNCTUATION,
          Character.START_PUNCTUATION,
          Character.END_PUNCTUATION,
          Character.INITIAL_QUOTE_PUNCTUATION,
          Character.FINAL_QUOTE_PUNCTUATION,
          Character.OTHER_PUNCTUATION ->
          true;
      default -> false;
    };
  }

  private static boolean ideograph(int point) {
    return (point >= 0x4e00 && point <= 0x9fff)
        || (point >= 0x3400 && point <= 0x4dbf)
        || (point >= 0x20000 && point <= 0x2a6df)
        || (point >= 0x2a700 && point <= 0x2b81f)
        || (point >= 0x2b820 && point <= 0x2ceaf)
        || (point >= 0xf900 && point <= 0xfaff)
        || (point >= 0x2f800 && point <= 0x2fa1f);
  }

  /** Ids so far; more than fit are dropped. */
  private static final class Ids {
    private final long[] values;
    private int count;
    private boolean overflow;

    Ids(int most) {
      values = new long[most];
    }

    void add(int id) {
      if (count < values.length) {
        values[count++] = id;
      } else {
        overflow = true;
      }
    }

    boolean full() {
      return overflow || count == values.length;
    }
  }
}
