// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.promql.parse;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.plumbline.model.series.LabelMatcher;
import java.util.Optional;

/**
 * Compiles RE2 expressions that come from outside. Length and nesting are bounded, because RE2/J
 * recurses into nested groups.
 */
public final class RegexSyntax {
  /** The longest regular expression, in characters. */
  static final int MAX_CHARS = 1 << 17;

  private static final int MAX_GROUPS_OPEN = 200;

  private RegexSyntax() {}

  /**
   * The compiled expression; use {@code matches()}, which compares the whole text.
   *
   * @param dotMatchesNewline true in Prometheus 3, false before
   * @throws PatternSyntaxException when it is not RE2 or above the bounds
   */
  public static Pattern compile(String regex, boolean dotMatchesNewline) {
    if (regex.length() > MAX_CHARS) {
      throw new PatternSyntaxException("expression is too long", regex.substring(0, 40) + "…");
    }
    int open = 0;
    for (int i = 0; i < regex.length(); i++) {
      char c = regex.charAt(i);
      if (c == '\\') {
        i++;
      } else if (c == '(' && ++open > MAX_GROUPS_OPEN) {
        throw new PatternSyntaxException("expression is nested too deeply", "");
      } else if (c == ')') {
        open--;
      }
    }
    return Pattern.compile(regex, dotMatchesNewline ? Pattern.DOTALL : 0);
  }

  /** What is wrong with the matcher's expression; empty when nothing is. */
  static Optional<String> check(LabelMatcher matcher) {
    return switch (matcher.operator()) {
      case EQUAL, NOT_EQUAL -> Optional.empty();
      case REGEX, NOT_REGEX -> {
        try {
          compile(matcher.value(), true);
          yield Optional.empty();
        } catch (PatternSyntaxException e) {
          yield Optional.ofNullable(e.getMessage());
        }
      }
    };
  }
}
