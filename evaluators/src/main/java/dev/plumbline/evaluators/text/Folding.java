// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.text;

import java.text.Normalizer;

/**
 * Maps each UTF-16 unit to one unit, so that offsets stay: lower case, plain apostrophes, quotes,
 * dashes and spaces, Latin letters without their marks, full-width forms as ASCII. Zero-width
 * characters become U+0000. Thread-safe.
 */
public final class Folding {
  static final byte OTHER = 0;
  static final byte WORD = 1;

  /** A character that is a word of its own: Han, kana, Hangul syllables. */
  static final byte IDEOGRAPH = 2;

  static final byte APOSTROPHE = 3;

  /** Set in {@link #traits} where folding does more to a unit than lower case. */
  static final int MORE_THAN_CASE = 1 << 18;

  private static final char[] FOLDED = new char[1 << 16];
  private static final byte[] KIND = new byte[1 << 16];
  private static final int[] TRAITS = new int[1 << 16];

  static {
    for (int c = 0; c < FOLDED.length; c++) {
      FOLDED[c] = foldOne(foldOne((char) c)); // a full-width apostrophe needs two steps
    }
    for (int c = 0; c < KIND.length; c++) {
      KIND[c] = kindOf(FOLDED[c]);
    }
    for (int c = 0; c < TRAITS.length; c++) {
      char folded = FOLDED[c];
      boolean caseOnly =
          folded == Character.toLowerCase((char) c) && folded == Character.toLowerCase(folded);
      TRAITS[c] = folded | KIND[folded] << 16 | (caseOnly ? 0 : MORE_THAN_CASE);
    }
  }

  /**
   * What a text's reader asks of a unit, in one look: the folded unit in the low 16 bits, its kind
   * in the two above, and {@link #MORE_THAN_CASE}.
   */
  static int traits(char c) {
    return TRAITS[c];
  }

  private Folding() {}

  public static char fold(char c) {
    return FOLDED[c];
  }

  /** The text with every unit folded; of the same length. */
  public static String fold(CharSequence text) {
    char[] out = new char[text.length()];
    for (int i = 0; i < out.length; i++) {
      out[i] = FOLDED[text.charAt(i)];
    }
    return new String(out);
  }

  static byte kind(char folded) {
    return KIND[folded];
  }

  private static byte kindOf(char c) {
    if (c == '\'') {
      return APOSTROPHE;
    }
    if (Character.isIdeographic(c)
        || (c >= 0x3040 && c <= 0x30FF)
        || (c >= 0xAC00 && c <= 0xD7A3)) {
      return IDEOGRAPH;
    }
    return Character.isLetterOrDigit(c) || c == '_' ? WORD : OTHER;
  }

  private static char foldOne(char c) {
    return switch (c) {
      case '\u2018', '\u2019', '\u201B', '\u02BC', '\u00B4', '`', '\uFF07' -> '\'';
      case '\u201C', '\u201D', '\u201E', '\u00AB', '\u00BB' -> '"';
      case '\u2010', '\u2011', '\u2012', '\u2013', '\u2014', '\u2212' -> '-';
      case '\u200B', '\u200C', '\u200D', '\u2060', '\uFEFF', '\u00AD' -> '\0';
      default -> {
        if (Character.isSpaceChar(c) && c != '\u2028' && c != '\u2029') {
          yield ' ';
        }
        if (c > '\uFF00' && c < '\uFF5F') {
          yield Character.toLowerCase((char) (c - 0xFEE0));
        }
        yield Character.toLowerCase(withoutMarks(c));
      }
    };
  }

  private static char withoutMarks(char c) {
    if (c < 0xC0 || c > 0x24F) {
      return c;
    }
    return Normalizer.normalize(String.valueOf(c), Normalizer.Form.NFD).charAt(0);
  }
}
