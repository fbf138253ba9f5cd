// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.clickhouse.series;

import dev.plumbline.model.error.ErrorKind;
import dev.plumbline.model.error.PlumblineException;
import dev.plumbline.model.series.Labels;
import dev.plumbline.model.series.Series;
import dev.plumbline.model.series.SeriesLimits;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Collects samples by their labels, within limits, and puts them in order. One thread. */
final class Found {
  private final SeriesLimits limits;
  private final TreeMap<Labels, TreeMap<Long, Double>> series = new TreeMap<>();
  private long samples;

  Found(SeriesLimits limits) {
    this.limits = limits;
  }

  /** How many samples may still come. */
  long left() {
    return limits.maxSamples() - samples;
  }

  void add(Labels labels, List<Long> timestamps, List<Double> values) {
    TreeMap<Long, Double> to = series.computeIfAbsent(labels, key -> new TreeMap<>());
    if (series.size() > limits.maxSeries()) {
      throw new PlumblineException(
          ErrorKind.TOO_LARGE, "the query selects more than " + limits.maxSeries() + " series");
    }
    for (int i = 0; i < timestamps.size(); i++) {
      to.put(timestamps.get(i), values.get(i));
    }
    samples += timestamps.size();
    if (samples > limits.maxSamples()) {
      throw new PlumblineException(
          ErrorKind.TOO_LARGE, "the query selects more than " + limits.maxSamples() + " samples");
    }
  }

  List<Series> inOrder() {
    List<Series> all = new ArrayList<>(series.size());
    for (Map.Entry<Labels, TreeMap<Long, Double>> entry : series.entrySet()) {
      int n = entry.getValue().size();
      long[] timestamps = new long[n];
      double[] values = new double[n];
      int i = 0;
      for (Map.Entry<Long, Double> sample : entry.getValue().entrySet()) {
        timestamps[i] = sample.getKey();
        values[i++] = sample.getValue();
      }
      if (n > 0) {
        all.add(new Series(entry.getKey(), timestamps, values));
      }
    }
    return all;
  }
}
