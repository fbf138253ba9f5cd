// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.promql.ast;

import dev.plumbline.model.series.LabelMatcher;
import java.util.List;
import java.util.Optional;

/** A PromQL expression. Durations are milliseconds. */
public sealed interface Expr {
  ValueType type();

  Span span();

  /** The expressions directly inside this one, in the order of the text. */
  List<Expr> children();

  /**
   * A number, its sign included.
   *
   * @param duration written as a duration ({@code 5m}), which is a number of seconds
   */
  record NumberLiteral(double value, boolean duration, Span span) implements Expr {
    @Override
    public ValueType type() {
      return ValueType.SCALAR;
    }

    @Override
    public List<Expr> children() {
      return List.of();
    }
  }

  /** A quoted string, its escapes resolved. */
  record StringLiteral(String value, Span span) implements Expr {
    @Override
    public ValueType type() {
      return ValueType.STRING;
    }

    @Override
    public List<Expr> children() {
      return List.of();
    }
  }

  /**
   * Picks series and, as an instant vector, the newest sample of each.
   *
   * @param name the metric name before the braces; empty when there was none
   * @param matchers all conditions, the one for {@code name} included as the last
   */
  record VectorSelector(String name, List<LabelMatcher> matchers, TimeShift shift, Span span)
      implements Expr {
    public VectorSelector {
      matchers = List.copyOf(matchers);
    }

    @Override
    public ValueType type() {
      return ValueType.VECTOR;
    }

    @Override
    public List<Expr> children() {
      return List.of();
    }
  }

  /** {@code selector[range]}. */
  record MatrixSelector(VectorSelector selector, long rangeMillis, Span span) implements Expr {
    @Override
    public ValueType type() {
      return ValueType.MATRIX;
    }

    @Override
    public List<Expr> children() {
      return List.of(selector);
    }
  }

  /**
   * {@code expr[range:step]}.
   *
   * @param stepMillis 0 for the default step
   */
  record Subquery(Expr expr, long rangeMillis, long stepMillis, TimeShift shift, Span span)
      implements Expr {
    @Override
    public ValueType type() {
      return ValueType.MATRIX;
    }

    @Override
    public List<Expr> children() {
      return List.of(expr);
    }
  }

  /** {@code (expr)}. */
  record Paren(Expr expr, Span span) implements Expr {
    @Override
    public ValueType type() {
      return expr.type();
    }

    @Override
    public List<Expr> children() {
      return List.of(expr);
    }
  }

  /** {@code -expr} or {@code +expr}. */
  record Unary(boolean negative, Expr expr, Span span) implements Expr {
    @Override
    public ValueType type() {
      return expr.type();
    }

    @Override
    public List<Expr> children() {
      return List.of(expr);
    }
  }

  /**
   * {@code left op right}.
   *
   * @param bool comparisons give 0 or 1 instead of filtering
   * @param matching present exactly when both sides are vectors
   */
  record Binary(
      BinaryOperator operator,
      Expr left,
      Expr right,
      boolean bool,
      Optional<VectorMatching> matching,
      Span span)
      implements Expr {
    @Override
    public ValueType type() {
      return left.type() == ValueType.SCALAR && right.type() == ValueType.SCALAR
          ? ValueType.SCALAR
          : ValueType.VECTOR;
    }

    @Override
    public List<Expr> children() {
      return List.of(left, right);
    }
  }

  /**
   * {@code op by (grouping) (parameter, expr)}.
   *
   * @param without {@code without (grouping)} instead of {@code by}
   */
  record Aggregate(
      AggregateOperator operator,
      Expr expr,
      Optional<Expr> parameter,
      List<String> grouping,
      boolean without,
      Span span)
      implements Expr {
    public Aggregate {
      grouping = List.copyOf(grouping);
    }

    @Override
    public ValueType type() {
      return ValueType.VECTOR;
    }

    @Override
    public List<Expr> children() {
      return parameter.map(p -> List.of(p, expr)).orElseGet(() -> List.of(expr));
    }
  }

  /** {@code function(arguments)}. */
  record Call(Function function, List<Expr> arguments, Span span) implements Expr {
    public Call {
      arguments = List.copyOf(arguments);
    }

    @Override
    public ValueType type() {
      return function.returns();
    }

    @Override
    public List<Expr> children() {
      return arguments;
    }
  }

  /** The expression without the parentheses around it. */
  default Expr unwrapped() {
    Expr expr = this;
    while (expr instanceof Paren(Expr inner, Span ignored)) {
      expr = inner;
    }
    return expr;
  }
}
