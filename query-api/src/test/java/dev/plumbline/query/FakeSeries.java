// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.query;

import com.google.re2j.Pattern;
import dev.plumbline.model.series.ExemplarSeries;
import dev.plumbline.model.series.LabelMatcher;
import dev.plumbline.model.series.LabelRequest;
import dev.plumbline.model.series.Labels;
import dev.plumbline.model.series.Listing;
import dev.plumbline.model.series.MetricMetadata;
import dev.plumbline.model.series.SelectRequest;
import dev.plumbline.model.series.Series;
import dev.plumbline.model.series.SeriesSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Series in memory. */
final class FakeSeries implements SeriesSource {
  final List<Series> series = new ArrayList<>();
  final List<ExemplarSeries> exemplars = new ArrayList<>();
  final Map<String, List<MetricMetadata>> metadata = new LinkedHashMap<>();
  volatile @Nullable RuntimeException failure;

  /** One sample each 15 s up to and with {@code end}. */
  void add(Labels labels, long endMillis, double... values) {
    long[] times = new long[values.length];
    for (int i = 0; i < values.length; i++) {
      times[i] = endMillis - (values.length - 1L - i) * 15_000;
    }
    series.add(new Series(labels, times, values));
  }

  @Override
  public List<Series> select(SelectRequest request) {
    fail();
    return series.stream()
        .filter(s -> matches(s.labels(), request.matchers()))
        .map(s -> cut(s, request.startMillis(), request.endMillis()))
        .filter(s -> s.size() > 0)
        .sorted(Comparator.comparing(Series::labels))
        .toList();
  }

  private static Series cut(Series series, long start, long end) {
    int from = 0;
    int to = series.size();
    while (from < to && series.timestamps()[from] < start) {
      from++;
    }
    while (to > from && series.timestamps()[to - 1] > end) {
      to--;
    }
    return new Series(
        series.labels(),
        java.util.Arrays.copyOfRange(series.timestamps(), from, to),
        java.util.Arrays.copyOfRange(series.values(), from, to));
  }

  private static boolean matches(Labels labels, List<LabelMatcher> matchers) {
    return matchers.stream()
        .allMatch(m -> {
          String value = labels.get(m.name());
          return switch (m.operator()) {
            case EQUAL -> value.equals(m.value());
            case NOT_EQUAL -> !value.equals(m.value());
            case REGEX -> Pattern.matches(m.value(), value);
            case NOT_REGEX -> !Pattern.matches(m.value(), value);
          };
        });
  }

  private Stream<Series> matching(LabelRequest request) {
    fail();
    return series.stream()
        .filter(s -> cut(s, request.startMillis(), request.endMillis()).size() > 0)
        .filter(s ->
            request.selectors().isEmpty()
                || request.selectors().stream().anyMatch(m -> matches(s.labels(), m)));
  }

  private void fail() {
    RuntimeException thrown = failure;
    if (thrown != null) {
      throw thrown;
    }
  }

  @Override
  public Listing<String> labelNames(LabelRequest request) {
    TreeSet<String> names = new TreeSet<>();
    matching(request).forEach(s -> names.addAll(s.labels().toMap().keySet()));
    return Listing.cut(List.copyOf(names), request.limit());
  }

  @Override
  public Listing<String> labelValues(String name, LabelRequest request) {
    TreeSet<String> values = new TreeSet<>();
    matching(request).map(s -> s.labels().get(name)).filter(v -> !v.isEmpty()).forEach(values::add);
    return Listing.cut(List.copyOf(values), request.limit());
  }

  @Override
  public Listing<Labels> series(LabelRequest request) {
    return Listing.cut(
        matching(request).map(Series::labels).sorted().distinct().toList(), request.limit());
  }

  @Override
  public Map<String, List<MetricMetadata>> metadata() {
    fail();
    return metadata;
  }

  @Override
  public List<ExemplarSeries> exemplars(LabelRequest request) {
    return exemplars.stream()
        .filter(e -> request.selectors().stream().anyMatch(m -> matches(e.labels(), m)))
        .toList();
  }
}
