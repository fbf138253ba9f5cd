// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.testkit.series;

import com.google.re2j.Pattern;
import dev.plumbline.model.error.ErrorKind;
import dev.plumbline.model.error.PlumblineException;
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
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/** Series in memory: the reference for other sources. Thread-safe once it is filled. */
public final class InMemorySeriesSource implements SeriesSource {
  private static final class Growing {
    private long[] timestamps = new long[16];
    private double[] values = new double[16];
    private int size;

    void add(long timestamp, double value) {
      if (size > 0 && timestamp <= timestamps[size - 1]) {
        throw new IllegalArgumentException("samples must be added by ascending time");
      }
      if (size == timestamps.length) {
        timestamps = Arrays.copyOf(timestamps, size * 2);
        values = Arrays.copyOf(values, size * 2);
      }
      timestamps[size] = timestamp;
      values[size++] = value;
    }

    int indexOf(long timestamp) {
      int index = Arrays.binarySearch(timestamps, 0, size, timestamp);
      return index >= 0 ? index : -index - 1;
    }

    boolean hasAny(long start, long end) {
      int first = indexOf(start);
      return first < size && timestamps[first] <= end;
    }
  }

  private final Map<Labels, Growing> series = new TreeMap<>();
  private final Map<String, List<MetricMetadata>> metadata = new TreeMap<>();
  private final Map<Labels, List<ExemplarSeries.Exemplar>> exemplars = new TreeMap<>();

  /**
   * Adds one sample; those of one series come by ascending time.
   *
   * @param timestampMillis milliseconds since the epoch
   */
  public void add(Labels labels, long timestampMillis, double value) {
    series.computeIfAbsent(labels, l -> new Growing()).add(timestampMillis, value);
  }

  public void addMetadata(String metric, MetricMetadata one) {
    metadata.computeIfAbsent(metric, m -> new ArrayList<>()).add(one);
  }

  public void addExemplar(Labels labels, ExemplarSeries.Exemplar exemplar) {
    exemplars.computeIfAbsent(labels, l -> new ArrayList<>()).add(exemplar);
  }

  @Override
  public List<Series> select(SelectRequest request) {
    Predicate<Labels> matches = predicate(request.matchers());
    List<Series> result = new ArrayList<>();
    long samples = 0;
    for (Map.Entry<Labels, Growing> entry : series.entrySet()) {
      Growing all = entry.getValue();
      if (!all.hasAny(request.startMillis(), request.endMillis())
          || !matches.test(entry.getKey())) {
        continue;
      }
      int from = all.indexOf(request.startMillis());
      int to =
          request.endMillis() == Long.MAX_VALUE ? all.size : all.indexOf(request.endMillis() + 1);
      samples += to - from;
      if (result.size() == request.limits().maxSeries()
          || samples > request.limits().maxSamples()) {
        throw new PlumblineException(
            ErrorKind.TOO_LARGE,
            "selector matches more than "
                + request.limits().maxSeries()
                + " series or "
                + request.limits().maxSamples()
                + " samples");
      }
      result.add(
          new Series(
              entry.getKey(),
              Arrays.copyOfRange(all.timestamps, from, to),
              Arrays.copyOfRange(all.values, from, to)));
    }
    return result;
  }

  @Override
  public Listing<String> labelNames(LabelRequest request) {
    TreeSet<String> names = new TreeSet<>();
    for (Labels labels : matching(request)) {
      names.addAll(labels.toMap().keySet());
    }
    return Listing.cut(List.copyOf(names), request.limit());
  }

  @Override
  public Listing<String> labelValues(String name, LabelRequest request) {
    TreeSet<String> values = new TreeSet<>();
    for (Labels labels : matching(request)) {
      values.add(labels.get(name));
    }
    values.remove("");
    return Listing.cut(List.copyOf(values), request.limit());
  }

  @Override
  public Listing<Labels> series(LabelRequest request) {
    return Listing.cut(matching(request), request.limit());
  }

  @Override
  public Map<String, List<MetricMetadata>> metadata() {
    return Map.copyOf(metadata);
  }

  @Override
  public List<ExemplarSeries> exemplars(LabelRequest request) {
    List<ExemplarSeries> result = new ArrayList<>();
    int left = request.limit() == 0 ? Integer.MAX_VALUE : request.limit();
    for (Map.Entry<Labels, List<ExemplarSeries.Exemplar>> entry : exemplars.entrySet()) {
      List<ExemplarSeries.Exemplar> found =
          entry.getValue().stream()
              .filter(e -> e.timestampMillis() >= request.startMillis())
              .filter(e -> e.timestampMillis() <= request.endMillis())
              .limit(left)
              .toList();
      if (!found.isEmpty() && anySelector(request).test(entry.getKey())) {
        left -= found.size();
        result.add(new ExemplarSeries(entry.getKey(), found));
      }
    }
    return result;
  }

  private List<Labels> matching(LabelRequest request) {
    Predicate<Labels> matches = anySelector(request);
    List<Labels> result = new ArrayList<>();
    series.forEach((labels, samples) -> {
      if (samples.hasAny(request.startMillis(), request.endMillis()) && matches.test(labels)) {
        result.add(labels);
      }
    });
    return result;
  }

  private static Predicate<Labels> anySelector(LabelRequest request) {
    return request.selectors().stream()
        .map(InMemorySeriesSource::predicate)
        .reduce(Predicate::or)
        .orElse(labels -> true);
  }

  private static Predicate<Labels> predicate(List<LabelMatcher> matchers) {
    Predicate<Labels> all = labels -> true;
    for (LabelMatcher matcher : matchers) {
      Predicate<String> value = valuePredicate(matcher);
      all = all.and(labels -> value.test(labels.get(matcher.name())));
    }
    return all;
  }

  private static Predicate<String> valuePredicate(LabelMatcher matcher) {
    String wanted = matcher.value();
    return switch (matcher.operator()) {
      case EQUAL -> wanted::equals;
      case NOT_EQUAL -> value -> !value.equals(wanted);
      case REGEX -> regex(wanted);
      case NOT_REGEX -> regex(wanted).negate();
    };
  }

  private static Predicate<String> regex(String expression) {
    Pattern pattern = Pattern.compile(expression, Pattern.DOTALL);
    Map<String, Boolean> known = new HashMap<>();
    return value -> known.computeIfAbsent(value, pattern::matches);
  }
}
