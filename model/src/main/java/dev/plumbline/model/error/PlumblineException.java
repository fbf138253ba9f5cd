// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.model.error;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The only exception that crosses a module boundary. The message never holds message content. */
public final class PlumblineException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ErrorKind kind;
  private final @Nullable Duration retryAfter;

  public PlumblineException(ErrorKind kind, String message) {
    this(kind, message, null);
  }

  public PlumblineException(ErrorKind kind, String message, @Nullable Throwable cause) {
    this(kind, message, cause, null);
  }

  /**
   * @param retryAfter when the caller may send again; for {@link ErrorKind#OVERLOADED} and {@link
   *     ErrorKind#UNAVAILABLE}
   */
  public PlumblineException(
      ErrorKind kind, String message, @Nullable Throwable cause, @Nullable Duration retryAfter) {
    super(message, cause);
    this.kind = kind;
    this.retryAfter = retryAfter;
  }

  public ErrorKind kind() {
    return kind;
  }

  /** Empty when the caller was told nothing about when to send again. */
  public Optional<Duration> retryAfter() {
    return Optional.ofNullable(retryAfter);
  }

  /** Shorthand for the most common kind: field, rule and value in one sentence. */
  public static PlumblineException invalid(String field, String rule, @Nullable Object value) {
    return new PlumblineException(
        ErrorKind.INVALID_INPUT, field + " " + rule + ", but was " + Checks.shown(value));
  }
}
