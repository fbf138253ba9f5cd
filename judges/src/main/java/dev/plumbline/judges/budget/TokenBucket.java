// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.judges.budget;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * An amount per hour. A sixth of it may be spent at once, five sixths flow in during an hour: so no
 * hour, wherever it begins, spends more than the whole. Not thread-safe.
 */
final class TokenBucket {
  private static final double NANOS_PER_HOUR = 3.6e12;

  private final double capacity;
  private final double perHour;
  private final InstantSource clock;
  private double level;
  private Instant last;

  TokenBucket(double amountPerHour, InstantSource clock) {
    this.capacity = amountPerHour / 6;
    this.perHour = amountPerHour - capacity;
    this.clock = clock;
    this.level = capacity;
    this.last = clock.instant();
  }

  /** Share of what may be spent at once that is there, 0 to 1. */
  double share() {
    refill();
    return capacity <= 0 ? 0 : Math.max(0, level / capacity);
  }

  /** True when the amount may be spent; more than the bucket holds may be spent when it is full. */
  boolean covers(double amount) {
    refill();
    return level > 0 && level >= Math.min(amount, capacity);
  }

  /** Spends; what was spent beyond the level is a debt. Negative amounts come back. */
  void spend(double amount) {
    refill();
    level = Math.min(capacity, level - amount);
  }

  private void refill() {
    Instant now = clock.instant();
    if (now.isAfter(last)) {
      level =
          Math.min(
              capacity, level + perHour * (Duration.between(last, now).toNanos() / NANOS_PER_HOUR));
      last = now;
    }
  }
}
