// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.model.feedback;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * How much of an answer a user changed: the Levenshtein distance between the words of the two texts
 * over the larger number of words. 0 is the same text but for spaces, 1 nothing is left.
 */
public final class EditShare {
  /** Words of each text that are compared; the rest of longer texts is left out. */
  public static final int MAX_WORDS = 2000;

  private EditShare() {}

  /**
   * The share, 0 to 1. At most {@value #MAX_WORDS} squared steps.
   *
   * @param answer what the model wrote
   * @param kept what the user kept of it
   */
  public static double of(String answer, String kept) {
    Map<String, Integer> numbers = new HashMap<>();
    int[] a = words(answer, numbers);
    int[] b = words(kept, numbers);
    int longer = Math.max(a.length, b.length);
    return longer == 0 ? 0 : (double) distance(a, b) / longer;
  }

  private static int distance(int[] a, int[] b) {
    int[] row = new int[b.length + 1];
    Arrays.setAll(row, i -> i);
    for (int i = 1; i <= a.length; i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length; j++) {
        int substitution = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(substitution, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length];
  }

  private static int[] words(String text, Map<String, Integer> numbers) {
    int[] words = new int[Math.min(MAX_WORDS, text.length())];
    int count = 0;
    int start = -1;
    for (int i = 0; i <= text.length() && count < words.length; i++) {
      boolean space = i == text.length() || Character.isWhitespace(text.charAt(i));
      if (!space && start < 0) {
        start = i;
      } else if (space && start >= 0) {
        String word = text.substring(start, i);
        words[count++] = numbers.computeIfAbsent(word, _ -> numbers.size());
        start = -1;
      }
    }
    return Arrays.copyOf(words, count);
  }
}
