// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.clickhouse.series;

import dev.plumbline.clickhouse.Params;
import dev.plumbline.model.series.LabelMatcher;
import java.util.List;
import java.util.function.UnaryOperator;

/** Label matchers as SQL conditions. Text of users only ever goes into parameters. */
final class Matching {
  private Matching() {}

  /**
   * All matchers of one selector.
   *
   * @param label from a label's name to the SQL expression of its value
   * @param prefix of the parameters' names, different for each selector of a query
   */
  static String all(
      List<LabelMatcher> matchers, UnaryOperator<String> label, String prefix, Params params) {
    StringBuilder sql = new StringBuilder("(1");
    for (int i = 0; i < matchers.size(); i++) {
      LabelMatcher matcher = matchers.get(i);
      String param = prefix + i;
      String value = label.apply(matcher.name());
      sql.append(" AND ");
      switch (matcher.operator()) {
        case EQUAL -> sql.append(value).append(" = {").append(param).append(":String}");
        case NOT_EQUAL -> sql.append(value).append(" != {").append(param).append(":String}");
        case REGEX ->
            sql.append("match(").append(value).append(", {").append(param).append(":String})");
        case NOT_REGEX ->
            sql.append("NOT match(").append(value).append(", {").append(param).append(":String})");
      }
      params.text(
          param,
          switch (matcher.operator()) {
            case EQUAL, NOT_EQUAL -> matcher.value();
            // both are RE2; Prometheus matches the whole value and lets . match a line break
            case REGEX, NOT_REGEX -> "^(?s:" + matcher.value() + ")$";
          });
    }
    return sql.append(')').toString();
  }

  /** Whether an equality on the metric's name rules this name out. */
  static boolean mayBe(String metric, List<LabelMatcher> matchers) {
    return matchers.stream()
        .noneMatch(m ->
            m.name().equals("__name__")
                && m.operator() == LabelMatcher.Operator.EQUAL
                && !m.value().equals(metric));
  }
}
