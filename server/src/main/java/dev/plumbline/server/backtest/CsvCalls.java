// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.server.backtest;

import dev.plumbline.drift.engine.Call;
import dev.plumbline.drift.engine.StreamSchema;
import dev.plumbline.model.error.ErrorKind;
import dev.plumbline.model.error.PlumblineException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Reads calls from CSV text, one row each, without keeping them. The columns are those of {@code
 * docs/backtest.md}. Fields may stand in double quotes; a row is one line. One thread.
 */
final class CsvCalls {
  private static final int MAX_COLUMNS = 4096;
  private static final int MAX_LINE = 1 << 20;
  private static final double[] POWERS = new double[23];

  static {
    POWERS[0] = 1;
    for (int i = 1; i < POWERS.length; i++) {
      POWERS[i] = POWERS[i - 1] * 10;
    }
  }

  /** What a column is. */
  private enum Role {
    TIMESTAMP,
    TURN,
    ROLE,
    SEGMENT,
    SCORE,
    WEIGHT,
    COVARIATE,
    UNKNOWN
  }

  private record Column(Role role, int index, String name) {}

  private final InputStream in;
  private final String source;
  private final byte[] buffer = new byte[1 << 16];
  private int position;
  private int limit;
  private byte[] line = new byte[4096];
  private int length;
  private long number;
  private final List<Column> columns = new ArrayList<>();
  private final List<String> unknown = new ArrayList<>();
  private final StreamSchema schema;
  private final Map<String, String> texts = new HashMap<>();
  private int fieldStart;
  private int fieldEnd;

  /**
   * Reads the header.
   *
   * @param source what messages name
   * @throws PlumblineException INVALID_INPUT when the header is not one
   */
  CsvCalls(InputStream in, String source) throws IOException {
    this.in = in;
    this.source = source;
    if (!readLine()) {
      throw wrong("the header is missing");
    }
    schema = header();
  }

  StreamSchema schema() {
    return schema;
  }

  /** Names of columns that mean nothing here. */
  List<String> unknown() {
    return unknown;
  }

  private StreamSchema header() {
    List<String> names = new ArrayList<>();
    int at = 0;
    while (at <= length) {
      at = field(at);
      names.add(text());
      if (names.size() > MAX_COLUMNS) {
        throw wrong("there are more than " + MAX_COLUMNS + " columns");
      }
    }
    String first = names.getFirst();
    if (first.startsWith("\uFEFF")) {
      names.set(0, first.substring(1));
    }
    Set<String> seen = new HashSet<>();
    List<String> dimensions = new ArrayList<>();
    List<String> attributes = new ArrayList<>();
    List<String> covariates = new ArrayList<>();
    for (String name : names) {
      if (!seen.add(name)) {
        throw wrong("column \"" + name + "\" stands there twice");
      }
      if (name.startsWith("score.")) {
        dimensions.add(name.substring("score.".length()));
      }
    }
    boolean turns = false;
    Boolean[] weighted = new Boolean[dimensions.size()];
    java.util.Arrays.fill(weighted, false);
    for (String name : names) {
      if (name.equals("timestamp")) {
        columns.add(new Column(Role.TIMESTAMP, 0, name));
      } else if (name.equals("turn")) {
        turns = true;
        columns.add(new Column(Role.TURN, 0, name));
      } else if (name.equals("role")) {
        columns.add(new Column(Role.ROLE, 0, name));
      } else if (name.startsWith("segment.")) {
        columns.add(new Column(Role.SEGMENT, attributes.size(), name));
        attributes.add(name.substring("segment.".length()));
      } else if (name.startsWith("score.")) {
        String dimension = name.substring("score.".length());
        columns.add(new Column(Role.SCORE, dimensions.indexOf(dimension), name));
      } else if (name.startsWith("x.")) {
        columns.add(new Column(Role.COVARIATE, covariates.size(), name));
        covariates.add(name.substring("x.".length()));
      } else {
        int dimension =
            name.startsWith("weight.")
                ? dimensions.indexOf(name.substring("weight.".length()))
                : -1;
        if (dimension >= 0) {
          weighted[dimension] = true;
          columns.add(new Column(Role.WEIGHT, dimension, name));
        } else {
          unknown.add(name);
          columns.add(new Column(Role.UNKNOWN, 0, name));
        }
      }
    }
    if (!seen.contains("timestamp")) {
      throw wrong("column \"timestamp\" is missing");
    }
    if (dimensions.isEmpty()) {
      throw wrong("there is no column \"score.<dimension>\"");
    }
    return new StreamSchema(dimensions, attributes, covariates, turns, List.of(weighted));
  }

  /**
   * Reads the next row.
   *
   * @return false at the end
   * @throws PlumblineException INVALID_INPUT for a row that is not one
   */
  boolean next(Call call) throws IOException {
    do {
      if (!readLine()) {
        return false;
      }
    } while (length == 0);
    call.clear();
    int at = 0;
    for (int c = 0; c < columns.size(); c++) {
      if (at > length) {
        throw wrong("there are only " + c + " of " + columns.size() + " fields");
      }
      at = field(at);
      read(columns.get(c), call);
    }
    if (at <= length) {
      throw wrong("there are more fields than columns");
    }
    return true;
  }

  private void read(Column column, Call call) {
    boolean empty = fieldStart == fieldEnd;
    switch (column.role()) {
      case TIMESTAMP -> call.time = whole(column, Long.MAX_VALUE / 4);
      case TURN -> call.turn = empty ? 0 : (int) whole(column, 1_000_000);
      case ROLE -> {
        String role = text();
        call.fitOnly = role.equals("fit");
        if (!call.fitOnly && !role.equals("monitor") && !role.isEmpty()) {
          throw wrong("column \"role\": must be fit or monitor");
        }
      }
      case SEGMENT -> call.segments[column.index()] = empty ? "" : interned(text());
      case SCORE -> call.scores[column.index()] = empty ? Double.NaN : decimal(column);
      case COVARIATE -> call.covariates[column.index()] = empty ? Double.NaN : decimal(column);
      case WEIGHT -> {
        double probability = empty ? 1 : decimal(column);
        if (!(probability > 0 && probability <= 1)) {
          throw wrong("column \"" + column.name() + "\": must be above 0 and at most 1");
        }
        call.probabilities[column.index()] = probability;
      }
      case UNKNOWN -> {}
    }
  }

  private String interned(String text) {
    String known = texts.putIfAbsent(text, text);
    if (texts.size() > 100_000) {
      texts.clear();
    }
    return known == null ? text : known;
  }

  private long whole(Column column, long most) {
    double value = decimal(column);
    if (!(value >= 0 && value <= most) || value != Math.rint(value)) {
      throw wrong("column \"" + column.name() + "\": must be a whole number from 0");
    }
    return (long) value;
  }

  /** Finds the field that begins there; its end is behind the comma, or behind the line. */
  private int field(int from) {
    if (from < length && line[from] == '"') {
      return quoted(from + 1);
    }
    fieldStart = from;
    int at = from;
    while (at < length && line[at] != ',') {
      at++;
    }
    fieldEnd = at;
    return at + 1;
  }

  private int quoted(int from) {
    fieldStart = from;
    int write = from;
    int at = from;
    while (at < length) {
      if (line[at] == '"') {
        if (at + 1 < length && line[at + 1] == '"') {
          at++;
        } else {
          fieldEnd = write;
          if (at + 1 < length && line[at + 1] != ',') {
            throw wrong("a quoted field goes on behind its quote");
          }
          return at + 2;
        }
      }
      line[write++] = line[at++];
    }
    throw wrong("a quote is not closed on its line");
  }

  private String text() {
    return new String(line, fieldStart, fieldEnd - fieldStart, StandardCharsets.UTF_8);
  }

  /** Up to 15 digits and 22 places are exact in double arithmetic (Clinger 1990). */
  private double decimal(Column column) {
    int at = fieldStart;
    boolean negative = at < fieldEnd && line[at] == '-';
    at += negative ? 1 : 0;
    long digits = 0;
    int count = 0;
    int places = -1;
    while (at < fieldEnd) {
      byte b = line[at];
      if (b >= '0' && b <= '9') {
        digits = digits * 10 + (b - '0');
        count++;
        places += places >= 0 ? 1 : 0;
      } else if (b == '.' && places < 0) {
        places = 0;
      } else {
        return slowDecimal(column);
      }
      if (count > 15) {
        return slowDecimal(column);
      }
      at++;
    }
    if (count == 0) {
      return slowDecimal(column);
    }
    double value = places > 0 ? digits / POWERS[places] : digits;
    return negative ? -value : value;
  }

  private double slowDecimal(Column column) {
    String text = text();
    if (text.length() <= 64) {
      String lower = text.strip().toLowerCase(Locale.ROOT);
      if (lower.isEmpty() || lower.equals("nan") || lower.equals("null") || lower.equals("none")) {
        return Double.NaN;
      }
      try {
        double value = Double.parseDouble(lower);
        if (Double.isFinite(value) && Math.abs(value) < 1e100) {
          return value;
        }
      } catch (NumberFormatException e) {
        throw wrong("column \"" + column.name() + "\": must be a number");
      }
    }
    throw wrong("column \"" + column.name() + "\": must be a number");
  }

  /** Puts the next line, without its end, into {@link #line}. */
  private boolean readLine() throws IOException {
    length = 0;
    number++;
    while (true) {
      if (position == limit) {
        limit = Math.max(0, in.read(buffer, 0, buffer.length));
        position = 0;
        if (limit == 0) {
          trim();
          return length > 0;
        }
      }
      int end = position;
      while (end < limit && buffer[end] != '\n') {
        end++;
      }
      append(position, end - position);
      position = end;
      if (end < limit) {
        position++;
        trim();
        return true;
      }
    }
  }

  private void append(int from, int count) {
    if (length + count > MAX_LINE) {
      throw wrong("the line is longer than " + MAX_LINE + " bytes");
    }
    if (length + count > line.length) {
      line = java.util.Arrays.copyOf(line, Math.max(line.length * 2, length + count));
    }
    System.arraycopy(buffer, from, line, length, count);
    length += count;
  }

  private void trim() {
    if (length > 0 && line[length - 1] == '\r') {
      length--;
    }
  }

  private PlumblineException wrong(String problem) {
    return new PlumblineException(
        ErrorKind.INVALID_INPUT, source + ": line " + number + ": " + problem);
  }
}
