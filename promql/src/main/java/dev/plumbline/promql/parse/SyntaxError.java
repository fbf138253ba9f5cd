// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.promql.parse;

import dev.plumbline.model.error.ErrorKind;
import dev.plumbline.model.error.PlumblineException;

/** Builds the exception for a query that is not PromQL; position and words are Prometheus's. */
final class SyntaxError {
  private SyntaxError() {}

  static PlumblineException at(String query, int position, String message) {
    return new PlumblineException(
        ErrorKind.INVALID_INPUT, place(query, position) + ": parse error: " + message);
  }

  /** "line:column", both from 1. */
  private static String place(String query, int position) {
    if (query.isEmpty()) {
      return "unknown position";
    }
    int line = 1;
    int lineStart = 0;
    int end = Math.min(position, query.length());
    for (int i = 0; i < end; i++) {
      if (query.charAt(i) == '\n') {
        line++;
        lineStart = i + 1;
      }
    }
    return line + ":" + (end - lineStart + 1);
  }
}
