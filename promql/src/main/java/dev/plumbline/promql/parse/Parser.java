// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.promql.parse;

import dev.plumbline.model.series.LabelMatcher;
import dev.plumbline.model.series.Labels;
import dev.plumbline.promql.ast.AggregateOperator;
import dev.plumbline.promql.ast.BinaryOperator;
import dev.plumbline.promql.ast.Expr;
import dev.plumbline.promql.ast.Function;
import dev.plumbline.promql.ast.Span;
import dev.plumbline.promql.ast.TimeShift;
import dev.plumbline.promql.ast.ValueType;
import dev.plumbline.promql.ast.VectorMatching;
import dev.plumbline.promql.ast.VectorMatching.Cardinality;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * Recursive descent over the grammar of Prometheus, binary operators by precedence climbing. The
 * first error ends the work. One thread.
 */
final class Parser {
  /** Times beyond this have no samples; sums with durations must not overflow. */
  private static final double MAX_SECONDS = 9e12;

  private final String query;
  private final Lexer lexer;
  private Token token;

  /** End of the last token taken. */
  private int lastEnd;

  private int nesting;

  Parser(String query) {
    this.query = query;
    this.lexer = new Lexer(query);
    this.token = lexer.next();
  }

  Expr expression() {
    if (token.is(TokenType.EOF)) {
      throw SyntaxError.at(query, 0, "no expression found in input");
    }
    Expr expr = binary(1);
    expect(TokenType.EOF, "", "");
    return expr;
  }

  Expr.VectorSelector selectorOnly() {
    Token first = token;
    if (first.is(TokenType.LEFT_BRACE) || isMetricName(first)) {
      Expr.VectorSelector selector = vectorSelector();
      expect(TokenType.EOF, "", "");
      return selector;
    }
    throw unexpected("", "");
  }

  /** Operators that bind at least as tightly as {@code precedence}, and their operands. */
  private Expr binary(int precedence) {
    enter();
    Expr left = unary();
    int chain = 0;
    while (true) {
      Optional<BinaryOperator> operator = operatorAhead();
      if (operator.isEmpty() || operator.get().precedence() < precedence) {
        nesting--;
        return left;
      }
      if (++chain > PromqlParser.MAX_DEPTH) {
        throw tooDeep();
      }
      left = binaryRest(left, operator.get());
    }
  }

  private Expr binaryRest(Expr left, BinaryOperator operator) {
    advance();
    boolean bool = accept(TokenType.BOOL);
    VectorMatching matching = matching(operator);
    Expr right = binary(operator.precedence() + (operator.rightAssociative() ? 0 : 1));
    boolean vectors = left.type() == ValueType.VECTOR && right.type() == ValueType.VECTOR;
    if (!vectors && !matching.labels().isEmpty()) {
      throw error(left.span(), "vector matching only allowed between instant vectors");
    }
    if (!vectors && (matching.fillLeft().isPresent() || matching.fillRight().isPresent())) {
      throw error(left.span(), "filling in missing series only allowed between instant vectors");
    }
    return new Expr.Binary(
        operator,
        left,
        right,
        bool,
        vectors ? Optional.of(matching) : Optional.empty(),
        left.span().to(right.span()));
  }

  private Optional<BinaryOperator> operatorAhead() {
    if (!token.is(TokenType.OPERATOR)) {
      return Optional.empty();
    }
    String symbol = token.text().toLowerCase(Locale.ROOT);
    for (BinaryOperator operator : BinaryOperator.values()) {
      if (operator.symbol().equals(symbol)) {
        return Optional.of(operator);
      }
    }
    return Optional.empty();
  }

  private VectorMatching matching(BinaryOperator operator) {
    boolean on = token.is(TokenType.ON);
    List<String> labels = List.of();
    List<String> include = List.of();
    Cardinality cardinality = operator.isSet() ? Cardinality.MANY_TO_MANY : Cardinality.ONE_TO_ONE;
    if (on || token.is(TokenType.IGNORING)) {
      advance();
      labels = groupingLabels();
      if (token.is(TokenType.GROUP_LEFT) || token.is(TokenType.GROUP_RIGHT)) {
        cardinality =
            token.is(TokenType.GROUP_LEFT) ? Cardinality.MANY_TO_ONE : Cardinality.ONE_TO_MANY;
        advance();
        include = token.is(TokenType.LEFT_PAREN) ? groupingLabels() : List.of();
      }
    }
    OptionalDouble fillLeft = OptionalDouble.empty();
    OptionalDouble fillRight = OptionalDouble.empty();
    while (token.is(TokenType.FILL)
        || token.is(TokenType.FILL_LEFT)
        || token.is(TokenType.FILL_RIGHT)) {
      TokenType side = advance().type();
      OptionalDouble value = OptionalDouble.of(fillValue());
      fillLeft = side == TokenType.FILL_RIGHT ? fillLeft : value;
      fillRight = side == TokenType.FILL_LEFT ? fillRight : value;
    }
    return new VectorMatching(cardinality, on, labels, include, fillLeft, fillRight);
  }

  private double fillValue() {
    expect(TokenType.LEFT_PAREN, "fill", "\"(\"");
    double value = signedNumber("fill", "number");
    expect(TokenType.RIGHT_PAREN, "fill", "\")\"");
    return value;
  }

  private List<String> groupingLabels() {
    expect(TokenType.LEFT_PAREN, "grouping opts", "\"(\"");
    List<String> labels = new ArrayList<>();
    while (!accept(TokenType.RIGHT_PAREN)) {
      labels.add(groupingLabel());
      if (!token.is(TokenType.RIGHT_PAREN)) {
        expect(TokenType.COMMA, "grouping opts", "\",\" or \")\"");
      }
    }
    return labels;
  }

  private String groupingLabel() {
    Token label = token;
    boolean word =
        label.type().isWord()
            || (label.is(TokenType.OPERATOR) && Character.isLetter(label.text().charAt(0)));
    if (label.is(TokenType.STRING)) {
      advance();
      return labelName(label, Quoting.unquote(label.text()));
    }
    if (word || label.is(TokenType.IDENTIFIER) || label.is(TokenType.METRIC_IDENTIFIER)) {
      advance();
      return label.text();
    }
    throw unexpected("grouping opts", "label");
  }

  private String labelName(Token at, String name) {
    if (name.isEmpty()) {
      throw error(at.span(), "invalid label name for grouping: " + Quoting.quote(name));
    }
    return name;
  }

  private Expr unary() {
    if (!token.isOperator("+") && !token.isOperator("-")) {
      return postfix(primary());
    }
    Token sign = advance();
    boolean negative = sign.text().equals("-");
    Expr operand = binary(BinaryOperator.POWER.precedence());
    Span span = sign.span().to(operand.span());
    if (operand instanceof Expr.NumberLiteral(double value, boolean duration, Span ignored)) {
      return new Expr.NumberLiteral(negative ? -value : value, duration, span);
    }
    return new Expr.Unary(negative, operand, span);
  }

  private Expr postfix(Expr operand) {
    Expr expr = operand;
    while (true) {
      switch (token.type()) {
        case LEFT_BRACKET -> expr = range(expr);
        case OFFSET -> expr = offset(expr);
        case AT -> expr = at(expr);
        case ANCHORED, SMOOTHED ->
            throw error(
                expr.span(),
                token.text().toLowerCase(Locale.ROOT)
                    + " modifier is experimental and not enabled");
        default -> {
          return expr;
        }
      }
      if (++nesting > PromqlParser.MAX_NESTING) {
        throw tooDeep();
      }
      nesting--;
    }
  }

  private Expr range(Expr expr) {
    Token bracket = advance();
    long range = positiveDuration("subquery or range selector");
    if (accept(TokenType.COLON)) {
      long step = token.is(TokenType.RIGHT_BRACKET) ? 0 : positiveDuration("subquery selector");
      expect(TokenType.RIGHT_BRACKET, "subquery selector", "\"]\"");
      enter();
      nesting--;
      return new Expr.Subquery(
          expr, range, step, TimeShift.NONE, new Span(expr.span().start(), lastEnd));
    }
    expect(TokenType.RIGHT_BRACKET, "subquery or range", "\":\" or \"]\"");
    if (!(expr instanceof Expr.VectorSelector selector)) {
      throw error(bracket.span(), "ranges only allowed for vector selectors");
    }
    if (selector.shift().offsetMillis() != 0) {
      throw error(bracket.span(), "no offset modifiers allowed before range");
    }
    if (selector.shift().isFixed()) {
      throw error(bracket.span(), "no @ modifiers allowed before range");
    }
    return new Expr.MatrixSelector(selector, range, new Span(expr.span().start(), lastEnd));
  }

  private long positiveDuration(String context) {
    boolean negative = false;
    while (token.isOperator("-") || token.isOperator("+")) {
      negative ^= advance().text().equals("-");
    }
    Token number = token;
    long millis = durationMillis(context, "number, duration, step(), or range()");
    if (token.is(TokenType.OPERATOR)) {
      throw error(token.span(), "experimental duration expression is not enabled");
    }
    if (negative || (millis <= 0 && seconds(number) <= 0)) {
      throw error(number.span(), "duration must be greater than 0");
    }
    return millis;
  }

  private double seconds(Token number) {
    return number.is(TokenType.NUMBER) ? Numbers.parse(number.text()).orElse(0) : 0;
  }

  private long durationMillis(String context, String expected) {
    Token number = token;
    if (number.is(TokenType.DURATION)) {
      advance();
      return duration(number);
    }
    if (!number.is(TokenType.NUMBER)) {
      throw unexpected(context, expected);
    }
    double seconds = number(advance());
    if (!(Math.abs(seconds) <= Durations.MAX_MILLIS / 1000d)) {
      throw error(number.span(), "duration out of range");
    }
    return Math.round(seconds * 1000);
  }

  private Expr offset(Expr expr) {
    advance();
    boolean negative = token.isOperator("-");
    boolean signed = negative || token.isOperator("+");
    if (signed) {
      advance();
    }
    boolean parenthesized = signed && accept(TokenType.LEFT_PAREN);
    long millis = durationMillis("offset", "number, duration, step(), or range()");
    if (parenthesized) {
      expect(TokenType.RIGHT_PAREN, "offset", "\")\"");
    }
    TimeShift shift = shiftOf(expr, "offset modifier");
    if (shift.offsetMillis() != 0) {
      throw error(expr.span(), "offset may not be set multiple times");
    }
    return shifted(expr, new TimeShift(negative ? -millis : millis, shift.at()));
  }

  private Expr at(Expr expr) {
    advance();
    TimeShift.At at;
    if (token.is(TokenType.START) || token.is(TokenType.END)) {
      at = advance().is(TokenType.START) ? new TimeShift.At.Start() : new TimeShift.At.End();
      expect(TokenType.LEFT_PAREN, "@", "timestamp");
      expect(TokenType.RIGHT_PAREN, "@", "timestamp");
    } else {
      double seconds = signedNumber("@", "timestamp");
      if (!(Math.abs(seconds) < 0x1p63)) {
        throw error(
            expr.span(), "timestamp out of bounds for @ modifier: " + Printer.number(seconds));
      }
      at =
          new TimeShift.At.Fixed(Math.round(Math.clamp(seconds, -MAX_SECONDS, MAX_SECONDS) * 1000));
    }
    TimeShift shift = shiftOf(expr, "@ modifier");
    if (shift.isFixed()) {
      throw error(expr.span(), "@ <timestamp> may not be set multiple times");
    }
    return shifted(expr, new TimeShift(shift.offsetMillis(), at));
  }

  private TimeShift shiftOf(Expr expr, String modifier) {
    return switch (expr) {
      case Expr.VectorSelector selector -> selector.shift();
      case Expr.MatrixSelector matrix -> matrix.selector().shift();
      case Expr.Subquery subquery -> subquery.shift();
      default ->
          throw error(
              expr.span(),
              modifier
                  + " must be preceded by an instant vector selector or range vector selector or a"
                  + " subquery");
    };
  }

  private Expr shifted(Expr expr, TimeShift shift) {
    Span span = new Span(expr.span().start(), lastEnd);
    return switch (expr) {
      case Expr.VectorSelector s -> new Expr.VectorSelector(s.name(), s.matchers(), shift, span);
      case Expr.MatrixSelector m ->
          new Expr.MatrixSelector(
              new Expr.VectorSelector(
                  m.selector().name(), m.selector().matchers(), shift, m.selector().span()),
              m.rangeMillis(),
              span);
      case Expr.Subquery q ->
          new Expr.Subquery(q.expr(), q.rangeMillis(), q.stepMillis(), shift, span);
      default -> expr;
    };
  }

  private Expr primary() {
    Token first = token;
    return switch (first.type()) {
      case NUMBER -> new Expr.NumberLiteral(number(advance()), false, first.span());
      case DURATION -> new Expr.NumberLiteral(duration(advance()) / 1000d, true, first.span());
      case STRING -> new Expr.StringLiteral(Quoting.unquote(advance().text()), first.span());
      case LEFT_PAREN -> paren();
      case LEFT_BRACE -> vectorSelector();
      default -> named();
    };
  }

  private Expr paren() {
    Token open = advance();
    Expr inner = binary(1);
    expect(TokenType.RIGHT_PAREN, "", "");
    return new Expr.Paren(inner, new Span(open.start(), lastEnd));
  }

  /** An aggregation, a call or a selector: what follows the name decides. */
  private Expr named() {
    if (!isMetricName(token)) {
      throw unexpected("", "");
    }
    Token name = token;
    if (name.is(TokenType.AGGREGATOR)) {
      return aggregateOrSelector();
    }
    boolean mayBeFunction =
        name.is(TokenType.IDENTIFIER)
            || (name.type().compareTo(TokenType.START) >= 0
                && name.type().compareTo(TokenType.MIN_OF) <= 0);
    if (!mayBeFunction) {
      return vectorSelector();
    }
    advance();
    return token.is(TokenType.LEFT_PAREN) ? call(name) : selectorAfter(name);
  }

  private boolean isMetricName(Token candidate) {
    return switch (candidate.type()) {
      case IDENTIFIER, METRIC_IDENTIFIER, AGGREGATOR -> true;
      case BY, WITHOUT, OFFSET, FILL, FILL_LEFT, FILL_RIGHT, ANCHORED, SMOOTHED -> true;
      case START, END, STEP, RANGE, MAX_OF, MIN_OF -> true;
      case OPERATOR -> {
        String word = candidate.text().toLowerCase(Locale.ROOT);
        yield word.equals("and") || word.equals("or") || word.equals("unless");
      }
      default -> false;
    };
  }

  private Expr aggregateOrSelector() {
    Token name = advance();
    if (!token.is(TokenType.LEFT_PAREN)
        && !token.is(TokenType.BY)
        && !token.is(TokenType.WITHOUT)) {
      return selectorAfter(name);
    }
    boolean modified = !token.is(TokenType.LEFT_PAREN);
    boolean without = token.is(TokenType.WITHOUT);
    List<String> grouping = List.of();
    if (modified) {
      advance();
      grouping = groupingLabels();
    }
    if (!token.is(TokenType.LEFT_PAREN)) {
      throw unexpected("aggregation", "");
    }
    List<Expr> arguments = arguments();
    if (!modified && (token.is(TokenType.BY) || token.is(TokenType.WITHOUT))) {
      without = advance().is(TokenType.WITHOUT);
      grouping = groupingLabels();
    }
    return aggregate(name, arguments, grouping, without);
  }

  private Expr aggregate(Token name, List<Expr> arguments, List<String> grouping, boolean without) {
    AggregateOperator operator = AggregateOperator.valueOf(name.text().toUpperCase(Locale.ROOT));
    Span span = new Span(name.start(), lastEnd);
    int wanted = operator.hasParameter() ? 2 : 1;
    if (arguments.isEmpty()) {
      throw error(span, "no arguments for aggregate expression provided");
    }
    if (arguments.size() != wanted) {
      throw error(
          span,
          "wrong number of arguments for aggregate expression provided, expected "
              + wanted
              + ", got "
              + arguments.size());
    }
    Optional<Expr> parameter =
        operator.hasParameter() ? Optional.of(arguments.getFirst()) : Optional.empty();
    return new Expr.Aggregate(operator, arguments.getLast(), parameter, grouping, without, span);
  }

  private Expr call(Token name) {
    Optional<Function> function = Function.named(name.text());
    List<Expr> arguments = arguments();
    if (function.isEmpty()) {
      throw error(name.span(), "unknown function with name " + Quoting.quote(name.text()));
    }
    return new Expr.Call(function.get(), arguments, new Span(name.start(), lastEnd));
  }

  private List<Expr> arguments() {
    expect(TokenType.LEFT_PAREN, "", "");
    List<Expr> arguments = new ArrayList<>();
    if (accept(TokenType.RIGHT_PAREN)) {
      return arguments;
    }
    while (true) {
      arguments.add(binary(1));
      if (accept(TokenType.RIGHT_PAREN)) {
        return arguments;
      }
      Token comma = token;
      expect(TokenType.COMMA, "", "");
      if (token.is(TokenType.RIGHT_PAREN)) {
        throw error(comma.span(), "trailing commas not allowed in function call args");
      }
    }
  }

  private Expr.VectorSelector vectorSelector() {
    if (token.is(TokenType.LEFT_BRACE)) {
      Token brace = token;
      List<LabelMatcher> matchers = matchers();
      return new Expr.VectorSelector(
          "", matchers, TimeShift.NONE, new Span(brace.start(), lastEnd));
    }
    return selectorAfter(advance());
  }

  private Expr.VectorSelector selectorAfter(Token name) {
    List<LabelMatcher> matchers = new ArrayList<>();
    if (token.is(TokenType.LEFT_BRACE)) {
      matchers.addAll(matchers());
    }
    Span span = new Span(name.start(), lastEnd);
    for (LabelMatcher matcher : matchers) {
      if (matcher.name().equals(Labels.METRIC_NAME)) {
        throw error(
            span,
            "metric name must not be set twice: "
                + Quoting.quote(name.text())
                + " or "
                + Quoting.quote(matcher.value()));
      }
    }
    matchers.add(LabelMatcher.equal(Labels.METRIC_NAME, name.text()));
    return new Expr.VectorSelector(name.text(), matchers, TimeShift.NONE, span);
  }

  private List<LabelMatcher> matchers() {
    expect(TokenType.LEFT_BRACE, "", "");
    List<LabelMatcher> matchers = new ArrayList<>();
    while (!accept(TokenType.RIGHT_BRACE)) {
      matchers.add(matcher());
      if (!token.is(TokenType.RIGHT_BRACE)) {
        expect(TokenType.COMMA, "label matching", "\",\" or \"}\"");
      }
    }
    return matchers;
  }

  private LabelMatcher matcher() {
    Token label = token;
    if (!label.is(TokenType.IDENTIFIER) && !label.is(TokenType.STRING)) {
      throw unexpected("label matching", "identifier or \"}\"");
    }
    advance();
    boolean quoted = label.is(TokenType.STRING);
    String name = quoted ? Quoting.unquote(label.text()) : label.text();
    boolean ends = token.is(TokenType.COMMA) || token.is(TokenType.RIGHT_BRACE);
    if (quoted && ends) {
      return LabelMatcher.equal(Labels.METRIC_NAME, name);
    }
    LabelMatcher.Operator operator = matchOperator(quoted);
    Token value = token;
    if (!value.is(TokenType.STRING)) {
      throw unexpected("label matching", "string");
    }
    advance();
    LabelMatcher matcher = new LabelMatcher(name, operator, Quoting.unquote(value.text()));
    RegexSyntax.check(matcher)
        .ifPresent(problem -> {
          throw error(label.span().to(value.span()), problem);
        });
    return matcher;
  }

  private LabelMatcher.Operator matchOperator(boolean quoted) {
    LabelMatcher.Operator operator =
        switch (token.type()) {
          case ASSIGN -> LabelMatcher.Operator.EQUAL;
          case REGEX -> LabelMatcher.Operator.REGEX;
          case NOT_REGEX -> LabelMatcher.Operator.NOT_REGEX;
          default -> {
            if (token.isOperator("!=")) {
              yield LabelMatcher.Operator.NOT_EQUAL;
            }
            throw unexpected(
                "label matching", quoted ? "\",\" or \"}\"" : "label matching operator");
          }
        };
    advance();
    return operator;
  }

  private double signedNumber(String context, String expected) {
    boolean negative = token.isOperator("-");
    if (negative || token.isOperator("+")) {
      advance();
    }
    Token number = token;
    double value =
        switch (number.type()) {
          case NUMBER -> number(advance());
          case DURATION -> duration(advance()) / 1000d;
          default -> throw unexpected(context, expected);
        };
    return negative ? -value : value;
  }

  private double number(Token number) {
    OptionalDouble value = Numbers.parse(number.text());
    if (value.isEmpty()) {
      throw error(number.span(), "error parsing number: " + Quoting.quote(number.text()));
    }
    return value.getAsDouble();
  }

  private long duration(Token duration) {
    OptionalLong millis = Durations.parse(duration.text());
    if (millis.isEmpty()) {
      throw error(
          duration.span(), "not a valid duration string: " + Quoting.quote(duration.text()));
    }
    return millis.getAsLong();
  }

  private Token advance() {
    Token taken = token;
    lastEnd = taken.end();
    token = lexer.next();
    return taken;
  }

  private boolean accept(TokenType type) {
    if (!token.is(type)) {
      return false;
    }
    advance();
    return true;
  }

  private void expect(TokenType type, String context, String expected) {
    if (!accept(type)) {
      throw unexpected(context, expected);
    }
  }

  private void enter() {
    if (++nesting > PromqlParser.MAX_NESTING) {
      throw tooDeep();
    }
  }

  private RuntimeException tooDeep() {
    return error(token.span(), "expression is nested too deeply");
  }

  private RuntimeException unexpected(String context, String expected) {
    return error(
        token.span(),
        "unexpected "
            + token.described()
            + (context.isEmpty() ? "" : " in " + context)
            + (expected.isEmpty() ? "" : ", expected " + expected));
  }

  private RuntimeException error(Span span, String message) {
    return SyntaxError.at(query, span.start(), message);
  }
}
