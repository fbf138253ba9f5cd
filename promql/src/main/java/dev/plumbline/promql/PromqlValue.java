// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.promql;

import dev.plumbline.model.series.Labels;
import dev.plumbline.model.series.Series;
import dev.plumbline.promql.ast.ValueType;
import java.util.List;

/** What a query answers. Times are milliseconds since the epoch. */
public sealed interface PromqlValue {
  ValueType type();

  /** One number, for example of {@code 1 + 1}. */
  record Scalar(long timestampMillis, double value) implements PromqlValue {
    @Override
    public ValueType type() {
      return ValueType.SCALAR;
    }
  }

  /** One text. */
  record Text(long timestampMillis, String value) implements PromqlValue {
    @Override
    public ValueType type() {
      return ValueType.STRING;
    }
  }

  /** One number per series; in the order that {@code sort} or {@code topk} made, where used. */
  record Vector(List<Sample> samples) implements PromqlValue {
    public Vector {
      samples = List.copyOf(samples);
    }

    @Override
    public ValueType type() {
      return ValueType.VECTOR;
    }
  }

  /** Series of numbers, sorted by labels; none is without samples. */
  record Matrix(List<Series> series) implements PromqlValue {
    public Matrix {
      series = List.copyOf(series);
    }

    @Override
    public ValueType type() {
      return ValueType.MATRIX;
    }
  }

  /** One element of a vector. */
  record Sample(Labels labels, long timestampMillis, double value) {}
}
