// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.promql.eval;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.plumbline.model.series.GridSeries;
import dev.plumbline.model.series.LabelMatcher;
import dev.plumbline.model.series.Labels;
import dev.plumbline.promql.EvaluationFailure;
import dev.plumbline.promql.Semantics;
import dev.plumbline.promql.ast.Expr;
import dev.plumbline.promql.parse.RegexSyntax;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The functions that change labels and leave values alone. */
final class LabelFunctions {
  private LabelFunctions() {}

  /**
   * {@code label_replace(v, destination, replacement, source, regex)}.
   *
   * @throws dev.plumbline.model.error.PlumblineException for a name or expression that is not valid
   */
  static List<GridSeries> replace(
      List<GridSeries> vector,
      String destination,
      String replacement,
      String source,
      String regex,
      Semantics semantics) {
    Pattern pattern;
    try {
      pattern = RegexSyntax.compile(regex, semantics.leftOpen());
    } catch (PatternSyntaxException e) {
      throw EvaluationFailure.of("invalid regular expression in label_replace(): " + regex);
    }
    requireName("destination", "label_replace", destination, semantics);
    List<GridSeries> result = new ArrayList<>(vector.size());
    for (GridSeries series : vector) {
      Matcher matcher = pattern.matcher(series.labels().get(source));
      result.add(
          matcher.matches()
              ? new GridSeries(
                  series.labels().with(destination, expand(replacement, matcher, pattern)),
                  series.values())
              : series);
    }
    return Vectors.merged(result);
  }

  /** {@code label_join(v, destination, separator, sources...)}. */
  static List<GridSeries> join(
      List<GridSeries> vector,
      String destination,
      String separator,
      List<String> sources,
      Semantics semantics) {
    for (String source : sources) {
      requireName("source", "label_join", source, semantics);
    }
    requireName("destination", "label_join", destination, semantics);
    List<GridSeries> result = new ArrayList<>(vector.size());
    for (GridSeries series : vector) {
      Labels labels = series.labels();
      String value = String.join(separator, sources.stream().map(labels::get).toList());
      result.add(new GridSeries(labels.with(destination, value), series.values()));
    }
    return Vectors.merged(result);
  }

  /** Prometheus 3 allows any valid UTF-8 that is not empty, Prometheus 2 only words. */
  private static void requireName(String role, String function, String name, Semantics semantics) {
    boolean valid =
        switch (semantics) {
          case PROMETHEUS_2 -> isWord(name);
          case PROMETHEUS_3 -> !name.isEmpty() && name.indexOf('\uFFFD') < 0;
        };
    if (!valid) {
      throw EvaluationFailure.of("invalid " + role + " label name in " + function + "(): " + name);
    }
  }

  private static boolean isWord(String name) {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (!isWordCharacter(c) || (i == 0 && c >= '0' && c <= '9')) {
        return false;
      }
    }
    return !name.isEmpty();
  }

  private static boolean isWordCharacter(char c) {
    return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  }

  /**
   * Go's template: {@code $1}, {@code ${1}}, {@code $name}, {@code $$}; unknown groups are empty.
   */
  private static String expand(String template, Matcher matcher, Pattern pattern) {
    StringBuilder text = new StringBuilder();
    int i = 0;
    while (i < template.length()) {
      char c = template.charAt(i);
      if (c != '$') {
        text.append(c);
        i++;
        continue;
      }
      if (template.startsWith("$", i + 1)) {
        text.append('$');
        i += 2;
        continue;
      }
      boolean braced = template.startsWith("{", i + 1);
      int from = i + (braced ? 2 : 1);
      int to = from;
      while (to < template.length() && isWordCharacter(template.charAt(to))) {
        to++;
      }
      if (to == from || (braced && !template.startsWith("}", to))) {
        text.append('$');
        i++;
        continue;
      }
      text.append(group(template.substring(from, to), matcher, pattern));
      i = to + (braced ? 1 : 0);
    }
    return text.toString();
  }

  private static String group(String name, Matcher matcher, Pattern pattern) {
    boolean number = name.chars().allMatch(c -> c >= '0' && c <= '9');
    int index;
    if (number) {
      index = name.length() > 6 ? -1 : Integer.parseInt(name);
    } else {
      index = pattern.namedGroups().getOrDefault(name, -1);
    }
    if (index < 0 || index > matcher.groupCount()) {
      return "";
    }
    String value = matcher.group(index);
    return value == null ? "" : value;
  }

  /** The labels that {@code absent} can tell from its argument: those compared with {@code =}. */
  static Labels ofAbsent(Expr argument) {
    List<LabelMatcher> matchers =
        switch (argument.unwrapped()) {
          case Expr.VectorSelector s -> s.matchers();
          case Expr.MatrixSelector m -> m.selector().matchers();
          default -> List.of();
        };
    Map<String, String> labels = new TreeMap<>();
    Set<String> seen = new HashSet<>();
    for (LabelMatcher matcher : matchers) {
      if (matcher.name().equals(Labels.METRIC_NAME)) {
        continue;
      }
      if (matcher.operator() == LabelMatcher.Operator.EQUAL && seen.add(matcher.name())) {
        labels.put(matcher.name(), matcher.value());
      } else {
        labels.remove(matcher.name());
      }
    }
    return Labels.of(labels);
  }
}
