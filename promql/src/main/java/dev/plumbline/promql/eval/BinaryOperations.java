// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.promql.eval;

import dev.plumbline.model.series.GridSeries;
import dev.plumbline.promql.Semantics;
import dev.plumbline.promql.ast.BinaryOperator;
import dev.plumbline.promql.ast.Expr;
import java.util.ArrayList;
import java.util.List;

/** Arithmetic and comparison of two numbers, and of the values of a vector with numbers. */
final class BinaryOperations {
  private BinaryOperations() {}

  /** Comparisons give {@code true} to keep, arithmetic always does. */
  static boolean keeps(BinaryOperator operator, double left, double right) {
    return switch (operator) {
      case EQUAL -> left == right;
      case NOT_EQUAL -> left != right;
      case LESS -> left < right;
      case LESS_OR_EQUAL -> left <= right;
      case GREATER -> left > right;
      case GREATER_OR_EQUAL -> left >= right;
      default -> true;
    };
  }

  /** The number that arithmetic gives; a comparison gives its left side. */
  static double compute(BinaryOperator operator, double left, double right) {
    return switch (operator) {
      case ADD -> left + right;
      case SUBTRACT -> left - right;
      case MULTIPLY -> left * right;
      case DIVIDE -> left / right;
      case MODULO -> left % right;
      case POWER -> GoMath.pow(left, right);
      case ATAN2 -> Math.atan2(left, right);
      default -> left;
    };
  }

  /** Whether the result is no longer the metric; Prometheus 2 forgot about {@code atan2}. */
  static boolean dropsName(Expr.Binary binary, Semantics semantics) {
    BinaryOperator operator = binary.operator();
    boolean kept = semantics == Semantics.PROMETHEUS_2 && operator == BinaryOperator.ATAN2;
    return binary.bool() || (!operator.isComparison() && !kept);
  }

  static double[] scalars(BinaryOperator operator, double[] left, double[] right) {
    double[] result = new double[left.length];
    for (int i = 0; i < result.length; i++) {
      result[i] =
          operator.isComparison()
              ? (keeps(operator, left[i], right[i]) ? 1 : 0)
              : compute(operator, left[i], right[i]);
    }
    return result;
  }

  /**
   * One number per time with each series.
   *
   * @param vectorLeft whether the vector stands on the left of the operator
   * @param dropsName what {@link #dropsName} says
   */
  static List<GridSeries> vectorWithScalars(
      Expr.Binary binary,
      List<GridSeries> vector,
      double[] scalars,
      boolean vectorLeft,
      boolean dropsName) {
    BinaryOperator operator = binary.operator();
    List<GridSeries> result = new ArrayList<>(vector.size());
    for (GridSeries series : vector) {
      double[] slots = Slots.empty(scalars.length);
      for (int i = 0; i < slots.length; i++) {
        double value = series.values()[i];
        if (!Slots.has(value)) {
          continue;
        }
        double left = vectorLeft ? value : scalars[i];
        double right = vectorLeft ? scalars[i] : value;
        boolean keep = keeps(operator, left, right);
        if (binary.bool()) {
          slots[i] = keep ? 1 : 0;
        } else if (keep) {
          slots[i] = operator.isComparison() ? value : compute(operator, left, right);
        }
      }
      if (!Slots.isEmpty(slots)) {
        result.add(
            new GridSeries(
                dropsName ? series.labels().withoutMetricName() : series.labels(), slots));
      }
    }
    return Vectors.merged(result);
  }
}
