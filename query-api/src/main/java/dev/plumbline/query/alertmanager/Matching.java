// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.query.alertmanager;

import com.google.re2j.Pattern;
import dev.plumbline.model.series.LabelMatcher;
import java.util.List;
import java.util.Map;

/** Prometheus matchers over a map of labels; an absent label counts as empty. */
final class Matching {
  private Matching() {}

  static boolean all(List<LabelMatcher> matchers, Map<String, String> labels) {
    return matchers.stream().allMatch(matcher -> one(matcher, labels));
  }

  private static boolean one(LabelMatcher matcher, Map<String, String> labels) {
    String value = labels.getOrDefault(matcher.name(), "");
    return switch (matcher.operator()) {
      case EQUAL -> value.equals(matcher.value());
      case NOT_EQUAL -> !value.equals(matcher.value());
      case REGEX -> Pattern.matches(matcher.value(), value);
      case NOT_REGEX -> !Pattern.matches(matcher.value(), value);
    };
  }
}
