// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.clickhouse.windows;

import dev.plumbline.clickhouse.ClickHouse;
import dev.plumbline.clickhouse.Params;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps {@code score_windows_1m} and {@code score_windows_1h} equal to what the stored rows say. A
 * minute whose rows were stored or patched is computed anew from its rows and replaces what was
 * there, so nothing is ever counted twice and late data corrects its own window. What a crash left
 * over is found at the next start. One thread calls {@link #step} in a loop, about every two
 * seconds.
 */
public final class WindowRoller {
  private static final Logger log = LoggerFactory.getLogger(WindowRoller.class);
  private static final int MINUTES_AT_ONCE = 60;

  /** Minutes further apart than this are computed by statements of their own. */
  private static final int GAP_MINUTES = 90;

  private static final long MINUTES_IN_HOUR = 60;
  private static final Duration HOURS_EVERY = Duration.ofSeconds(10);
  private static final Duration PROGRESS_EVERY = Duration.ofSeconds(60);
  private static final Duration MAX_PAUSE = Duration.ofSeconds(60);

  /** Longer than any write may take from its time stamp to its end, retries included. */
  private static final Duration MARGIN = Duration.ofMinutes(10);

  /** The share of time spent computing is 1 / (1 + PAUSE_FACTOR). */
  private static final int PAUSE_FACTOR = 9;

  private final ClickHouse clickHouse;
  private final DirtyMinutes dirty;
  private final InstantSource clock;
  private final TreeSet<Long> dirtyHours = new TreeSet<>();
  private boolean recovered;
  private long lastGeneration;
  private Instant notBefore = Instant.MIN;
  private Instant hoursDone = Instant.MIN;
  private Instant progressSaved = Instant.MIN;

  public WindowRoller(ClickHouse clickHouse, DirtyMinutes dirty, InstantSource clock) {
    this.clickHouse = clickHouse;
    this.dirty = dirty;
    this.clock = clock;
  }

  /**
   * Computes some of the dirty minutes, newest first, unless the last steps took too much time.
   *
   * @return true when nothing is left to do
   */
  public boolean step() {
    Instant start = clock.instant();
    if (start.isBefore(notBefore)) {
      return false;
    }
    boolean done = work(start);
    Duration pause = Duration.between(start, clock.instant()).multipliedBy(PAUSE_FACTOR);
    notBefore = clock.instant().plus(pause.compareTo(MAX_PAUSE) > 0 ? MAX_PAUSE : pause);
    return done;
  }

  /** Computes everything that is dirty now, without pauses: for tests, tools and shutdown. */
  public void drain() {
    hoursDone = Instant.MIN;
    while (!work(clock.instant())) {
      hoursDone = Instant.MIN;
    }
  }

  /** Computes all windows of a stretch of time anew, to whole hours. */
  public void rebuild(Instant from, Instant to) {
    recover();
    long first = Math.floorDiv(from.getEpochSecond(), 3600) * MINUTES_IN_HOUR;
    long end = Math.ceilDiv(to.getEpochSecond(), 3600) * MINUTES_IN_HOUR;
    for (long hour = first; hour < end; hour += MINUTES_IN_HOUR) {
      run(WindowSql.MINUTES, hour, hour + MINUTES_IN_HOUR, List.of());
      run(WindowSql.HOURS, hour, hour + MINUTES_IN_HOUR, List.of());
    }
  }

  private boolean work(Instant now) {
    recover();
    List<Long> minutes = dirty.take(MINUTES_AT_ONCE);
    if (!minutes.isEmpty()) {
      try {
        minutes(minutes);
      } catch (RuntimeException e) {
        dirty.add(minutes);
        throw e;
      }
      minutes.forEach(minute -> dirtyHours.add(minute - minute % MINUTES_IN_HOUR));
    }
    if (!dirtyHours.isEmpty() && !now.isBefore(plus(hoursDone, HOURS_EVERY))) {
      hours();
      hoursDone = now;
    }
    boolean done = dirty.size() == 0 && dirtyHours.isEmpty();
    if (done && !now.isBefore(plus(progressSaved, PROGRESS_EVERY))) {
      saveProgress(now);
      progressSaved = now;
    }
    return done;
  }

  private void minutes(List<Long> minutes) {
    List<Long> sorted = minutes.stream().sorted().toList();
    List<Long> cluster = new ArrayList<>();
    for (long minute : sorted) {
      if (!cluster.isEmpty() && minute - cluster.getLast() > GAP_MINUTES) {
        run(WindowSql.MINUTES, cluster.getFirst(), cluster.getLast() + 1, cluster);
        cluster.clear();
      }
      cluster.add(minute);
    }
    run(WindowSql.MINUTES, cluster.getFirst(), cluster.getLast() + 1, cluster);
  }

  private void hours() {
    while (!dirtyHours.isEmpty()) {
      long hour = dirtyHours.last();
      run(WindowSql.HOURS, hour, hour + MINUTES_IN_HOUR, List.of());
      dirtyHours.remove(hour);
    }
  }

  private void run(String sql, long fromMinute, long toMinute, List<Long> minutes) {
    lastGeneration = Math.max(lastGeneration + 1, clock.millis());
    clickHouse.execute(
        sql,
        Params.none()
            .number("from", fromMinute)
            .number("to", toMinute)
            .numbers("minutes", minutes)
            .number("generation", lastGeneration),
        Map.of());
  }

  private void recover() {
    if (recovered) {
      return;
    }
    lastGeneration =
        number("SELECT toInt64(max(Generation)) FROM score_windows_1m_data", Params.none());
    lastGeneration =
        Math.max(
            lastGeneration,
            number("SELECT toInt64(max(Generation)) FROM score_windows_1h_data", Params.none()));
    long saved =
        number("SELECT toUnixTimestamp64Milli(max(Time)) FROM window_progress", Params.none());
    List<Long> minutes =
        clickHouse.list(
            WindowSql.LEFT_OVER,
            Params.none()
                .number("since", Math.max(0, saved - MARGIN.toMillis()))
                .number("margin", MARGIN.toMillis()),
            in -> in.int64());
    dirtyHours.addAll(
        clickHouse.list(
            WindowSql.HOURS_LEFT_OVER,
            Params.none().number("margin", MARGIN.toMillis()),
            in -> in.int64()));
    dirty.add(minutes);
    recovered = true;
    log.atInfo()
        .addKeyValue("minutes", minutes.size())
        .addKeyValue("hours", dirtyHours.size())
        .log("windows to compute after start");
  }

  private void saveProgress(Instant now) {
    clickHouse.execute(
        "INSERT INTO window_progress SELECT 0, fromUnixTimestamp64Milli({time:Int64}, 'UTC')",
        Params.none().number("time", now.toEpochMilli()),
        Map.of());
  }

  private long number(String sql, Params params) {
    return clickHouse.query(sql, params, in -> in.hasNext() ? in.int64() : 0L);
  }

  private static Instant plus(Instant instant, Duration duration) {
    return instant.equals(Instant.MIN) ? Instant.MIN : instant.plus(duration);
  }
}
