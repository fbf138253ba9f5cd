// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.promql;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.plumbline.model.error.PlumblineException;
import dev.plumbline.model.series.Labels;
import dev.plumbline.model.series.Series;
import dev.plumbline.testkit.series.InMemorySeriesSource;
import dev.plumbline.testkit.series.OpenMetricsReader;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Serves {@code /api/v1/query} and {@code /api/v1/query_range} over an OpenMetrics file, so that a
 * comparer of Prometheus servers can be run against the engine alone (docs/promql.md).
 *
 * <p>Arguments: the file, the port, and {@code 2.x} or {@code 3.x}.
 */
public final class PrometheusApiHarness {
  private final PromqlEngine engine;

  private PrometheusApiHarness(PromqlEngine engine) {
    this.engine = engine;
  }

  /** Runs until it is killed. */
  public static void main(String[] args) throws IOException {
    InMemorySeriesSource source = new InMemorySeriesSource();
    try (BufferedReader text = Files.newBufferedReader(Path.of(args[0]))) {
      OpenMetricsReader.read(text, source);
    }
    PromqlConfig standard = PromqlConfig.defaults();
    PromqlConfig config =
        new PromqlConfig(
            args[2].equals("2.x") ? Semantics.PROMETHEUS_2 : Semantics.PROMETHEUS_3,
            standard.lookback(),
            standard.timeout(),
            standard.maxSamples(),
            standard.maxSeries(),
            standard.maxSteps());
    PrometheusApiHarness harness = new PrometheusApiHarness(new PromqlEngine(source, config));
    InetSocketAddress address =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(args[1]));
    HttpServer server = HttpServer.create(address, 0);
    server.createContext("/api/v1/query", exchange -> harness.answer(exchange, false));
    server.createContext("/api/v1/query_range", exchange -> harness.answer(exchange, true));
    server.start();
    System.err.println("listening on " + server.getAddress());
  }

  private void answer(HttpExchange exchange, boolean range) throws IOException {
    Map<String, String> form = new HashMap<>();
    read(exchange.getRequestURI().getRawQuery(), form);
    read(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8), form);
    int status = 200;
    String body;
    try {
      String query = form.getOrDefault("query", "");
      QueryResult result =
          range
              ? engine.queryRange(
                  query,
                  time(form.getOrDefault("start", "")),
                  time(form.getOrDefault("end", "")),
                  Duration.ofMillis(millis(form.getOrDefault("step", ""))),
                  QueryOptions.DEFAULT)
              : engine.query(query, time(form.getOrDefault("time", "")), QueryOptions.DEFAULT);
      body = "{\"status\":\"success\",\"data\":" + json(result.value()) + "}";
    } catch (PlumblineException e) {
      status = EvaluationFailure.is(e) ? 422 : 400;
      String type = status == 422 ? "execution" : "bad_data";
      body =
          "{\"status\":\"error\",\"errorType\":\""
              + type
              + "\",\"error\":"
              + quoted(String.valueOf(e.getMessage()))
              + "}";
    }
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(bytes);
    }
  }

  private static void read(@Nullable String form, Map<String, String> into) {
    if (form == null) {
      return;
    }
    for (String pair : form.split("&")) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        into.put(pair.substring(0, equals), decoded(pair.substring(equals + 1)));
      }
    }
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  private static long millis(String seconds) {
    return new BigDecimal(seconds).movePointRight(3).longValue();
  }

  private static Instant time(String seconds) {
    return Instant.ofEpochMilli(millis(seconds));
  }

  /** As the API writes values. */
  static String json(PromqlValue value) {
    StringBuilder text = new StringBuilder();
    text.append("{\"resultType\":\"").append(value.type().label()).append("\",\"result\":");
    switch (value) {
      case PromqlValue.Scalar(long at, double number) -> point(text, at, number);
      case PromqlValue.Text(long at, String string) ->
          text.append('[').append(at / 1000d).append(',').append(quoted(string)).append(']');
      case PromqlValue.Vector vector -> {
        String separator = "[";
        for (PromqlValue.Sample sample : vector.samples()) {
          text.append(separator).append("{\"metric\":").append(labels(sample.labels()));
          text.append(",\"value\":");
          point(text, sample.timestampMillis(), sample.value());
          text.append('}');
          separator = ",";
        }
        text.append(vector.samples().isEmpty() ? "[]" : "]");
      }
      case PromqlValue.Matrix matrix -> {
        String separator = "[";
        for (Series series : matrix.series()) {
          text.append(separator).append("{\"metric\":").append(labels(series.labels()));
          text.append(",\"values\":[");
          for (int i = 0; i < series.size(); i++) {
            text.append(i == 0 ? "" : ",");
            point(text, series.timestamps()[i], series.values()[i]);
          }
          text.append("]}");
          separator = ",";
        }
        text.append(matrix.series().isEmpty() ? "[]" : "]");
      }
    }
    return text.append('}').toString();
  }

  private static void point(StringBuilder text, long millis, double value) {
    String number =
        Double.isNaN(value)
            ? "NaN"
            : Double.isInfinite(value) ? (value > 0 ? "+Inf" : "-Inf") : Double.toString(value);
    text.append('[').append(BigDecimal.valueOf(millis, 3)).append(",\"").append(number);
    text.append("\"]");
  }

  private static String labels(Labels labels) {
    StringBuilder text = new StringBuilder("{");
    for (int i = 0; i < labels.size(); i++) {
      text.append(i == 0 ? "" : ",").append(quoted(labels.name(i))).append(':');
      text.append(quoted(labels.value(i)));
    }
    return text.append('}').toString();
  }

  private static String quoted(String value) {
    StringBuilder text = new StringBuilder("\"");
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '"' || c == '\\') {
        text.append('\\').append(c);
      } else if (c < 0x20) {
        text.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
      } else {
        text.append(c);
      }
    }
    return text.append('"').toString();
  }
}
