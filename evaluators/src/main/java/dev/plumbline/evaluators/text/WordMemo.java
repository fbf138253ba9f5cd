// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.text;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Remembers what was made of the words seen lately. Texts say the same few thousand words over and
 * over. Of fixed size: a word that comes takes the place of another. Thread-safe without locks:
 * threads that write the same place lose a word, which is then made again.
 */
public final class WordMemo<W extends WordMemo.Word> {
  /** Longer words are hardly ever seen again. */
  public static final int LONGEST = 30;

  /** A word with all that is known of it. Immutable. */
  public static class Word {
    private final char[] letters;
    private final int hash;

    protected Word(char[] text, int start, int end, int hash) {
      this.letters = Arrays.copyOfRange(text, start, end);
      this.hash = hash;
    }

    final boolean is(char[] text, int start, int end, int itsHash) {
      if (hash != itsHash || letters.length != end - start) {
        return false;
      }
      for (int i = 0; i < letters.length; i++) {
        if (letters[i] != text[start + i]) {
          return false;
        }
      }
      return true;
    }
  }

  private final @Nullable Word[] places;
  private final int mask;

  /**
   * @param bits how many words are held at most, as a power of two
   */
  public WordMemo(int bits) {
    places = new Word[1 << bits];
    mask = places.length - 2;
  }

  /**
   * What is remembered of the word between two units; null when nothing.
   *
   * @param hash of the word's units; the same for the same word
   */
  @SuppressWarnings("unchecked") // only put fills the places
  public @Nullable W find(char[] text, int start, int end, int hash) {
    int at = place(hash);
    Word first = places[at];
    if (first != null && first.is(text, start, end, hash)) {
      return (W) first;
    }
    Word second = places[at + 1];
    return second != null && second.is(text, start, end, hash) ? (W) second : null;
  }

  /** Remembers a word that {@link #find} did not find. Long words are not remembered. */
  public void put(W word) {
    if (((Word) word).letters.length <= LONGEST) {
      int at = place(((Word) word).hash);
      places[places[at] == null ? at : at + 1] = word;
    }
  }

  private int place(int hash) {
    int h = hash * 0x9E3779B9;
    return (h ^ h >>> 15) & mask;
  }
}
