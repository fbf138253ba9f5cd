// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.server.backtest;

import dev.plumbline.drift.engine.HourStatistics;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;

/** The statistics of one stream as CSV rows, zipped on the fly when asked to. One thread. */
final class StatisticsText implements HourStatistics {
  static final String HEADER = "stream,hour,dimension,statistic\n";

  private static final int FLUSH = 1 << 15;

  /** Stands for the logarithm of nothing: no start time had enough calls. */
  private static final double NOTHING = -1000;

  private final String stream;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(1 << 16);
  private final OutputStream out;
  private final StringBuilder text = new StringBuilder();

  StatisticsText(String stream, boolean zipped) throws IOException {
    this.stream = quoted(stream);
    out = zipped ? new GZIPOutputStream(bytes, 1 << 14) : bytes;
  }

  /** A field as CSV wants it. */
  static String quoted(String field) {
    return field.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r')
        ? "\"" + field.replace("\"", "\"\"") + "\""
        : field;
  }

  void header() {
    text.append(HEADER);
  }

  @Override
  public void accept(long hour, String name, double logarithm) {
    double value = Double.isFinite(logarithm) ? logarithm : NOTHING;
    text.append(stream).append(',').append(hour).append(',').append(quoted(name)).append(',');
    text.append(Math.rint(value * 1e6) / 1e6).append('\n');
    if (text.length() > FLUSH) {
      flush();
    }
  }

  private void flush() {
    try {
      out.write(text.toString().getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    text.setLength(0);
  }

  byte[] finish() throws IOException {
    flush();
    out.close();
    return bytes.toByteArray();
  }
}
