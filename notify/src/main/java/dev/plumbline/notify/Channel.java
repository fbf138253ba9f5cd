// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.notify;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** One way to tell people. Thread-safe. */
interface Channel extends AutoCloseable {
  /** Stable name, part of the record of deliveries. */
  String name();

  /** Most notices that one message of the usual kind holds; 1 for one message each. */
  default int batch() {
    return 1;
  }

  /** Whether {@link #send} takes more notices than {@link #batch} when a rate limit held them. */
  default boolean digests() {
    return false;
  }

  /** Whether the receiver wants to know that somebody has taken over. */
  default boolean acknowledges() {
    return false;
  }

  /** How often a firing alert must be told again; empty for once. */
  default Optional<Duration> repeat() {
    return Optional.empty();
  }

  /**
   * Sends one message.
   *
   * @throws dev.plumbline.model.error.PlumblineException UNAVAILABLE, OVERLOADED or TIMEOUT when
   *     sending again may help, INVALID_INPUT when the receiver refuses this message for good; the
   *     text holds no secret
   */
  void send(List<Notice> notices, Instant now) throws InterruptedException;

  /** Sends a message that says it is a test; it must not stay open at the receiver. */
  void test(Instant now) throws InterruptedException;

  @Override
  void close();
}
