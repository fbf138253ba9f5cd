// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.promql.parse;

import dev.plumbline.model.series.LabelMatcher;
import dev.plumbline.model.series.Labels;
import dev.plumbline.promql.ast.Expr;
import dev.plumbline.promql.ast.TimeShift;
import dev.plumbline.promql.ast.VectorMatching;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** Writes expressions as Prometheus prints them: one line, one space around operators. */
public final class Printer {
  private final StringBuilder text = new StringBuilder();

  private Printer() {}

  /** Text that parses to an equal expression. */
  public static String print(Expr expr) {
    Printer printer = new Printer();
    printer.append(expr);
    return printer.text.toString();
  }

  /** The shortest decimal that reads back as the same number, never with an exponent. */
  public static String number(double value) {
    if (Double.isNaN(value)) {
      return "NaN";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "+Inf" : "-Inf";
    }
    if (value == 0) {
      return 1 / value < 0 ? "-0" : "0";
    }
    return new BigDecimal(Double.toString(value)).stripTrailingZeros().toPlainString();
  }

  /** A sign of its own would be read as an operator, which binds less than a power. */
  private static String literal(double value) {
    return value == Double.POSITIVE_INFINITY ? "Inf" : number(value);
  }

  private void append(Expr expr) {
    switch (expr) {
      case Expr.NumberLiteral n ->
          text.append(n.duration() ? seconds(n.value()) : literal(n.value()));
      case Expr.StringLiteral s -> text.append(Quoting.quote(s.value()));
      case Expr.VectorSelector s -> {
        selector(s);
        shift(s.shift());
      }
      case Expr.MatrixSelector m -> {
        selector(m.selector());
        text.append('[').append(Durations.format(m.rangeMillis())).append(']');
        shift(m.selector().shift());
      }
      case Expr.Subquery q -> {
        append(q.expr());
        text.append('[').append(Durations.format(q.rangeMillis())).append(':');
        text.append(q.stepMillis() == 0 ? "" : Durations.format(q.stepMillis())).append(']');
        shift(q.shift());
      }
      case Expr.Paren p -> {
        text.append('(');
        append(p.expr());
        text.append(')');
      }
      case Expr.Unary u -> {
        text.append(u.negative() ? '-' : '+');
        append(u.expr());
      }
      case Expr.Binary b -> binary(b);
      case Expr.Aggregate a -> aggregate(a);
      case Expr.Call c -> {
        text.append(c.function().symbol());
        arguments(c.arguments());
      }
    }
  }

  private static String seconds(double value) {
    String duration = Durations.format(Math.round(Math.abs(value) * 1000));
    return 1 / value < 0 ? "-" + duration : duration;
  }

  private void selector(Expr.VectorSelector selector) {
    text.append(selector.name());
    List<String> conditions =
        selector.matchers().stream()
            .filter(m -> !isName(selector, m))
            .map(Printer::matcher)
            .toList();
    if (!conditions.isEmpty() || selector.name().isEmpty()) {
      text.append('{').append(String.join(",", conditions)).append('}');
    }
  }

  private static boolean isName(Expr.VectorSelector selector, LabelMatcher matcher) {
    return !selector.name().isEmpty()
        && matcher.equals(LabelMatcher.equal(Labels.METRIC_NAME, selector.name()));
  }

  private static String matcher(LabelMatcher matcher) {
    return label(matcher.name()) + matcher.operator().symbol() + Quoting.quote(matcher.value());
  }

  private static String label(String name) {
    return isPlain(name) ? name : Quoting.quote(name);
  }

  private static boolean isPlain(String name) {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean letter = c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
      if (!letter && (i == 0 || c < '0' || c > '9')) {
        return false;
      }
    }
    return !name.isEmpty();
  }

  private void shift(TimeShift shift) {
    switch (shift.at()) {
      case TimeShift.At.Evaluation e -> {}
      case TimeShift.At.Start s -> text.append(" @ start()");
      case TimeShift.At.End e -> text.append(" @ end()");
      case TimeShift.At.Fixed(long millis) ->
          text.append(String.format(Locale.ROOT, " @ %s", BigDecimal.valueOf(millis, 3)));
    }
    long offset = shift.offsetMillis();
    if (offset != 0) {
      text.append(" offset ").append(offset < 0 ? "-" : "");
      text.append(Durations.format(Math.abs(offset)));
    }
  }

  private void binary(Expr.Binary binary) {
    append(binary.left());
    text.append(' ').append(binary.operator().symbol());
    text.append(binary.bool() ? " bool" : "");
    binary.matching().ifPresent(this::matching);
    text.append(' ');
    append(binary.right());
  }

  private void matching(VectorMatching matching) {
    boolean grouped =
        matching.cardinality() == VectorMatching.Cardinality.MANY_TO_ONE
            || matching.cardinality() == VectorMatching.Cardinality.ONE_TO_MANY;
    if (matching.on() || grouped || !matching.labels().isEmpty()) {
      text.append(matching.on() ? " on (" : " ignoring (");
      labels(matching.labels());
    }
    if (grouped) {
      boolean left = matching.cardinality() == VectorMatching.Cardinality.MANY_TO_ONE;
      text.append(left ? " group_left (" : " group_right (");
      labels(matching.include());
    }
    if (matching.fillLeft().isPresent() && matching.fillLeft().equals(matching.fillRight())) {
      fill(" fill", matching.fillLeft());
    } else {
      fill(" fill_left", matching.fillLeft());
      fill(" fill_right", matching.fillRight());
    }
  }

  private void fill(String word, OptionalDouble value) {
    value.ifPresent(v -> text.append(word).append(" (").append(number(v)).append(')'));
  }

  private void labels(List<String> names) {
    text.append(String.join(", ", names.stream().map(Printer::label).toList())).append(')');
  }

  private void aggregate(Expr.Aggregate aggregate) {
    text.append(aggregate.operator().symbol());
    if (aggregate.without() || !aggregate.grouping().isEmpty()) {
      text.append(aggregate.without() ? " without (" : " by (");
      labels(aggregate.grouping());
      text.append(' ');
    }
    arguments(aggregate.children());
  }

  private void arguments(List<Expr> arguments) {
    text.append('(');
    for (int i = 0; i < arguments.size(); i++) {
      text.append(i == 0 ? "" : ", ");
      append(arguments.get(i));
    }
    text.append(')');
  }
}
