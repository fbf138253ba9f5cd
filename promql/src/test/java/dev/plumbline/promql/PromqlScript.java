// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.promql;

import dev.plumbline.model.error.PlumblineException;
import dev.plumbline.model.series.LabelMatcher;
import dev.plumbline.model.series.LabelRequest;
import dev.plumbline.model.series.Labels;
import dev.plumbline.model.series.Series;
import dev.plumbline.promql.ast.Expr;
import dev.plumbline.promql.parse.Durations;
import dev.plumbline.promql.parse.PromqlParser;
import dev.plumbline.testkit.series.InMemorySeriesSource;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Runs a script in the test language of Prometheus (package promqltest) and collects what differs.
 * Native histograms are not loaded, and queries that select one are skipped and counted.
 */
final class PromqlScript {
  /** What came out of one script. */
  record Outcome(int passed, int skipped, List<String> failures) {}

  private static final Pattern INSTANT =
      Pattern.compile("eval(_fail|_ordered|_warn|_info)? instant (?:at (\\S+) )?(.+)");
  private static final Pattern RANGE =
      Pattern.compile("eval(_fail)? range from (\\S+) to (\\S+) step (\\S+) (.+)");
  private static final Pattern REPEATED =
      Pattern.compile(
          "([-+]?[0-9.]+(?:[eE][-+]?[0-9]+)?|[-+]?[iI]nf|[nN]a[nN]|_|stale)"
              + "(?:([-+][0-9.]+(?:[eE][-+]?[0-9]+)?))?(?:x([0-9]+))?");
  private static final long MINUTE = 60_000;
  private static final double TOLERANCE = 1e-6;

  private final PromqlConfig config;
  private final List<String> lines;
  private final List<String> failures = new ArrayList<>();
  private int line;
  private int passed;
  private int skipped;
  private InMemorySeriesSource source = new InMemorySeriesSource();
  private InMemorySeriesSource histograms = new InMemorySeriesSource();

  /** Samples of all loads since the last clear, since a series may be loaded in several parts. */
  private final Map<Labels, TreeMap<Long, Double>> loaded = new TreeMap<>();

  private PromqlScript(String text, PromqlConfig config) {
    this.lines = text.lines().toList();
    this.config = config;
  }

  static Outcome run(String text, PromqlConfig config) {
    PromqlScript script = new PromqlScript(text, config);
    while (script.line < script.lines.size()) {
      script.command();
    }
    return new Outcome(script.passed, script.skipped, script.failures);
  }

  private void command() {
    int at = line + 1;
    String text = lines.get(line++).strip();
    if (text.isEmpty() || text.startsWith("#")) {
      return;
    }
    if (text.equals("clear")) {
      source = new InMemorySeriesSource();
      histograms = new InMemorySeriesSource();
      loaded.clear();
    } else if (text.startsWith("load")) {
      load(text, body());
    } else {
      eval(at, text, body());
    }
  }

  private List<String> body() {
    List<String> body = new ArrayList<>();
    while (line < lines.size()) {
      String text = lines.get(line).strip();
      if (text.isEmpty() || text.matches("(eval|load|clear).*")) {
        break;
      }
      line++;
      if (!text.startsWith("#")) {
        body.add(text);
      }
    }
    return body;
  }

  private void load(String command, List<String> body) {
    long interval = millis(command.split("\\s+")[1]);
    for (String text : body) {
      int end = seriesEnd(text);
      Labels labels = labels(text.substring(0, end));
      String points = text.substring(end);
      if (points.contains("{{")) {
        markHistogram(labels);
        continue;
      }
      if (command.startsWith("load_with_nhcb")) {
        String base = labels.metricName().replaceFirst("_(bucket|sum|count)$", "");
        markHistogram(labels.with("le", "").with(Labels.METRIC_NAME, base));
      }
      List<OptionalDouble> values = points(points);
      TreeMap<Long, Double> samples = loaded.computeIfAbsent(labels, l -> new TreeMap<>());
      for (int i = 0; i < values.size(); i++) {
        if (values.get(i).isPresent()) {
          samples.put(i * interval, values.get(i).getAsDouble());
        }
      }
    }
    source = new InMemorySeriesSource();
    loaded.forEach((labels, samples) -> samples.forEach((t, v) -> source.add(labels, t, v)));
  }

  private void markHistogram(Labels labels) {
    if (histograms.series(LabelRequest.everything()).items().stream().noneMatch(labels::equals)) {
      histograms.add(labels, 0, 0);
    }
  }

  private void eval(int at, String command, List<String> body) {
    Matcher instant = INSTANT.matcher(command);
    Matcher range = RANGE.matcher(command);
    String query;
    if (instant.matches()) {
      query = instant.group(3);
    } else if (range.matches()) {
      query = range.group(5);
    } else {
      throw new IllegalArgumentException("line " + at + ": " + command);
    }
    boolean ordered = command.startsWith("eval_ordered");
    boolean fails = command.startsWith("eval_fail");
    List<String> expectations = new ArrayList<>();
    List<String> expected = new ArrayList<>();
    for (String text : body) {
      if (text.startsWith("expect ")) {
        ordered |= text.equals("expect ordered");
        fails |= text.startsWith("expect fail");
        expectations.add(text.substring("expect ".length()).strip());
      } else if (!text.startsWith("expected_fail")) {
        expected.add(text);
      }
    }
    if (body.stream().anyMatch(l -> l.contains("{{")) || selectsHistogram(query)) {
      skipped++;
      return;
    }
    PromqlEngine engine = new PromqlEngine(source, config);
    String problem;
    try {
      QueryResult result =
          instant.matches()
              ? engine.query(
                  query,
                  time(Objects.requireNonNullElse(instant.group(2), "0")),
                  QueryOptions.DEFAULT)
              : engine.queryRange(
                  query,
                  time(range.group(2)),
                  time(range.group(3)),
                  Duration.ofMillis(millis(range.group(4))),
                  QueryOptions.DEFAULT);
      problem =
          fails
              ? "should fail, but gave " + result.value()
              : compare(result, expectations, expected, ordered, range);
      if (problem.isEmpty()
          && instant.matches()
          && result.value() instanceof PromqlValue.Vector v) {
        problem =
            compareRange(engine, query, time(Objects.requireNonNullElse(instant.group(2), "0")), v);
      }
    } catch (PlumblineException e) {
      problem = fails ? "" : "failed: " + e.getMessage();
    }
    if (problem.isEmpty()) {
      passed++;
    } else {
      failures.add("line " + at + ": " + command + "\n    " + problem);
    }
  }

  private boolean selectsHistogram(String query) {
    List<Expr.VectorSelector> selectors;
    try {
      selectors = PromqlParser.selectors(PromqlParser.parse(query));
    } catch (PlumblineException e) {
      return false;
    }
    for (Expr.VectorSelector selector : selectors) {
      List<List<LabelMatcher>> one = List.of(selector.matchers());
      if (!histograms
          .series(new LabelRequest(one, Long.MIN_VALUE, Long.MAX_VALUE, 0))
          .items()
          .isEmpty()) {
        return true;
      }
    }
    return false;
  }

  private String compare(
      QueryResult result,
      List<String> expectations,
      List<String> expected,
      boolean ordered,
      Matcher range) {
    for (String expectation : expectations) {
      String problem = notice(result, expectation);
      if (!problem.isEmpty()) {
        return problem;
      }
    }
    return switch (result.value()) {
      case PromqlValue.Text text ->
          expectations.stream()
                  .anyMatch(
                      e -> e.matches("string\\s+[\"`]" + Pattern.quote(text.value()) + "[\"`]"))
              ? ""
              : "gave text " + text;
      case PromqlValue.Scalar scalar ->
          expected.size() == 1 && near(only(expected.getFirst()), scalar.value())
              ? ""
              : "gave " + scalar;
      case PromqlValue.Vector vector -> compareVector(vector, expected, ordered);
      case PromqlValue.Matrix matrix -> {
        if (range.matches()) {
          long start = time(range.group(2)).toEpochMilli();
          yield compareMatrix(matrix, expected, start, millis(range.group(4)));
        }
        for (String expectation : expectations) {
          Matcher times =
              Pattern.compile("range vector from (\\S+) to (\\S+) step (\\S+)")
                  .matcher(expectation);
          if (times.matches()) {
            yield compareMatrix(
                matrix, expected, time(times.group(1)).toEpochMilli(), millis(times.group(3)));
          }
        }
        yield "gave a matrix";
      }
    };
  }

  private static String notice(QueryResult result, String expectation) {
    String kind = expectation.split("[ :]")[0];
    List<String> notices =
        kind.endsWith("warn")
            ? result.warnings()
            : kind.endsWith("info") ? result.infos() : List.of();
    if (kind.startsWith("no_")) {
      return notices.isEmpty() ? "" : "gave " + notices;
    }
    if (!kind.equals("warn") && !kind.equals("info")) {
      return "";
    }
    // the scripts run with delayed name removal, which shows more names than the default
    String wanted =
        expectation.substring(kind.length()).strip().replaceAll(" for metric name \"[^\"]*\"", "");
    boolean found =
        wanted.startsWith("msg:")
            ? notices.contains(wanted.substring(4).strip())
            : wanted.startsWith("regex:")
                ? notices.stream()
                    .anyMatch(Pattern.compile(wanted.substring(6).strip()).asPredicate())
                : !notices.isEmpty();
    return found ? "" : "expected " + expectation + ", gave " + notices;
  }

  private static String compareVector(
      PromqlValue.Vector vector, List<String> expected, boolean ordered) {
    Map<Labels, Double> wanted = new TreeMap<>();
    List<Labels> order = new ArrayList<>();
    for (String text : expected) {
      int end = seriesEnd(text);
      if (end == 0 && vector.samples().isEmpty()) {
        return "gave nothing";
      }
      wanted.put(labels(text.substring(0, end)), only(text.substring(end)));
      order.add(labels(text.substring(0, end)));
    }
    if (ordered && !order.equals(vector.samples().stream().map(s -> s.labels()).toList())) {
      return "order is " + vector.samples();
    }
    if (wanted.size() != vector.samples().size()) {
      return "gave " + vector.samples();
    }
    for (PromqlValue.Sample sample : vector.samples()) {
      if (!wanted.containsKey(sample.labels())) {
        return "gave " + sample;
      }
      double value = wanted.get(sample.labels());
      if (!near(value, sample.value())) {
        return "gave " + sample + ", expected " + value;
      }
    }
    return "";
  }

  private static String compareMatrix(
      PromqlValue.Matrix matrix, List<String> expected, long start, long step) {
    Map<Labels, List<OptionalDouble>> wanted = new TreeMap<>();
    for (String text : expected) {
      int end = seriesEnd(text);
      wanted.put(labels(text.substring(0, end)), points(text.substring(end)));
    }
    if (wanted.size() != matrix.series().size()) {
      return "gave " + matrix.series();
    }
    for (Series series : matrix.series()) {
      List<OptionalDouble> values = wanted.getOrDefault(series.labels(), List.of());
      int next = 0;
      for (int i = 0; i < values.size(); i++) {
        if (values.get(i).isEmpty()) {
          continue;
        }
        if (next >= series.size()
            || series.timestamps()[next] != start + i * step
            || !near(values.get(i).getAsDouble(), series.values()[next])) {
          return "gave " + series + ", expected " + values;
        }
        next++;
      }
      if (next != series.size()) {
        return "gave " + series + ", expected " + values;
      }
    }
    return "";
  }

  /** The same query as the middle of a range must give the same values. */
  private static String compareRange(
      PromqlEngine engine, String query, Instant time, PromqlValue.Vector instant) {
    QueryResult result =
        engine.queryRange(
            query,
            time.minusMillis(MINUTE),
            time.plusMillis(MINUTE),
            Duration.ofMillis(MINUTE),
            QueryOptions.DEFAULT);
    if (query.contains("start()")
        || query.contains("end()")
        || query.contains("range()")
        || query.contains("step()")) {
      return "";
    }
    Map<Labels, Double> found = new TreeMap<>();
    for (Series series : ((PromqlValue.Matrix) result.value()).series()) {
      for (int i = 0; i < series.size(); i++) {
        if (series.timestamps()[i] == time.toEpochMilli()) {
          found.put(series.labels(), series.values()[i]);
        }
      }
    }
    for (PromqlValue.Sample sample : instant.samples()) {
      if (!found.containsKey(sample.labels())
          || !near(found.get(sample.labels()), sample.value())) {
        return "as a range gave " + found + " instead of " + sample;
      }
      found.remove(sample.labels());
    }
    return found.isEmpty() ? "" : "as a range gave also " + found;
  }

  private static boolean near(double expected, double got) {
    if (Double.isNaN(expected) || Double.isNaN(got)) {
      return Double.isNaN(expected) && Double.isNaN(got);
    }
    double difference = Math.abs(expected - got);
    return expected == got
        || difference <= TOLERANCE * Double.MIN_NORMAL
        || difference / Math.min(Math.abs(expected) + Math.abs(got), Double.MAX_VALUE) < TOLERANCE;
  }

  private static int seriesEnd(String text) {
    int brace = text.indexOf('{');
    int space = 0;
    while (space < text.length() && !Character.isWhitespace(text.charAt(space))) {
      space++;
    }
    boolean bare =
        !Character.isLetter(text.charAt(0)) && text.charAt(0) != '_' && text.charAt(0) != ':';
    if (brace < 0 || brace > space) {
      return bare || text.matches("(NaN|[+-]?Inf).*") ? 0 : space;
    }
    boolean quoted = false;
    for (int i = brace; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\') {
        i++;
      } else if (c == '"') {
        quoted = !quoted;
      } else if (c == '}' && !quoted) {
        return i + 1;
      }
    }
    throw new IllegalArgumentException(text);
  }

  private static Labels labels(String text) {
    if (text.isBlank() || text.replace(" ", "").equals("{}")) {
      return Labels.EMPTY;
    }
    Map<String, String> labels = new TreeMap<>();
    for (LabelMatcher matcher : PromqlParser.selector(text)) {
      labels.put(matcher.name(), matcher.value());
    }
    return Labels.of(labels);
  }

  /**
   * The language of points: {@code 1+2x3}, {@code 5x2}, {@code _x4}, {@code stale}; empty for
   * {@code _}.
   */
  private static List<OptionalDouble> points(String text) {
    List<OptionalDouble> values = new ArrayList<>();
    for (String item : text.strip().split("\\s+")) {
      Matcher matcher = REPEATED.matcher(item);
      if (item.isEmpty()) {
        continue;
      }
      if (!matcher.matches()) {
        values.add(OptionalDouble.of(number(item)));
        continue;
      }
      String first = matcher.group(1);
      double step = matcher.group(2) == null ? 0 : Double.parseDouble(matcher.group(2));
      int times = matcher.group(3) == null ? 0 : Integer.parseInt(matcher.group(3));
      if (first.equals("_")) {
        for (int i = 0; i < Math.max(1, times); i++) {
          values.add(OptionalDouble.empty());
        }
        continue;
      }
      double value = number(first);
      for (int i = 0; i <= times; i++) {
        values.add(OptionalDouble.of(value));
        value = Series.isStale(value) ? value : value + step;
      }
    }
    return values;
  }

  private static double only(String text) {
    return points(text).getFirst().orElseThrow();
  }

  private static double number(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "stale" -> Double.longBitsToDouble(Series.STALE);
      case "inf", "+inf" -> Double.POSITIVE_INFINITY;
      case "-inf" -> Double.NEGATIVE_INFINITY;
      case "nan" -> Double.NaN;
      default -> text.startsWith("0x") ? (double) Long.decode(text) : Double.parseDouble(text);
    };
  }

  private static Instant time(String text) {
    return Instant.ofEpochMilli(millis(text));
  }

  private static long millis(String text) {
    if (text.startsWith("-")) {
      return -millis(text.substring(1));
    }
    return Durations.parse(text).orElseGet(() -> Math.round(Double.parseDouble(text) * 1000));
  }
}
