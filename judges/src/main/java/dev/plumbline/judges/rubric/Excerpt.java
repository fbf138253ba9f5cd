// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.judges.rubric;

import java.util.Optional;

/**
 * A text as a judge sees it: whole, or its beginning and end.
 *
 * @param text what is shown
 * @param head units before the mark that stands for what was cut; all of them when nothing was
 * @param tail where the end begins in {@code text}
 * @param shift from a place in the end to its place in the original
 */
record Excerpt(String text, int head, int tail, int shift) {
  static Excerpt of(String original, int maxChars) {
    if (original.length() <= maxChars) {
      return new Excerpt(original, original.length(), original.length(), 0);
    }
    int head = whole(original, maxChars * 2 / 3);
    int from = whole(original, original.length() - maxChars / 3);
    String mark = "\n[... " + (from - head) + " characters left out ...]\n";
    String text = original.substring(0, head) + mark + original.substring(from);
    int tail = head + mark.length();
    return new Excerpt(text, head, tail, from - tail);
  }

  boolean cut() {
    return head != text.length();
  }

  /** Never between the halves of a pair. */
  private static int whole(String text, int at) {
    return Character.isLowSurrogate(text.charAt(at)) ? at - 1 : at;
  }

  /** A stretch of the original. */
  record Place(int start, int end) {}

  /**
   * Where a quotation stands in the original, runs of white space being one space. Linear in the
   * text for quotations of bounded length.
   */
  Optional<Place> find(String quote) {
    String wanted = squeeze(quote);
    if (wanted.isEmpty()) {
      return Optional.empty();
    }
    StringBuilder squeezed = new StringBuilder(text.length());
    int[] places = new int[text.length() + 1];
    boolean space = true;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean white = blank(c);
      if (!white || !space) {
        places[squeezed.length()] = i;
        squeezed.append(white ? ' ' : c);
      }
      space = white;
    }
    for (int at = squeezed.indexOf(wanted); at >= 0; at = squeezed.indexOf(wanted, at + 1)) {
      int start = places[at];
      int end = places[at + wanted.length() - 1] + 1;
      if (end <= head) {
        return Optional.of(new Place(start, end));
      }
      if (start >= tail) {
        return Optional.of(new Place(start + shift, end + shift));
      }
    }
    return Optional.empty();
  }

  static String squeeze(String text) {
    StringBuilder out = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!blank(c)) {
        out.append(c);
      } else if (!out.isEmpty() && out.charAt(out.length() - 1) != ' ') {
        out.append(' ');
      }
    }
    return out.toString().strip();
  }

  private static boolean blank(char c) {
    return Character.isWhitespace(c) || c == '\u00a0';
  }
}
