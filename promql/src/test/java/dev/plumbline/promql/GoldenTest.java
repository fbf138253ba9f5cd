// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.promql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.model.error.ErrorKind;
import dev.plumbline.model.error.PlumblineException;
import dev.plumbline.model.series.Labels;
import dev.plumbline.model.series.Series;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/**
 * Every public compliance case and some more, against the answers of real servers over the same
 * samples: Prometheus 2.42.0 and the engine of 3.15. Recorded by promql/src/test/golden/record.py.
 */
class GoldenTest {
  /** As the comparers of PromQL implementations have it. */
  private static final double TOLERANCE = 1e-5;

  @Test
  void answersAsPrometheus2() throws IOException {
    assertGolden("golden-2.x.txt.gz", Semantics.PROMETHEUS_2, 580);
  }

  @Test
  void answersAsPrometheus3() throws IOException {
    assertGolden("golden-3.x.txt.gz", Semantics.PROMETHEUS_3, 580);
  }

  /** Whatever is asked, the engine answers or refuses; it never breaks. */
  @Test
  void anyQueryIsAnsweredOrRefused() throws IOException {
    long seed = 20_261_121;
    Random random = new Random(seed);
    PromqlEngine engine = new PromqlEngine(DemoMetrics.source(), PromqlConfig.defaults());
    List<String> queries = Files.readAllLines(Path.of("src/test/golden/queries.txt"));
    QueryOptions options = new QueryOptions(Optional.of(Duration.ofSeconds(2)), 0);
    int answered = 0;
    for (int i = 0; i < 1_000; i++) {
      String query =
          crossed(
              queries.get(random.nextInt(queries.size())),
              queries.get(random.nextInt(queries.size())),
              random);
      try {
        Instant time = Instant.ofEpochSecond(DemoMetrics.END - random.nextInt(2000));
        engine.query(query, time, options);
        engine.queryRange(
            query,
            time.minusSeconds(90),
            time,
            Duration.ofSeconds(1 + random.nextInt(90)),
            options);
        answered++;
      } catch (PlumblineException e) {
        assertThat(e.kind()).as("seed %d: %s", seed, query).isNotEqualTo(ErrorKind.INTERNAL);
      } catch (RuntimeException e) {
        throw new AssertionError("seed " + seed + ": " + query, e);
      }
    }
    assertThat(answered).isGreaterThan(20);
  }

  private static String crossed(String a, String b, Random random) {
    return switch (random.nextInt(6)) {
      case 0 -> a.substring(0, random.nextInt(a.length() + 1)) + b;
      case 1 -> a + " or " + b;
      case 2 -> "(" + a + ") * on(instance) group_left (" + b + ")";
      case 3 -> "sum_over_time((" + a + ")[3m:" + (1 + random.nextInt(60)) + "s])";
      case 4 -> "topk(" + a + ", " + b + ")";
      default -> {
        int at = random.nextInt(a.length() + 1);
        yield a.substring(0, at) + random.nextInt(10) + a.substring(at);
      }
    };
  }

  private static void assertGolden(String file, Semantics semantics, int atLeast)
      throws IOException {
    PromqlConfig standard = PromqlConfig.defaults();
    PromqlEngine engine =
        new PromqlEngine(
            DemoMetrics.source(),
            new PromqlConfig(
                semantics,
                standard.lookback(),
                standard.timeout(),
                standard.maxSamples(),
                standard.maxSeries(),
                standard.maxSteps()));
    List<String> failures = new ArrayList<>();
    int cases = 0;
    try (BufferedReader lines = open(file)) {
      List<Labels> table = new ArrayList<>();
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("L ")) {
          table.add(labels(line.substring(2)));
        } else if (line.startsWith("Q ")) {
          cases++;
          String query = line.substring(2);
          String answer = Objects.requireNonNull(lines.readLine(), query);
          String problem = compare(engine, query, answer, table);
          if (!problem.isEmpty()) {
            failures.add(query + "\n    " + problem);
          }
        }
      }
    }
    assertThat(String.join("\n", failures)).isEmpty();
    assertThat(cases).isGreaterThan(atLeast);
  }

  private static BufferedReader open(String file) throws IOException {
    InputStream in = Objects.requireNonNull(GoldenTest.class.getResourceAsStream(file), file);
    return new BufferedReader(
        new InputStreamReader(new GZIPInputStream(in), StandardCharsets.UTF_8));
  }

  /** {@code error}, or series as {@code index:second=value,...} separated by spaces. */
  private static String compare(
      PromqlEngine engine, String query, String answer, List<Labels> table) {
    PromqlValue.Matrix matrix;
    try {
      Instant end = Instant.ofEpochSecond(DemoMetrics.END);
      QueryResult result =
          engine.queryRange(
              query, end.minusSeconds(900), end, Duration.ofMinutes(5), QueryOptions.DEFAULT);
      matrix = (PromqlValue.Matrix) result.value();
    } catch (PlumblineException e) {
      return answer.equals("error") ? "" : "failed: " + e.getMessage();
    }
    if (answer.equals("error")) {
      return "should fail";
    }
    Map<Labels, Map<Long, Double>> wanted = new TreeMap<>();
    for (String item : answer.split(" ")) {
      if (!item.isEmpty()) {
        int colon = item.indexOf(':');
        wanted.put(table.get(Integer.parseInt(item.substring(0, colon))), points(item, colon + 1));
      }
    }
    return compare(matrix, wanted);
  }

  private static String compare(PromqlValue.Matrix matrix, Map<Labels, Map<Long, Double>> wanted) {
    if (matrix.series().size() != wanted.size()) {
      return "gave " + matrix.series().size() + " series, expected " + wanted.size();
    }
    for (Series series : matrix.series()) {
      Map<Long, Double> points = wanted.getOrDefault(series.labels(), Map.of());
      Map<Long, Double> given = new TreeMap<>();
      for (int i = 0; i < series.size(); i++) {
        given.put(series.timestamps()[i] / 1000, series.values()[i]);
      }
      boolean same =
          points.keySet().equals(given.keySet())
              && points.entrySet().stream()
                  .allMatch(p -> near(p.getValue(), given.getOrDefault(p.getKey(), 0.0)));
      if (!same) {
        return series.labels() + " gave " + given + ", expected " + points;
      }
    }
    return "";
  }

  private static boolean near(Double expected, Double given) {
    return expected.equals(given)
        || expected.doubleValue() == given.doubleValue()
        || Math.abs(expected - given) <= TOLERANCE * Math.min(Math.abs(expected), Math.abs(given));
  }

  private static Map<Long, Double> points(String item, int from) {
    Map<Long, Double> points = new TreeMap<>();
    for (String point : item.substring(from).split(",")) {
      int equals = point.indexOf('=');
      String value = point.substring(equals + 1).replace("Inf", "Infinity");
      points.put(Long.valueOf(point.substring(0, equals)), Double.valueOf(value));
    }
    return points;
  }

  /** Names and values separated by tabs. */
  private static Labels labels(String text) {
    return text.isEmpty() ? Labels.EMPTY : Labels.of(text.split("\t"));
  }
}
