// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.json;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import com.networknt.schema.regex.RegularExpression;

/**
 * A pattern of a user's schema, run in time linear in the text. Patterns that only a backtracking
 * engine knows (look-around, back references) run on one with a fixed number of steps; beyond it
 * the schema cannot be judged.
 */
final class SchemaPattern {
  private static final int MAX_PATTERN = 2000;
  private static final long MAX_STEPS = 200_000;

  private SchemaPattern() {}

  /**
   * Compiles a pattern.
   *
   * @throws IllegalArgumentException for a pattern that no engine understands
   */
  static RegularExpression compile(String pattern) {
    if (pattern.length() > MAX_PATTERN) {
      throw new IllegalArgumentException("pattern longer than " + MAX_PATTERN + " characters");
    }
    try {
      Pattern linear = Pattern.compile(pattern);
      return text -> linear.matcher(text).find();
    } catch (PatternSyntaxException e) {
      return backtracking(pattern);
    }
  }

  private static RegularExpression backtracking(String pattern) {
    java.util.regex.Pattern compiled = java.util.regex.Pattern.compile(pattern);
    return text -> {
      try {
        return compiled.matcher(new Counted(text, new long[] {MAX_STEPS})).find();
      } catch (StackOverflowError e) {
        throw new TooManySteps();
      }
    };
  }

  /** The text was too hard for the pattern. */
  static final class TooManySteps extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TooManySteps() {
      super("pattern took too many steps", null, false, false);
    }
  }

  /** Counts how often the engine looks at a character: the same on every machine. */
  private record Counted(CharSequence text, @SuppressWarnings("ArrayRecordComponent") long[] left)
      implements CharSequence {
    @Override
    public char charAt(int index) {
      if (--left[0] < 0) {
        throw new TooManySteps();
      }
      return text.charAt(index);
    }

    @Override
    public int length() {
      return text.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return new Counted(text.subSequence(start, end), left);
    }

    @Override
    public String toString() {
      return text.toString();
    }
  }
}
