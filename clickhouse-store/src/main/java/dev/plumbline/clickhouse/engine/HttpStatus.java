// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.clickhouse.engine;

import java.util.Set;

/** ClickHouse's mapping of its error codes to HTTP statuses ({@code exceptionCodeToHTTPStatus}). */
final class HttpStatus {
  /** SYNTAX_ERROR, CANNOT_PARSE_..., wrong types, arguments and query parameters. */
  private static final Set<Integer> BAD_REQUEST =
      Set.of(
          6, 25, 26, 27, 32, 33, 36, 38, 41, 42, 43, 53, 62, 69, 70, 72, 117, 167, 168, 223, 321,
          349, 376, 427, 441, 456, 457, 675, 676);

  private HttpStatus() {}

  static int of(int code) {
    if (BAD_REQUEST.contains(code)) {
      return 400;
    }
    return switch (code) {
      case 194 -> 401; // REQUIRED_PASSWORD
      case 164, 192, 193, 497, 512, 516 -> 403; // READONLY, users, ACCESS_DENIED
      case 46, 47, 50, 56, 60, 63, 73, 78, 81, 115, 336 -> 404; // UNKNOWN_...
      case 159 -> 408; // TIMEOUT_EXCEEDED
      case 48 -> 501; // NOT_IMPLEMENTED
      case 202, 209, 236 -> 503; // TOO_MANY_SIMULTANEOUS_QUERIES, SOCKET_TIMEOUT, ABORTED
      default -> 500;
    };
  }
}
