// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.pii;

import dev.plumbline.evaluators.text.TextView;
import dev.plumbline.evaluators.text.Vocabulary;
import java.util.List;

/**
 * Takes personal data out of a text: each finding of {@link PiiDetector} becomes its type in
 * brackets. Immutable and thread-safe.
 */
public final class PiiMask {
  private static final int PART = 8000;
  private static final int LOOK_BACK = 400;

  private final PiiDetector detector = new PiiDetector();
  private final Vocabulary none = Vocabulary.of(List.of());

  /** The text with its findings masked, whatever its length. */
  public String mask(String text) {
    StringBuilder out = new StringBuilder(text.length());
    int at = 0;
    while (at < text.length()) {
      int end = end(text, at);
      part(text.substring(at, end), out);
      at = end;
    }
    return out.toString();
  }

  /** Where a part ends: at a blank, so that no finding is cut, when there is one near. */
  private static int end(String text, int from) {
    int end = from + PART;
    if (end >= text.length()) {
      return text.length();
    }
    for (int i = end; i > end - LOOK_BACK; i--) {
      if (Character.isWhitespace(text.charAt(i))) {
        return i;
      }
    }
    return end;
  }

  private void part(String text, StringBuilder out) {
    int at = 0;
    for (Finding finding : detector.find(new TextView(text, none))) {
      out.append(text, at, finding.start());
      out.append('[').append(finding.type().label()).append(']');
      at = finding.end();
    }
    out.append(text, at, text.length());
  }
}
