// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.promql.eval;

import dev.plumbline.promql.ast.Function;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;
import java.util.function.ToIntFunction;

/** The functions that turn each value of an instant vector into another one by itself. */
final class InstantFunctions {
  /** Seconds beyond which there is no calendar; Prometheus's own results are undefined there. */
  private static final double MAX_SECONDS = 31_556_889_864_403_196d;

  private InstantFunctions() {}

  /** Empty for functions of another kind. */
  static Optional<DoubleUnaryOperator> of(Function function) {
    return Optional.ofNullable(
        switch (function) {
          case ABS -> Math::abs;
          case CEIL -> Math::ceil;
          case FLOOR -> Math::floor;
          case EXP -> Math::exp;
          case SQRT -> Math::sqrt;
          case LN -> Math::log;
          case LOG2 -> GoMath::log2;
          case LOG10 -> Math::log10;
          case SIN -> Math::sin;
          case COS -> Math::cos;
          case TAN -> Math::tan;
          case ASIN -> Math::asin;
          case ACOS -> Math::acos;
          case ATAN -> Math::atan;
          case SINH -> Math::sinh;
          case COSH -> Math::cosh;
          case TANH -> Math::tanh;
          case ASINH -> GoMath::asinh;
          case ACOSH -> GoMath::acosh;
          case ATANH -> GoMath::atanh;
          case RAD -> v -> v * Math.PI / 180;
          case DEG -> v -> v * 180 / Math.PI;
          case SGN -> v -> v < 0 ? -1 : v > 0 ? 1 : v;
          default -> null;
        });
  }

  /** The calendar functions: from seconds since the epoch, in UTC. */
  static Optional<DoubleUnaryOperator> calendar(Function function) {
    return Optional.ofNullable(
        switch (function) {
          case DAYS_IN_MONTH -> onDate(t -> t.toLocalDate().lengthOfMonth());
          case DAY_OF_MONTH -> onDate(LocalDateTime::getDayOfMonth);
          case DAY_OF_WEEK -> onDate(t -> t.getDayOfWeek().getValue() % 7);
          case DAY_OF_YEAR -> onDate(LocalDateTime::getDayOfYear);
          case HOUR -> onDate(LocalDateTime::getHour);
          case MINUTE -> onDate(LocalDateTime::getMinute);
          case MONTH -> onDate(LocalDateTime::getMonthValue);
          case YEAR -> onDate(LocalDateTime::getYear);
          default -> null;
        });
  }

  private static DoubleUnaryOperator onDate(ToIntFunction<LocalDateTime> part) {
    return seconds ->
        Math.abs(seconds) <= MAX_SECONDS
            ? part.applyAsInt(
                LocalDateTime.ofInstant(Instant.ofEpochSecond((long) seconds), ZoneOffset.UTC))
            : Double.NaN;
  }
}
