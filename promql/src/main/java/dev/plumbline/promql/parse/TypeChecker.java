// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.promql.parse;

import dev.plumbline.model.series.LabelMatcher;
import dev.plumbline.promql.ast.AggregateOperator;
import dev.plumbline.promql.ast.Expr;
import dev.plumbline.promql.ast.Function;
import dev.plumbline.promql.ast.Span;
import dev.plumbline.promql.ast.ValueType;
import dev.plumbline.promql.ast.VectorMatching;
import dev.plumbline.promql.ast.VectorMatching.Cardinality;

/** The rules on types and operators that the grammar alone does not hold, from the leaves up. */
final class TypeChecker {
  private final String query;

  private TypeChecker(String query) {
    this.query = query;
  }

  static void check(String query, Expr expr) {
    new TypeChecker(query).check(expr, 1);
  }

  /** Whether no matcher excludes the empty value, so that every series could be selected. */
  static boolean selectsEverything(Expr.VectorSelector selector) {
    return selector.matchers().stream().allMatch(TypeChecker::matchesEmpty);
  }

  private static boolean matchesEmpty(LabelMatcher matcher) {
    return switch (matcher.operator()) {
      case EQUAL -> matcher.value().isEmpty();
      case NOT_EQUAL -> !matcher.value().isEmpty();
      case REGEX -> RegexSyntax.compile(matcher.value(), true).matches("");
      case NOT_REGEX -> !RegexSyntax.compile(matcher.value(), true).matches("");
    };
  }

  private void check(Expr expr, int depth) {
    if (depth > PromqlParser.MAX_DEPTH) {
      throw error(expr.span(), "expression is nested too deeply");
    }
    for (Expr child : expr.children()) {
      check(child, depth + 1);
    }
    switch (expr) {
      case Expr.VectorSelector selector -> checkSelector(selector);
      case Expr.Subquery subquery -> checkSubquery(subquery);
      case Expr.Unary unary -> checkUnary(unary);
      case Expr.Binary binary -> checkBinary(binary);
      case Expr.Aggregate aggregate -> checkAggregate(aggregate);
      case Expr.Call call -> checkCall(call);
      case Expr.NumberLiteral n -> {}
      case Expr.StringLiteral s -> {}
      case Expr.MatrixSelector m -> {}
      case Expr.Paren p -> {}
    }
  }

  private void checkSelector(Expr.VectorSelector selector) {
    if (selector.name().isEmpty() && selectsEverything(selector)) {
      throw error(selector.span(), "vector selector must contain at least one non-empty matcher");
    }
  }

  private void checkSubquery(Expr.Subquery subquery) {
    ValueType type = subquery.expr().type();
    if (type != ValueType.VECTOR) {
      throw error(
          subquery.span(),
          "subquery is only allowed on instant vector, got " + type.label() + " instead");
    }
  }

  private void checkUnary(Expr.Unary unary) {
    ValueType type = unary.expr().type();
    if (type != ValueType.SCALAR && type != ValueType.VECTOR) {
      throw error(
          unary.span(),
          "unary expression only allowed on expressions of type scalar or instant vector, got "
              + Quoting.quote(type.documented()));
    }
  }

  private void checkBinary(Expr.Binary binary) {
    requireOperand(binary.left());
    requireOperand(binary.right());
    Span place = operatorSpan(binary);
    if (binary.bool() && !binary.operator().isComparison()) {
      throw error(place, "bool modifier can only be used on comparison operators");
    }
    boolean scalars = binary.type() == ValueType.SCALAR;
    if (binary.operator().isComparison() && !binary.bool() && scalars) {
      throw error(place, "comparisons between scalars must use BOOL modifier");
    }
    if (binary.operator().isSet() && binary.matching().isEmpty()) {
      throw error(
          binary.span(),
          "set operator "
              + Quoting.quote(binary.operator().symbol())
              + " not allowed in binary scalar expression");
    }
    binary.matching().ifPresent(matching -> checkMatching(binary, matching, place));
  }

  private void requireOperand(Expr operand) {
    if (operand.type() != ValueType.SCALAR && operand.type() != ValueType.VECTOR) {
      throw error(
          operand.span(), "binary expression must contain only scalar and instant vector types");
    }
  }

  private void checkMatching(Expr.Binary binary, VectorMatching matching, Span place) {
    for (String label : matching.labels()) {
      if (matching.on() && matching.include().contains(label)) {
        throw error(
            place,
            "label " + Quoting.quote(label) + " must not occur in ON and GROUP clause at once");
      }
    }
    if (!binary.operator().isSet()) {
      return;
    }
    if (matching.cardinality() != Cardinality.MANY_TO_MANY) {
      throw error(
          binary.span(),
          "no grouping allowed for " + Quoting.quote(binary.operator().symbol()) + " operation");
    }
    if (matching.fillLeft().isPresent() || matching.fillRight().isPresent()) {
      throw error(binary.span(), "filling in missing series not allowed for set operators");
    }
  }

  /** Where the operator itself begins. */
  private Span operatorSpan(Expr.Binary binary) {
    int start = binary.left().span().end();
    while (start < query.length() && Character.isWhitespace(query.charAt(start))) {
      start++;
    }
    return new Span(start, start);
  }

  private void checkAggregate(Expr.Aggregate aggregate) {
    requireType(aggregate.expr(), ValueType.VECTOR, "aggregation expression");
    aggregate
        .parameter()
        .ifPresent(parameter ->
            requireType(
                parameter,
                aggregate.operator() == AggregateOperator.COUNT_VALUES
                    ? ValueType.STRING
                    : ValueType.SCALAR,
                "aggregation parameter"));
  }

  private void checkCall(Expr.Call call) {
    Function function = call.function();
    String name = Quoting.quote(function.symbol());
    int given = call.arguments().size();
    if (given < function.minArguments() || given > function.maxArguments()) {
      String bound =
          function.minArguments() == function.maxArguments()
              ? "expected " + function.minArguments()
              : given < function.minArguments()
                  ? "expected at least " + function.minArguments()
                  : "expected at most " + function.maxArguments();
      throw error(call.span(), bound + " argument(s) in call to " + name + ", got " + given);
    }
    for (int i = 0; i < given; i++) {
      requireType(call.arguments().get(i), function.argument(i), "call to function " + name);
    }
  }

  private void requireType(Expr expr, ValueType wanted, String context) {
    if (expr.type() != wanted) {
      throw error(
          expr.span(),
          "expected type "
              + wanted.documented()
              + " in "
              + context
              + ", got "
              + expr.type().documented());
    }
  }

  private RuntimeException error(Span span, String message) {
    return SyntaxError.at(query, span.start(), message);
  }
}
