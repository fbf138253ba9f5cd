// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.drift;

import dev.plumbline.model.telemetry.MetricSample;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** The monitor's own series, for dashboards: what it saw and what it expected. */
final class DriftSamples {
  private DriftSamples() {}

  static void add(List<MetricSample> samples, SeriesKey key, Verdict verdict, Instant end) {
    SortedMap<String, String> labels = new TreeMap<>();
    labels.put("dimension", key.dimension());
    labels.put("segment", key.segment());
    labels.put("segment_value", key.segmentValue());
    labels.put("service", key.service());
    long at = end.toEpochMilli();
    Baseline baseline = verdict.baseline();
    samples.add(
        gauge(
            "plumbline_drift_score",
            "Distance of the window's mean from its baseline, in standard deviations.",
            labels,
            at,
            Math.abs(verdict.z())));
    samples.add(
        gauge(
            "plumbline_drift_z",
            "Signed distance of the window's mean from its baseline, in standard deviations.",
            labels,
            at,
            verdict.z()));
    samples.add(
        gauge(
            "plumbline_window_mean",
            "Mean score of the window that was held against the baseline.",
            labels,
            at,
            verdict.sums().mean()));
    samples.add(
        gauge(
            "plumbline_baseline_mean",
            "Mean score of the trailing baseline.",
            labels,
            at,
            baseline.mean()));
    samples.add(
        gauge(
            "plumbline_baseline_sd",
            "Standard deviation that the mean of such a window has by itself.",
            labels,
            at,
            baseline.sdOfWindow(verdict.sums().n())));
  }

  private static MetricSample gauge(
      String name, String help, SortedMap<String, String> labels, long at, double value) {
    return new MetricSample(name, "gauge", "1", help, labels, at, value);
  }
}
