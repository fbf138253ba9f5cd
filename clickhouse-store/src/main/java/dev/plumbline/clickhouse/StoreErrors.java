// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.clickhouse;

import com.clickhouse.client.api.ServerException;
import dev.plumbline.model.error.ErrorKind;
import dev.plumbline.model.error.PlumblineException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * ClickHouse's failures in our vocabulary. Numbers are ClickHouse's error codes
 * (src/Common/ErrorCodes.cpp).
 */
final class StoreErrors {
  /** TIMEOUT_EXCEEDED, SOCKET_TIMEOUT, TOO_SLOW, TOO_SLOW_PARSING. */
  private static final Set<Integer> TIMEOUT = Set.of(159, 209, 160, 724);

  /** TOO_MANY_SIMULTANEOUS_QUERIES, MEMORY_LIMIT_EXCEEDED, NOT_ENOUGH_SPACE, TOO_MANY_PARTS. */
  private static final Set<Integer> OVERLOADED = Set.of(202, 241, 243, 252);

  /** TOO_MANY_ROWS, TOO_MANY_BYTES, TOO_MANY_ROWS_OR_BYTES, TOO_MANY_PARTITIONS... of a result. */
  private static final Set<Integer> TOO_LARGE = Set.of(158, 307, 396);

  /** CANNOT_PARSE_..., INCORRECT_DATA, VALUE_IS_OUT_OF_RANGE..., TOO_LARGE_STRING_SIZE. */
  private static final Set<Integer> BAD_DATA = Set.of(6, 27, 38, 41, 72, 117, 131, 321);

  /** Wrong statements: syntax, names, types, arguments, limits of the language, rights. */
  private static final Set<Integer> WRONG_STATEMENT =
      Set.of(
          8, 10, 16, 20, 35, 36, 42, 43, 44, 46, 47, 48, 50, 51, 52, 53, 60, 62, 63, 81, 115, 153,
          164, 179, 184, 190, 191, 206, 207, 215, 350, 352, 386, 403, 450, 452, 456, 457, 497, 590);

  /** Whether a statement reads or writes decides what an unknown failure means. */
  enum Doing {
    READING,
    WRITING
  }

  private StoreErrors() {}

  static PlumblineException map(Doing doing, String what, Throwable failure) {
    if (failure instanceof PlumblineException known) {
      return known;
    }
    ServerException server = find(failure, ServerException.class);
    if (server != null) {
      return ofServer(doing, what, server);
    }
    if (find(failure, InterruptedException.class) != null) {
      Thread.currentThread().interrupt();
      return new PlumblineException(ErrorKind.UNAVAILABLE, what + ": interrupted", failure);
    }
    if (find(failure, SocketTimeoutException.class) != null
        || find(failure, TimeoutException.class) != null) {
      return new PlumblineException(
          ErrorKind.TIMEOUT, what + ": the store did not answer in time", failure);
    }
    return new PlumblineException(
        ErrorKind.UNAVAILABLE,
        what + ": the store cannot be reached",
        failure,
        Duration.ofSeconds(1));
  }

  private static PlumblineException ofServer(Doing doing, String what, ServerException e) {
    ErrorKind kind = kind(doing, e.getCode());
    // the store's text may quote data, so only a wrong statement's author sees it
    String detail =
        kind == ErrorKind.INVALID_INPUT && doing == Doing.READING
            ? String.valueOf(e.getMessage())
            : what + ": ClickHouse error " + e.getCode();
    return new PlumblineException(
        kind, detail, e, kind == ErrorKind.OVERLOADED ? Duration.ofSeconds(2) : null);
  }

  private static ErrorKind kind(Doing doing, int code) {
    if (TIMEOUT.contains(code)) {
      return ErrorKind.TIMEOUT;
    }
    if (OVERLOADED.contains(code)) {
      return ErrorKind.OVERLOADED;
    }
    if (doing == Doing.WRITING) {
      // whatever else a server says may be repaired there: the batch must not be lost
      return BAD_DATA.contains(code) ? ErrorKind.INVALID_INPUT : ErrorKind.UNAVAILABLE;
    }
    if (TOO_LARGE.contains(code)) {
      return ErrorKind.TOO_LARGE;
    }
    return BAD_DATA.contains(code) || WRONG_STATEMENT.contains(code)
        ? ErrorKind.INVALID_INPUT
        : ErrorKind.INTERNAL;
  }

  private static <T extends Throwable> @Nullable T find(Throwable failure, Class<T> type) {
    Throwable at = failure;
    for (int depth = 0; at != null && depth < 20; depth++) {
      if (type.isInstance(at)) {
        return type.cast(at);
      }
      at = at.getCause();
    }
    return null;
  }
}
