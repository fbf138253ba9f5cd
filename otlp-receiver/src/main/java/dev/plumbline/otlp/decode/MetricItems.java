// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.otlp.decode;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.plumbline.model.telemetry.AnyValue;
import dev.plumbline.model.telemetry.MetricSample;
import dev.plumbline.model.telemetry.Resource;
import dev.plumbline.model.telemetry.Scope;
import dev.plumbline.otlp.decode.WireReader.MalformedException;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.AggregationTemporality;
import io.opentelemetry.proto.metrics.v1.DataPointFlags;
import io.opentelemetry.proto.metrics.v1.ExponentialHistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.SummaryDataPoint;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Reads metrics and flattens each data point to the samples that Prometheus would keep. Delta
 * points keep their value under the name with {@code _delta} added, as gauges: a receiver without
 * state cannot accumulate them rightly over a restart, and {@code sum_over_time} reads them.
 */
final class MetricItems implements RequestWalk.ItemReader {
  private final AttributeReader attributes;
  private final RequestWalk walk;
  private final long receivedAt;
  private final List<MetricSample> samples = new ArrayList<>();
  private final IdentityHashMap<Resource, SortedMap<String, String>> resourceLabels =
      new IdentityHashMap<>();
  private int accepted;
  private boolean timedByReceipt;

  MetricItems(AttributeReader attributes, RequestWalk walk, long receivedAt) {
    this.attributes = attributes;
    this.walk = walk;
    this.receivedAt = receivedAt;
  }

  Decoded.Metrics result() {
    return new Decoded.Metrics(samples, accepted, walk.rejected(), timedByReceipt);
  }

  @Override
  public void read(WireReader in, Resource resource, Scope scope) {
    Metric metric;
    try {
      metric = Metric.parser().parseFrom(in.buffer(), in.position(), in.remaining());
    } catch (InvalidProtocolBufferException e) {
      throw new MalformedException("metric");
    }
    SortedMap<String, String> base =
        resourceLabels.computeIfAbsent(resource, MetricItems::resourceLabels);
    switch (metric.getDataCase()) {
      case GAUGE -> {
        for (NumberDataPoint point : metric.getGauge().getDataPointsList()) {
          number(series(metric, "gauge", false, false), base, point);
        }
      }
      case SUM -> {
        boolean delta = delta(metric.getSum().getAggregationTemporality());
        boolean counter = metric.getSum().getIsMonotonic() && !delta;
        for (NumberDataPoint point : metric.getSum().getDataPointsList()) {
          number(series(metric, counter ? "counter" : "gauge", counter, delta), base, point);
        }
      }
      case HISTOGRAM -> {
        boolean delta = delta(metric.getHistogram().getAggregationTemporality());
        for (HistogramDataPoint point : metric.getHistogram().getDataPointsList()) {
          histogram(series(metric, delta ? "gauge" : "histogram", false, delta), base, point);
        }
      }
      case EXPONENTIAL_HISTOGRAM -> {
        boolean delta = delta(metric.getExponentialHistogram().getAggregationTemporality());
        for (ExponentialHistogramDataPoint point :
            metric.getExponentialHistogram().getDataPointsList()) {
          exponential(series(metric, delta ? "gauge" : "histogram", false, delta), base, point);
        }
      }
      case SUMMARY -> {
        for (SummaryDataPoint point : metric.getSummary().getDataPointsList()) {
          summary(series(metric, "summary", false, false), base, point);
        }
      }
      case DATA_NOT_SET -> {}
    }
  }

  /** What all points of a metric share. */
  private record Series(String name, String type, String unit, String help, String suffix) {}

  private static Series series(Metric metric, String type, boolean counter, boolean delta) {
    String name =
        MetricNames.metric(
            metric.getName(),
            metric.getUnit(),
            counter,
            type.equals("gauge") && !delta && metric.hasGauge());
    return new Series(name, type, metric.getUnit(), metric.getDescription(), delta ? "_delta" : "");
  }

  private void number(Series series, SortedMap<String, String> base, NumberDataPoint point) {
    accepted++;
    if (recorded(point.getFlags())) {
      double value = point.hasAsInt() ? (double) point.getAsInt() : point.getAsDouble();
      add(series, "", labels(base, point.getAttributesList()), point.getTimeUnixNano(), value);
    }
  }

  private void histogram(Series series, SortedMap<String, String> base, HistogramDataPoint point) {
    accepted++;
    if (!recorded(point.getFlags())) {
      return;
    }
    SortedMap<String, String> labels = labels(base, point.getAttributesList());
    long time = point.getTimeUnixNano();
    long cumulative = 0;
    int bounds = Math.min(point.getExplicitBoundsCount(), point.getBucketCountsCount());
    for (int i = 0; i < bounds; i++) {
      cumulative += point.getBucketCounts(i);
      String bound = MetricNames.number(point.getExplicitBounds(i));
      add(series, "_bucket", with(labels, "le", bound), time, (double) cumulative);
    }
    add(series, "_bucket", with(labels, "le", "+Inf"), time, (double) point.getCount());
    if (point.hasSum()) {
      add(series, "_sum", labels, time, point.getSum());
    }
    add(series, "_count", labels, time, (double) point.getCount());
  }

  private void exponential(
      Series series, SortedMap<String, String> base, ExponentialHistogramDataPoint point) {
    accepted++;
    if (!recorded(point.getFlags())) {
      return;
    }
    SortedMap<String, String> labels = labels(base, point.getAttributesList());
    if (point.hasSum()) {
      add(series, "_sum", labels, point.getTimeUnixNano(), point.getSum());
    }
    add(series, "_count", labels, point.getTimeUnixNano(), (double) point.getCount());
  }

  private void summary(Series series, SortedMap<String, String> base, SummaryDataPoint point) {
    accepted++;
    if (!recorded(point.getFlags())) {
      return;
    }
    SortedMap<String, String> labels = labels(base, point.getAttributesList());
    long time = point.getTimeUnixNano();
    for (SummaryDataPoint.ValueAtQuantile quantile : point.getQuantileValuesList()) {
      String name = MetricNames.number(quantile.getQuantile());
      add(series, "", with(labels, "quantile", name), time, quantile.getValue());
    }
    add(series, "_sum", labels, time, point.getSum());
    add(series, "_count", labels, time, (double) point.getCount());
  }

  private void add(
      Series series, String part, SortedMap<String, String> labels, long nanos, double value) {
    long time = nanos > 0 ? nanos : receivedAt;
    timedByReceipt |= nanos <= 0;
    samples.add(
        new MetricSample(
            series.name() + part + series.suffix(),
            series.type(),
            series.unit(),
            series.help(),
            labels,
            time / 1_000_000,
            value));
  }

  private static boolean delta(AggregationTemporality temporality) {
    return temporality == AggregationTemporality.AGGREGATION_TEMPORALITY_DELTA;
  }

  /** False for a point that only says that its series has ended; it holds no number. */
  private static boolean recorded(int flags) {
    return (flags & DataPointFlags.DATA_POINT_FLAGS_NO_RECORDED_VALUE_MASK_VALUE) == 0;
  }

  private SortedMap<String, String> labels(SortedMap<String, String> base, List<KeyValue> sent) {
    if (sent.isEmpty()) {
      return base;
    }
    Map<String, AnyValue> found = new LinkedHashMap<>();
    for (KeyValue attribute : sent) {
      byte[] bytes = attribute.getValue().toByteArray();
      found.put(attribute.getKey(), attributes.message(bytes));
    }
    SortedMap<String, String> labels = new TreeMap<>(base);
    found.forEach((key, value) -> {
      // two keys that give one label name: Prometheus joins their values
      String text = value.asText();
      if (!text.isEmpty()) {
        labels.merge(MetricNames.label(key), text, (a, b) -> a.equals(b) ? a : a + ";" + b);
      }
    });
    return labels;
  }

  private static SortedMap<String, String> with(
      SortedMap<String, String> labels, String name, String value) {
    SortedMap<String, String> more = new TreeMap<>(labels);
    more.put(name, value);
    return more;
  }

  /** {@code job} and {@code instance}, as the specification derives them from the resource. */
  private static SortedMap<String, String> resourceLabels(Resource resource) {
    SortedMap<String, String> labels = new TreeMap<>();
    String namespace = resource.text("service.namespace");
    String service = resource.serviceName();
    if (!service.isEmpty()) {
      labels.put("job", namespace.isEmpty() ? service : namespace + "/" + service);
    }
    String instance = resource.text("service.instance.id");
    if (!instance.isEmpty()) {
      labels.put("instance", instance);
    }
    String environment = resource.text("deployment.environment.name");
    if (!environment.isEmpty()) {
      labels.put("deployment_environment_name", environment);
    }
    return labels;
  }
}
