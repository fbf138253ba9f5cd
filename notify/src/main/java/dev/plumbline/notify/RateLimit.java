// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.notify;

import java.time.Duration;
import java.time.Instant;

/** Messages an hour, as a bucket that is full at the start. One thread. */
final class RateLimit {
  private final int perHour;
  private double tokens;
  private Instant filled = Instant.MIN;

  /**
   * @param perHour 0 for no limit
   */
  RateLimit(int perHour) {
    this.perHour = perHour;
    tokens = perHour;
  }

  /** How many messages may go now. */
  int available(Instant now) {
    if (perHour == 0) {
      return Integer.MAX_VALUE;
    }
    if (filled.isAfter(Instant.MIN) && now.isAfter(filled)) {
      double hours = Duration.between(filled, now).toMillis() / 3_600_000.0;
      tokens = Math.min(perHour, tokens + hours * perHour);
    }
    filled = now;
    return (int) tokens;
  }

  void take() {
    tokens = Math.max(0, tokens - 1);
  }
}
