// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.judges;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** How many calls a judge could judge, and how long they are; over the last day. Thread-safe. */
final class Traffic {
  private static final int HOURS = 24;

  private final InstantSource clock;
  private final Instant since;
  private final long[] calls = new long[HOURS];
  private final long[] hours = new long[HOURS];
  private long seen;
  private long anomalies;
  private long measured;
  private double chars;

  Traffic(InstantSource clock) {
    this.clock = clock;
    this.since = clock.instant();
  }

  synchronized void saw(boolean anomaly) {
    long hour = clock.instant().getEpochSecond() / 3600;
    int slot = Math.floorMod(hour, HOURS);
    if (hours[slot] != hour) {
      hours[slot] = hour;
      calls[slot] = 0;
    }
    calls[slot]++;
    seen++;
    anomalies += anomaly ? 1 : 0;
  }

  /** One call in twenty is measured: taking the texts out costs more than counting. */
  synchronized boolean measuresNext() {
    return seen % 20 == 0;
  }

  synchronized void measured(int callChars) {
    measured++;
    chars += (callChars - chars) / Math.min(measured, 1000);
  }

  synchronized boolean knowsSomething() {
    return seen >= 20;
  }

  /** Extrapolated while the process is younger than a day. */
  synchronized double callsPerDay() {
    long now = clock.instant().getEpochSecond() / 3600;
    long sum = 0;
    for (int i = 0; i < HOURS; i++) {
      sum += hours[i] > now - HOURS ? calls[i] : 0;
    }
    double age = Duration.between(since, clock.instant()).toMillis() / 3.6e6;
    return age >= HOURS ? sum : sum * HOURS / Math.max(age, 0.05);
  }

  /** Share of calls with an anomaly; 0.1 while nothing is known. */
  synchronized double anomalyShare() {
    return seen < 100 ? 0.1 : (double) anomalies / seen;
  }

  /** Mean length of what a judge is shown of a call; 3,000 while nothing is known. */
  synchronized double charsPerCall() {
    return measured == 0 ? 3000 : chars;
  }
}
