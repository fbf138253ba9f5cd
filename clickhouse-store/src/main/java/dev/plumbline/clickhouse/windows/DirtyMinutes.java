// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.clickhouse.windows;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/**
 * Minutes whose windows no longer match the stored rows. Filled by the writer once rows are stored,
 * emptied by {@link WindowRoller}. Thread-safe.
 */
public final class DirtyMinutes {
  /** Windows start in a 32-bit ClickHouse DateTime; spans of later clocks have none. */
  private static final long END_MINUTE =
      Instant.parse("2106-01-01T00:00:00Z").getEpochSecond() / 60;

  private static final long NANOS_PER_MINUTE = 60_000_000_000L;

  private final TreeSet<Long> minutes = new TreeSet<>();

  public void mark(long epochNanos) {
    add(List.of(epochNanos / NANOS_PER_MINUTE));
  }

  /** Adds minutes since 1970. */
  public synchronized void add(Collection<Long> more) {
    for (long minute : more) {
      if (minute >= 0 && minute < END_MINUTE) {
        minutes.add(minute);
      }
    }
  }

  /** Takes the newest ones out: what people look at first. */
  public synchronized List<Long> take(int max) {
    List<Long> taken = new ArrayList<>(Math.min(max, minutes.size()));
    while (taken.size() < max) {
      Long newest = minutes.pollLast();
      if (newest == null) {
        break;
      }
      taken.add(newest);
    }
    return taken;
  }

  public synchronized int size() {
    return minutes.size();
  }

  static long minuteOf(long epochNanos) {
    return epochNanos / NANOS_PER_MINUTE;
  }
}
