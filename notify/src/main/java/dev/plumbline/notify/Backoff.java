// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.notify;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * When to try a channel again: after 5 s, doubled with each failure up to 10 minutes, times 0.5 to
 * 1.5 by chance, and never before the receiver's own Retry-After. One thread.
 */
final class Backoff {
  private static final Duration FIRST = Duration.ofSeconds(5);
  private static final Duration LONGEST = Duration.ofMinutes(10);

  private final RandomGenerator random;
  private int failures;
  private Instant next = Instant.EPOCH;

  Backoff(RandomGenerator random) {
    this.random = random;
  }

  boolean open(Instant now) {
    return !now.isBefore(next);
  }

  int failures() {
    return failures;
  }

  /** Empty when the channel may be used at once. */
  Optional<Instant> next(Instant now) {
    return open(now) ? Optional.empty() : Optional.of(next);
  }

  void succeeded() {
    failures = 0;
    next = Instant.EPOCH;
  }

  void failed(Instant now, Optional<Duration> retryAfter) {
    long doubled = FIRST.toMillis() << Math.min(failures, 10);
    long usual = Math.min(doubled, LONGEST.toMillis());
    long wait = (long) (usual * (0.5 + random.nextDouble()));
    failures++;
    if (retryAfter.isPresent()) {
      // all who were sent away at once must not come back at once
      long told = retryAfter.get().toMillis();
      wait = Math.max(wait, told + (long) (random.nextDouble() * Math.min(told / 10 + 1, 5000)));
    }
    next = now.plusMillis(wait);
  }
}
