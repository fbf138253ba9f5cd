// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.clickhouse.labels;

import java.time.InstantSource;

/** Ever higher numbers, microseconds of the clock where it goes forward. Thread-safe. */
final class Revisions {
  private final InstantSource clock;
  private long last;

  Revisions(InstantSource clock) {
    this.clock = clock;
  }

  synchronized long next() {
    last = Math.max(last + 1, clock.millis() * 1000);
    return last;
  }
}
