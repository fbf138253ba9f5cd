// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.promql;

import dev.plumbline.model.series.Labels;
import dev.plumbline.testkit.series.InMemorySeriesSource;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/**
 * The metrics that the public PromQL compliance cases query, made up: always the same samples. As a
 * program it prints them in the OpenMetrics format, to be loaded into a real Prometheus.
 */
public final class DemoMetrics {
  /** Seconds since the epoch; the last samples are just before it. */
  static final long END = 1_700_000_400;

  private static final int SECONDS = 4_200;
  private static final int INTERVAL = 15;
  private static final String[] INSTANCES = {
    "demo.promlabs.com:10000", "demo.promlabs.com:10001", "demo.promlabs.com:10002"
  };

  /** Where samples go. */
  @FunctionalInterface
  interface Sink {
    void add(Labels labels, long timestampMillis, double value);
  }

  @FunctionalInterface
  private interface Signal {
    double at(double seconds, int index, Random random);
  }

  private final Sink sink;

  private DemoMetrics(Sink sink) {
    this.sink = sink;
  }

  static InMemorySeriesSource source() {
    InMemorySeriesSource source = new InMemorySeriesSource();
    write(source::add);
    return source;
  }

  /** Prints OpenMetrics text. */
  public static void main(String[] args) {
    PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
    write((labels, timestamp, value) -> {
      Map<String, String> map = labels.toMap();
      StringBuilder line = new StringBuilder(map.remove(Labels.METRIC_NAME)).append('{');
      map.forEach((n, v) -> line.append(n).append("=\"").append(v).append("\","));
      line.setLength(line.length() - 1);
      line.append("} ").append(value).append(' ').append(BigDecimal.valueOf(timestamp, 3));
      out.println(line);
    });
    out.println("# EOF");
    out.flush();
  }

  static void write(Sink sink) {
    DemoMetrics metrics = new DemoMetrics(sink);
    for (int i = 0; i < INSTANCES.length; i++) {
      metrics.instance(i);
    }
  }

  private void instance(int n) {
    gauge(n, "demo_num_cpus", (t, k, r) -> 4);
    double[] levels = {2.0 + n, 3 - n * 0.5, 0.5, 1.5 + n};
    String[] types = {"used", "free", "buffers", "cached"};
    for (int i = 0; i < types.length; i++) {
      double level = levels[i];
      series(
          n,
          labels(n, "demo_memory_usage_bytes", "type", types[i]),
          (t, k, r) -> Math.rint(level * 1e9 + 2e8 * wave(t / 300 + level) + r.nextDouble() * 1e6));
    }
    gauge(
        n,
        "demo_disk_usage_bytes",
        (t, k, r) -> 1e11 * (n + 1) + 1234.5 * k + Math.rint(r.nextDouble() * 9e3));
    gauge(n, "demo_disk_total_bytes", (t, k, r) -> 1e12);
    gauge(
        n,
        "demo_batch_last_success_timestamp_seconds",
        (t, k, r) -> Math.floor(t / (60 + 7 * n)) * (60 + 7 * n));
    series(
        n,
        labels(n, "demo_intermittent_metric"),
        (t, k, r) -> (long) t / 60 % 12 < 4 ? k % 5 : Double.NEGATIVE_INFINITY);
    counters(n);
    histograms(n);
  }

  private void counters(int n) {
    String[] modes = {"user", "system", "idle"};
    double[] rates = {0.4, 0.2, 3.2};
    for (int i = 0; i < modes.length; i++) {
      double rate = rates[i];
      boolean resets = i == 0;
      double[] total = {0};
      series(
          n,
          labels(n, "demo_cpu_usage_seconds_total", "mode", modes[i]),
          (t, k, r) -> {
            total[0] =
                resets && k % 90 == 89 ? 0 : total[0] + rate * INTERVAL * (0.5 + r.nextDouble());
            return Math.rint(total[0] * 1000) / 1000;
          });
    }
  }

  private void histograms(int n) {
    String[] bounds = {"0.0005", "0.001", "0.002", "0.004", "0.008", "0.016", "+Inf"};
    String[][] kinds = {{"GET", "200"}, {"POST", "500"}};
    String name = "demo_api_request_duration_seconds";
    for (String[] kind : kinds) {
      int[] counts = new int[bounds.length];
      double[] sum = {0};
      Random random = new Random(n * 31L + kind[0].length());
      long[] times = times(n);
      for (long time : times) {
        for (int i = random.nextInt(8); i > 0; i--) {
          double seconds = Math.rint(Math.exp(-6.2 + 0.9 * random.nextGaussian()) * 1e6) / 1e6;
          sum[0] += seconds;
          for (int b = 0; b < bounds.length; b++) {
            boolean below = b == bounds.length - 1 || seconds <= Double.parseDouble(bounds[b]);
            counts[b] += below ? 1 : 0;
          }
        }
        for (int b = 0; b < bounds.length; b++) {
          sink.add(
              labels(n, name + "_bucket", "le", bounds[b], "method", kind[0], "status", kind[1]),
              time,
              counts[b]);
        }
        Labels total = labels(n, name + "_count", "method", kind[0], "status", kind[1]);
        sink.add(total, time, counts[bounds.length - 1]);
        sink.add(
            total.with(Labels.METRIC_NAME, name + "_sum"), time, Math.rint(sum[0] * 1e6) / 1e6);
      }
    }
  }

  private void gauge(int n, String name, Signal signal) {
    series(n, labels(n, name), signal);
  }

  /** An infinite value stands for a sample that was not taken. */
  private void series(int n, Labels labels, Signal signal) {
    Random random = new Random(labels.toString().length() * 1000L + n);
    long[] times = times(n);
    for (int k = 0; k < times.length; k++) {
      double value = signal.at(times[k] / 1000d, k, random);
      if (!Double.isInfinite(value)) {
        sink.add(labels, times[k], value);
      }
    }
  }

  /** Each instance is scraped at its own phase, with a little jitter. */
  private static long[] times(int n) {
    Random random = new Random(n);
    int phase = random.nextInt(INTERVAL * 1000 - 10) + 3;
    long[] times = new long[SECONDS / INTERVAL];
    for (int k = 0; k < times.length; k++) {
      int jitter = random.nextInt(10) == 0 ? random.nextInt(7) - 3 : 0;
      times[k] = (END - SECONDS + (long) k * INTERVAL) * 1000 + phase + jitter;
    }
    return times;
  }

  /** A triangle between -1 and 1, in plain arithmetic, so that it is the same everywhere. */
  private static double wave(double x) {
    double turn = x / 6 - Math.floor(x / 6);
    return turn < 0.5 ? 4 * turn - 1 : 3 - 4 * turn;
  }

  private static Labels labels(int n, String name, String... more) {
    Map<String, String> map = new LinkedHashMap<>();
    map.put(Labels.METRIC_NAME, name);
    map.put("instance", INSTANCES[n]);
    map.put("job", "demo");
    for (int i = 0; i < more.length; i += 2) {
      map.put(more[i], more[i + 1]);
    }
    return Labels.of(map);
  }
}
