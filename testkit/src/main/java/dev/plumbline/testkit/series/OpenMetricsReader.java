// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.testkit.series;

import dev.plumbline.model.series.Labels;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** Reads samples with timestamps from OpenMetrics text; comments and exemplars are skipped. */
public final class OpenMetricsReader {
  private OpenMetricsReader() {}

  /**
   * Adds every sample of the text to the source.
   *
   * @throws IllegalArgumentException for a line that is no sample with a timestamp
   */
  public static void read(BufferedReader text, InMemorySeriesSource into) throws IOException {
    Map<String, Labels> known = new HashMap<>();
    for (String line = text.readLine(); line != null; line = text.readLine()) {
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      int seriesEnd = line.indexOf('}') + 1;
      if (seriesEnd == 0) {
        seriesEnd = line.indexOf(' ');
      }
      Labels labels =
          known.computeIfAbsent(line.substring(0, seriesEnd), OpenMetricsReader::labels);
      String[] fields = line.substring(seriesEnd).trim().split(" ");
      if (fields.length < 2) {
        throw new IllegalArgumentException("sample without a timestamp: " + line);
      }
      into.add(labels, Math.round(Double.parseDouble(fields[1]) * 1000), value(fields[0]));
    }
  }

  private static double value(String text) {
    return switch (text) {
      case "+Inf" -> Double.POSITIVE_INFINITY;
      case "-Inf" -> Double.NEGATIVE_INFINITY;
      default -> Double.parseDouble(text);
    };
  }

  /** {@code name{label="value",...}}; no escapes, no {@code }} in values. */
  private static Labels labels(String text) {
    Map<String, String> labels = new HashMap<>();
    int brace = text.indexOf('{');
    labels.put(Labels.METRIC_NAME, brace < 0 ? text : text.substring(0, brace));
    int at = brace + 1;
    while (brace >= 0 && text.charAt(at) != '}') {
      int equals = text.indexOf("=\"", at);
      int quote = text.indexOf('"', equals + 2);
      labels.put(text.substring(at, equals), text.substring(equals + 2, quote));
      at = text.charAt(quote + 1) == ',' ? quote + 2 : quote + 1;
    }
    return Labels.of(labels);
  }
}
