// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.query.labels;

import java.util.ArrayList;
import java.util.List;

/** Comma-separated values as RFC 4180 has them. */
final class Csv {
  private Csv() {}

  /**
   * One record.
   *
   * @param line number of its first line, from 1
   */
  record Row(int line, List<String> fields) {}

  /**
   * Reads records; a line break inside quotes belongs to the field. Empty lines are left out.
   *
   * @throws IllegalArgumentException for a quote that is not closed, with its line
   */
  static List<Row> read(String text) {
    List<Row> rows = new ArrayList<>();
    int at = text.startsWith("\ufeff") ? 1 : 0;
    int line = 1;
    while (at < text.length()) {
      int first = line;
      List<String> fields = new ArrayList<>();
      boolean more = true;
      while (more) {
        StringBuilder field = new StringBuilder();
        if (at < text.length() && text.charAt(at) == '"') {
          at++;
          while (true) {
            if (at >= text.length()) {
              throw new IllegalArgumentException("line " + first + ": a quote is not closed");
            }
            char c = text.charAt(at++);
            if (c == '"') {
              if (at < text.length() && text.charAt(at) == '"') {
                at++;
              } else {
                break;
              }
            }
            line += c == '\n' ? 1 : 0;
            field.append(c);
          }
        }
        while (at < text.length() && ",\r\n".indexOf(text.charAt(at)) < 0) {
          field.append(text.charAt(at++));
        }
        fields.add(field.toString());
        more = at < text.length() && text.charAt(at) == ',';
        at += more ? 1 : 0;
      }
      if (at < text.length() && text.charAt(at) == '\r') {
        at++;
      }
      if (at < text.length() && text.charAt(at) == '\n') {
        at++;
      }
      line++;
      if (fields.size() > 1 || !fields.getFirst().isBlank()) {
        rows.add(new Row(first, List.copyOf(fields)));
      }
    }
    return rows;
  }

  /** One record with its line break. */
  static String line(List<String> fields) {
    StringBuilder out = new StringBuilder();
    for (String field : fields) {
      out.append(out.isEmpty() ? "" : ",");
      boolean alone = field.isBlank() && fields.size() == 1;
      if (alone || field.chars().anyMatch(c -> c == '"' || c == ',' || c == '\r' || c == '\n')) {
        out.append('"').append(field.replace("\"", "\"\"")).append('"');
      } else {
        out.append(field);
      }
    }
    return out.append("\r\n").toString();
  }
}
