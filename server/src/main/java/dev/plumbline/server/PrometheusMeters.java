// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.server;

import dev.plumbline.model.metrics.Meters;
import dev.plumbline.query.operations.MetricsPage;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.DoubleSupplier;

/** The process's own metrics, in Prometheus' text format. Thread-safe. */
final class PrometheusMeters implements Meters {
  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final PrometheusTextFormatWriter writer = PrometheusTextFormatWriter.create();
  private final Map<String, Counter> counters = new ConcurrentHashMap<>();
  private final Map<String, Histogram> histograms = new ConcurrentHashMap<>();
  private final Map<String, Map<String, DoubleSupplier>> suppliers = new ConcurrentHashMap<>();

  @Override
  public Counter counter(String name, String help, String... labelNames) {
    return counters.computeIfAbsent(
        name,
        _ -> {
          var counter =
              io.prometheus.metrics.core.metrics.Counter.builder()
                  .name(base(name))
                  .help(help)
                  .labelNames(labelNames)
                  .register(registry);
          if (labelNames.length == 0) {
            return (amount, _) -> counter.inc(amount);
          }
          return (amount, labelValues) -> counter.labelValues(labelValues).inc(amount);
        });
  }

  @Override
  public void gauge(String name, String help, DoubleSupplier value) {
    suppliers.computeIfAbsent(
        name,
        _ -> {
          GaugeWithCallback.builder()
              .name(name)
              .help(help)
              .callback(callback -> callback.call(value.getAsDouble()))
              .register(registry);
          return Map.of();
        });
  }

  @Override
  public void counterFrom(String name, String help, DoubleSupplier value) {
    suppliers.computeIfAbsent(
        name,
        _ -> {
          CounterWithCallback.builder()
              .name(base(name))
              .help(help)
              .callback(callback -> callback.call(value.getAsDouble()))
              .register(registry);
          return Map.of();
        });
  }

  @Override
  public void counterFrom(
      String name, String help, String labelName, String labelValue, DoubleSupplier value) {
    suppliers
        .computeIfAbsent(
            name,
            _ -> {
              Map<String, DoubleSupplier> series = new ConcurrentSkipListMap<>();
              CounterWithCallback.builder()
                  .name(base(name))
                  .help(help)
                  .labelNames(labelName)
                  .callback(callback ->
                      series.forEach(
                          (label, supplier) -> callback.call(supplier.getAsDouble(), label)))
                  .register(registry);
              return series;
            })
        .put(labelValue, value);
  }

  @Override
  public Histogram histogram(String name, String help, double[] upperBounds, String... labelNames) {
    return histograms.computeIfAbsent(
        name,
        _ -> {
          var histogram =
              io.prometheus.metrics.core.metrics.Histogram.builder()
                  .name(name)
                  .help(help)
                  .classicOnly()
                  .classicUpperBounds(upperBounds)
                  .labelNames(labelNames)
                  .register(registry);
          if (labelNames.length == 0) {
            return (value, _) -> histogram.observe(value);
          }
          return (value, labelValues) -> histogram.labelValues(labelValues).observe(value);
        });
  }

  /** The page {@code /metrics}. */
  MetricsPage page() {
    return new MetricsPage() {
      @Override
      public String contentType(String accept) {
        return PrometheusTextFormatWriter.CONTENT_TYPE;
      }

      @Override
      public void write(String accept, OutputStream out) throws IOException {
        writer.write(out, registry.scrape());
      }
    };
  }

  /** Prometheus' client adds the ending itself. */
  private static String base(String name) {
    return name.endsWith("_total") ? name.substring(0, name.length() - "_total".length()) : name;
  }
}
