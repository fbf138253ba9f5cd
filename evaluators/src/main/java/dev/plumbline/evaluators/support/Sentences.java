// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.support;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Where the sentences of a text stand. */
final class Sentences {
  private static final Set<String> SHORT =
      Set.of(
          "mr", "mrs", "ms", "dr", "prof", "st", "vs", "etc", "no", "inc", "ltd", "co", "jr", "sr",
          "gen", "sen", "rep", "gov", "eg", "ie", "al", "fig", "approx", "dept", "est", "jan",
          "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec");

  private Sentences() {}

  /**
   * A piece of a text.
   *
   * @param start first unit
   * @param end behind the last
   */
  record Range(int start, int end) {}

  /** Cuts at line ends and at stops, at most {@code max} pieces; the rest is one piece. */
  static List<Range> of(String text, int max) {
    List<Range> out = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < text.length() && out.size() < max - 1; i++) {
      char c = text.charAt(i);
      boolean end = c == '\n' || c == '\u3002' || c == '\uFF01' || c == '\uFF1F';
      if (c == '.' || c == '!' || c == '?') {
        int next = i + 1;
        while (next < text.length() && "\"')]\u201D\u2019".indexOf(text.charAt(next)) >= 0) {
          next++;
        }
        end =
            next >= text.length()
                || (Character.isWhitespace(text.charAt(next))
                    && !(c == '.' && abbreviated(text, start, i)));
        i = end ? next - 1 : i;
      }
      if (end) {
        add(text, start, i + 1, out);
        start = i + 1;
      }
    }
    add(text, start, text.length(), out);
    return out;
  }

  private static boolean abbreviated(String text, int from, int dot) {
    int i = dot;
    while (i > from && Character.isLetter(text.charAt(i - 1)) && dot - i < 6) {
      i--;
    }
    int size = dot - i;
    return (size == 1 && Character.isUpperCase(text.charAt(i)))
        || (size > 1 && SHORT.contains(text.substring(i, dot).toLowerCase(java.util.Locale.ROOT)));
  }

  private static void add(String text, int start, int end, List<Range> out) {
    int from = start;
    int to = end;
    while (from < to && Character.isWhitespace(text.charAt(from))) {
      from++;
    }
    while (to > from && Character.isWhitespace(text.charAt(to - 1))) {
      to--;
    }
    if (to > from) {
      out.add(new Range(from, to));
    }
  }
}
