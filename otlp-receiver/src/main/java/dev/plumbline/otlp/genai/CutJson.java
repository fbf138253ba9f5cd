// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.otlp.genai;

/**
 * Closes JSON that was cut off, as attribute limits do: the messages before the cut still count.
 */
final class CutJson {
  private CutJson() {}

  /** The text with its open string, lists and objects closed. It may still be no JSON. */
  static String closed(String text) {
    char[] open = new char[Json.MAX_DEPTH];
    int depth = 0;
    boolean inString = false;
    int escapeStart = -1;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (inString) {
        if (c == '\\') {
          escapeStart = i;
          i += i + 1 < text.length() && text.charAt(i + 1) == 'u' ? 5 : 1;
        } else if (c == '"') {
          inString = false;
        }
        continue;
      }
      switch (c) {
        case '"' -> inString = true;
        case '{', '[' -> {
          if (depth == open.length) {
            return text;
          }
          open[depth++] = c == '{' ? '}' : ']';
        }
        case '}', ']' -> depth = Math.max(0, depth - 1);
        default -> {}
      }
    }
    boolean cutEscape =
        inString
            && escapeStart >= 0
            && (escapeStart == text.length() - 1
                || (text.charAt(escapeStart + 1) == 'u' && escapeStart + 6 > text.length()));
    StringBuilder out = new StringBuilder(text.length() + depth + 1);
    out.append(text, 0, cutEscape ? escapeStart : text.length());
    if (inString) {
      out.append('"');
    }
    while (depth > 0) {
      out.append(open[--depth]);
    }
    return out.toString();
  }
}
