// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.promql.parse;

import dev.plumbline.model.error.ErrorKind;
import dev.plumbline.model.error.PlumblineException;
import dev.plumbline.model.series.LabelMatcher;
import dev.plumbline.promql.ast.Expr;
import java.util.ArrayList;
import java.util.List;

/**
 * Text to PromQL expressions. Refuses with {@link ErrorKind#INVALID_INPUT} and a message such as
 * {@code 1:5: parse error: unexpected end of input}: syntax and type errors, texts above {@link
 * #MAX_CHARS}, nesting above {@link #MAX_NESTING}, and trees deeper than {@link #MAX_DEPTH}.
 */
public final class PromqlParser {
  /** The longest query, in characters. */
  public static final int MAX_CHARS = 1 << 20;

  /** How deep parentheses, calls and signs may be nested. */
  public static final int MAX_NESTING = 250;

  /** How deep the tree may be; a chain of n binary operators is n deep. */
  public static final int MAX_DEPTH = 500;

  private PromqlParser() {}

  /** A whole query. */
  public static Expr parse(String query) {
    Parser parser = new Parser(checkLength(query));
    Expr expr = parser.expression();
    TypeChecker.check(query, expr);
    return expr;
  }

  /**
   * One instant selector, for {@code match[]}.
   *
   * @throws PlumblineException also when every matcher matches the empty text, which would select
   *     everything
   */
  public static List<LabelMatcher> selector(String selector) {
    Parser parser = new Parser(checkLength(selector));
    Expr.VectorSelector result = parser.selectorOnly();
    if (TypeChecker.selectsEverything(result)) {
      throw new PlumblineException(
          ErrorKind.INVALID_INPUT, "match[] must contain at least one non-empty matcher");
    }
    TypeChecker.check(selector, result);
    return result.matchers();
  }

  /** The selectors anywhere inside an expression, in the order of the text. */
  public static List<Expr.VectorSelector> selectors(Expr expr) {
    List<Expr.VectorSelector> found = new ArrayList<>();
    collect(expr, found);
    return found;
  }

  private static void collect(Expr expr, List<Expr.VectorSelector> found) {
    if (expr instanceof Expr.VectorSelector selector) {
      found.add(selector);
    }
    for (Expr child : expr.children()) {
      collect(child, found);
    }
  }

  private static String checkLength(String query) {
    if (query.length() > MAX_CHARS) {
      throw new PlumblineException(
          ErrorKind.INVALID_INPUT,
          "query must not be longer than " + MAX_CHARS + " characters, but had " + query.length());
    }
    return query;
  }
}
