// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.otlp.pipeline;

import java.time.Duration;

/** Ever longer pauses between two tries, up to a bound. One thread. */
final class Backoff {
  private static final long FIRST_MILLIS = 50;
  private static final long MAX_MILLIS = 5_000;

  private long millis = FIRST_MILLIS;
  private int tries;

  /** The pause before the next try, at least what the other side asked for. */
  void pause(Duration asked) throws InterruptedException {
    Thread.sleep(Math.max(millis, Math.min(asked.toMillis(), MAX_MILLIS)));
    millis = Math.min(MAX_MILLIS, millis * 2);
    tries++;
  }

  /** Pauses so far. */
  int tries() {
    return tries;
  }
}
