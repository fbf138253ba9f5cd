// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.promql.ast;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The functions of PromQL that we evaluate, with the types of their arguments. */
public enum Function {
  ABS(ValueType.VECTOR, 0, ValueType.VECTOR),
  ABSENT(ValueType.VECTOR, 0, ValueType.VECTOR),
  ABSENT_OVER_TIME(ValueType.VECTOR, 0, ValueType.MATRIX),
  ACOS(ValueType.VECTOR, 0, ValueType.VECTOR),
  ACOSH(ValueType.VECTOR, 0, ValueType.VECTOR),
  ASIN(ValueType.VECTOR, 0, ValueType.VECTOR),
  ASINH(ValueType.VECTOR, 0, ValueType.VECTOR),
  ATAN(ValueType.VECTOR, 0, ValueType.VECTOR),
  ATANH(ValueType.VECTOR, 0, ValueType.VECTOR),
  AVG_OVER_TIME(ValueType.VECTOR, 0, ValueType.MATRIX),
  CEIL(ValueType.VECTOR, 0, ValueType.VECTOR),
  CHANGES(ValueType.VECTOR, 0, ValueType.MATRIX),
  CLAMP(ValueType.VECTOR, 0, ValueType.VECTOR, ValueType.SCALAR, ValueType.SCALAR),
  CLAMP_MAX(ValueType.VECTOR, 0, ValueType.VECTOR, ValueType.SCALAR),
  CLAMP_MIN(ValueType.VECTOR, 0, ValueType.VECTOR, ValueType.SCALAR),
  COS(ValueType.VECTOR, 0, ValueType.VECTOR),
  COSH(ValueType.VECTOR, 0, ValueType.VECTOR),
  COUNT_OVER_TIME(ValueType.VECTOR, 0, ValueType.MATRIX),
  DAY_OF_MONTH(ValueType.VECTOR, 1, ValueType.VECTOR),
  DAY_OF_WEEK(ValueType.VECTOR, 1, ValueType.VECTOR),
  DAY_OF_YEAR(ValueType.VECTOR, 1, ValueType.VECTOR),
  DAYS_IN_MONTH(ValueType.VECTOR, 1, ValueType.VECTOR),
  DEG(ValueType.VECTOR, 0, ValueType.VECTOR),
  DELTA(ValueType.VECTOR, 0, ValueType.MATRIX),
  DERIV(ValueType.VECTOR, 0, ValueType.MATRIX),
  DOUBLE_EXPONENTIAL_SMOOTHING(
      ValueType.VECTOR, 0, ValueType.MATRIX, ValueType.SCALAR, ValueType.SCALAR),
  END(ValueType.SCALAR, 0),
  EXP(ValueType.VECTOR, 0, ValueType.VECTOR),
  FIRST_OVER_TIME(ValueType.VECTOR, 0, ValueType.MATRIX),
  FLOOR(ValueType.VECTOR, 0, ValueType.VECTOR),
  HISTOGRAM_AVG(ValueType.VECTOR, 0, ValueType.VECTOR),
  HISTOGRAM_COUNT(ValueType.VECTOR, 0, ValueType.VECTOR),
  HISTOGRAM_FRACTION(ValueType.VECTOR, 0, ValueType.SCALAR, ValueType.SCALAR, ValueType.VECTOR),
  HISTOGRAM_QUANTILE(ValueType.VECTOR, 0, ValueType.SCALAR, ValueType.VECTOR),
  HISTOGRAM_QUANTILES(
      ValueType.VECTOR, 9, ValueType.VECTOR, ValueType.STRING, ValueType.SCALAR, ValueType.SCALAR),
  HISTOGRAM_STDDEV(ValueType.VECTOR, 0, ValueType.VECTOR),
  HISTOGRAM_STDVAR(ValueType.VECTOR, 0, ValueType.VECTOR),
  HISTOGRAM_SUM(ValueType.VECTOR, 0, ValueType.VECTOR),
  HOLT_WINTERS(ValueType.VECTOR, 0, ValueType.MATRIX, ValueType.SCALAR, ValueType.SCALAR),
  HOUR(ValueType.VECTOR, 1, ValueType.VECTOR),
  IDELTA(ValueType.VECTOR, 0, ValueType.MATRIX),
  INCREASE(ValueType.VECTOR, 0, ValueType.MATRIX),
  IRATE(ValueType.VECTOR, 0, ValueType.MATRIX),
  LABEL_JOIN(
      ValueType.VECTOR, -1, ValueType.VECTOR, ValueType.STRING, ValueType.STRING, ValueType.STRING),
  LABEL_REPLACE(
      ValueType.VECTOR,
      0,
      ValueType.VECTOR,
      ValueType.STRING,
      ValueType.STRING,
      ValueType.STRING,
      ValueType.STRING),
  LAST_OVER_TIME(ValueType.VECTOR, 0, ValueType.MATRIX),
  LN(ValueType.VECTOR, 0, ValueType.VECTOR),
  LOG10(ValueType.VECTOR, 0, ValueType.VECTOR),
  LOG2(ValueType.VECTOR, 0, ValueType.VECTOR),
  MAD_OVER_TIME(ValueType.VECTOR, 0, ValueType.MATRIX),
  MAX_OF(ValueType.SCALAR, 0, ValueType.SCALAR, ValueType.SCALAR),
  MAX_OVER_TIME(ValueType.VECTOR, 0, ValueType.MATRIX),
  MIN_OF(ValueType.SCALAR, 0, ValueType.SCALAR, ValueType.SCALAR),
  MIN_OVER_TIME(ValueType.VECTOR, 0, ValueType.MATRIX),
  MINUTE(ValueType.VECTOR, 1, ValueType.VECTOR),
  MONTH(ValueType.VECTOR, 1, ValueType.VECTOR),
  PI(ValueType.SCALAR, 0),
  PREDICT_LINEAR(ValueType.VECTOR, 0, ValueType.MATRIX, ValueType.SCALAR),
  PRESENT_OVER_TIME(ValueType.VECTOR, 0, ValueType.MATRIX),
  QUANTILE_OVER_TIME(ValueType.VECTOR, 0, ValueType.SCALAR, ValueType.MATRIX),
  RAD(ValueType.VECTOR, 0, ValueType.VECTOR),
  RANGE(ValueType.SCALAR, 0),
  RATE(ValueType.VECTOR, 0, ValueType.MATRIX),
  RESETS(ValueType.VECTOR, 0, ValueType.MATRIX),
  ROUND(ValueType.VECTOR, 1, ValueType.VECTOR, ValueType.SCALAR),
  SCALAR(ValueType.SCALAR, 0, ValueType.VECTOR),
  SGN(ValueType.VECTOR, 0, ValueType.VECTOR),
  SIN(ValueType.VECTOR, 0, ValueType.VECTOR),
  SINH(ValueType.VECTOR, 0, ValueType.VECTOR),
  SORT(ValueType.VECTOR, 0, ValueType.VECTOR),
  SORT_BY_LABEL(ValueType.VECTOR, -1, ValueType.VECTOR, ValueType.STRING),
  SORT_BY_LABEL_DESC(ValueType.VECTOR, -1, ValueType.VECTOR, ValueType.STRING),
  SORT_DESC(ValueType.VECTOR, 0, ValueType.VECTOR),
  SQRT(ValueType.VECTOR, 0, ValueType.VECTOR),
  START(ValueType.SCALAR, 0),
  STDDEV_OVER_TIME(ValueType.VECTOR, 0, ValueType.MATRIX),
  STDVAR_OVER_TIME(ValueType.VECTOR, 0, ValueType.MATRIX),
  STEP(ValueType.SCALAR, 0),
  SUM_OVER_TIME(ValueType.VECTOR, 0, ValueType.MATRIX),
  TAN(ValueType.VECTOR, 0, ValueType.VECTOR),
  TANH(ValueType.VECTOR, 0, ValueType.VECTOR),
  TIME(ValueType.SCALAR, 0),
  TIMESTAMP(ValueType.VECTOR, 0, ValueType.VECTOR),
  TS_OF_FIRST_OVER_TIME(ValueType.VECTOR, 0, ValueType.MATRIX),
  TS_OF_LAST_OVER_TIME(ValueType.VECTOR, 0, ValueType.MATRIX),
  TS_OF_MAX_OVER_TIME(ValueType.VECTOR, 0, ValueType.MATRIX),
  TS_OF_MIN_OVER_TIME(ValueType.VECTOR, 0, ValueType.MATRIX),
  VECTOR(ValueType.VECTOR, 0, ValueType.SCALAR),
  YEAR(ValueType.VECTOR, 1, ValueType.VECTOR);

  private static final Map<String, Function> BY_NAME =
      Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(Function::symbol, f -> f));

  private final ValueType returns;
  private final int variadic;

  @SuppressWarnings("ImmutableEnumChecker") // List.of
  private final List<ValueType> arguments;

  Function(ValueType returns, int variadic, ValueType... arguments) {
    this.returns = returns;
    this.variadic = variadic;
    this.arguments = List.of(arguments);
  }

  /** Empty for a name that no function has; names are case-sensitive. */
  public static Optional<Function> named(String name) {
    return Optional.ofNullable(BY_NAME.get(name));
  }

  public String symbol() {
    return name().toLowerCase(Locale.ROOT);
  }

  public ValueType returns() {
    return returns;
  }

  /** The type of the argument at {@code index}; the last type is repeated. */
  public ValueType argument(int index) {
    return arguments.get(Math.min(index, arguments.size() - 1));
  }

  public int minArguments() {
    return variadic == 0 ? arguments.size() : arguments.size() - 1;
  }

  /** {@link Integer#MAX_VALUE} when there may be any number. */
  public int maxArguments() {
    return variadic < 0 ? Integer.MAX_VALUE : minArguments() + variadic;
  }
}
