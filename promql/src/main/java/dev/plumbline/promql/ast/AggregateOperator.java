// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.promql.ast;

import java.util.Locale;

/** The operators that aggregate over the series of an instant vector. */
public enum AggregateOperator {
  AVG(false),
  BOTTOMK(true),
  COUNT(false),
  COUNT_VALUES(true),
  GROUP(false),
  LIMITK(true),
  LIMIT_RATIO(true),
  MAX(false),
  MIN(false),
  QUANTILE(true),
  STDDEV(false),
  STDVAR(false),
  SUM(false),
  TOPK(true);

  private final boolean parameter;

  AggregateOperator(boolean parameter) {
    this.parameter = parameter;
  }

  /** Whether a parameter stands before the vector: k, the quantile, the ratio or the label. */
  public boolean hasParameter() {
    return parameter;
  }

  public String symbol() {
    return name().toLowerCase(Locale.ROOT);
  }
}
