// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.text;

import dev.plumbline.evaluators.text.TextView.Hits;

/** Counts of phrases found in a text, and of phrases that follow others. */
public final class PhraseScan {
  private PhraseScan() {}

  /**
   * How many phrases that do not overlap begin in the words {@code from} to {@code to}, at most
   * {@code max}.
   */
  public static int count(Hits hits, int from, int to, int max) {
    int count = 0;
    int last = -1;
    for (int i = begin(hits, from); i < hits.count() && count < max; i++) {
      int at = hits.firstWord(i);
      if (at >= to) {
        break;
      }
      if (at > last) {
        count++;
        last = hits.endWord(i) - 1;
      }
    }
    return count;
  }

  /**
   * How many phrases of the first kind have one of the second at most {@code reach} words behind
   * them, at most {@code max}. Looks at words {@code from} to {@code to}. One walk over both lists.
   */
  public static int followed(Hits first, Hits second, int reach, int from, int to, int max) {
    int count = 0;
    int next = begin(second, from);
    int last = -1;
    for (int i = begin(first, from); i < first.count() && count < max; i++) {
      int at = first.firstWord(i);
      if (at >= to) {
        break;
      }
      if (at <= last) {
        continue;
      }
      int end = first.endWord(i);
      while (next < second.count() && second.firstWord(next) <= at) {
        next++;
      }
      int found = next;
      while (found < second.count() && second.firstWord(found) < end) {
        found++;
      }
      if (found < second.count()
          && second.firstWord(found) <= end + reach
          && second.firstWord(found) < to) {
        count++;
        last = end - 1;
      }
    }
    return count;
  }

  /** Place of the first hit that begins at the word or later. */
  private static int begin(Hits hits, int from) {
    int low = 0;
    int high = hits.count();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (hits.firstWord(middle) < from) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
