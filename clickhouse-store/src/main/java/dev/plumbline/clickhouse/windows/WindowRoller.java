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
import java.util.NavigableSet;
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
  private static final int FEWEST_AT_ONCE = 60;
  private static final int MOST_AT_ONCE = 4 * 24 * 60;
  private static final Duration QUICK = Duration.ofMillis(400);
  private static final Duration SLOW = Duration.ofMillis(1500);

  /** More dirty minutes than live traffic makes: history that was sent, or a long stop. */
  private static final int BACKLOG_MINUTES = 180;

  private static final int MOST_HOURS_AT_ONCE = 48;

  /** History that arrives older than this gets hours only: nobody looks at its minutes. */
  private static final Duration MINUTES_FOR = Duration.ofDays(2);

  /** Minutes further apart than this are computed by statements of their own. */
  private static final int GAP_MINUTES = 90;

  private static final long MINUTES_IN_HOUR = 60;
  private static final Duration HOURS_EVERY = Duration.ofSeconds(10);
  private static final Duration PROGRESS_EVERY = Duration.ofSeconds(60);
  private static final Duration MAX_PAUSE = Duration.ofSeconds(60);

  /** Longer than any write may take from its time stamp to its end, retries included. */
  private static final Duration MARGIN = Duration.ofMinutes(10);

  /** The share of time spent computing is 1 / (1 + factor). */
  private static final int PAUSE_FACTOR = 9;

  private static final int PAUSE_FACTOR_OF_BACKLOG = 1;

  private final ClickHouse clickHouse;
  private final DirtyMinutes dirty;
  private final InstantSource clock;
  private final TreeSet<Long> dirtyHours = new TreeSet<>();
  private boolean recovered;
  private int minutesAtOnce = FEWEST_AT_ONCE;
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
    Duration took = Duration.between(start, clock.instant());
    adapt(took);
    int factor = dirty.size() > BACKLOG_MINUTES ? PAUSE_FACTOR_OF_BACKLOG : PAUSE_FACTOR;
    Duration pause = took.multipliedBy(factor);
    notBefore = clock.instant().plus(pause.compareTo(MAX_PAUSE) > 0 ? MAX_PAUSE : pause);
    return done;
  }

  /** Sparse history is quick to compute, so that more of it goes into one statement. */
  private void adapt(Duration took) {
    if (took.compareTo(QUICK) < 0) {
      minutesAtOnce = Math.min(MOST_AT_ONCE, minutesAtOnce * 2);
    } else if (took.compareTo(SLOW) > 0) {
      minutesAtOnce = Math.max(FEWEST_AT_ONCE, minutesAtOnce / 2);
    }
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
      minutes(hour, hour + MINUTES_IN_HOUR, List.of());
      hours(hour, hour + MINUTES_IN_HOUR);
    }
  }

  private boolean work(Instant now) {
    recover();
    List<Long> minutes = dirty.take(minutesAtOnce);
    if (!minutes.isEmpty()) {
      try {
        List<Long> fine = withoutOldHours(minutes, now);
        if (!fine.isEmpty()) {
          minutes(fine);
        }
        fine.forEach(minute -> dirtyHours.add(hourOf(minute)));
      } catch (RuntimeException e) {
        dirty.add(minutes);
        throw e;
      }
    }
    if (!dirtyHours.isEmpty() && !now.isBefore(plus(hoursDone, HOURS_EVERY))) {
      hours(dirtyHours, this::hours);
      hoursDone = now;
    }
    boolean done = dirty.size() == 0 && dirtyHours.isEmpty();
    if (done && !now.isBefore(plus(progressSaved, PROGRESS_EVERY))) {
      saveProgress(now);
      progressSaved = now;
    }
    return done;
  }

  /** Computes the hours of old minutes that have no minute windows; returns the other minutes. */
  private List<Long> withoutOldHours(List<Long> minutes, Instant now) {
    long border = hourOf(Math.floorDiv(now.minus(MINUTES_FOR).getEpochSecond(), 60));
    TreeSet<Long> old = new TreeSet<>();
    for (long minute : minutes) {
      if (minute < border) {
        old.add(hourOf(minute));
      }
    }
    if (old.isEmpty()) {
      return minutes;
    }
    old.removeAll(
        clickHouse.list(
            WindowSql.HOURS_WITH_MINUTES,
            Params.none().number("from", old.first()).number("to", old.last() + MINUTES_IN_HOUR),
            in -> in.int64()));
    List<Long> fine = new ArrayList<>(minutes);
    fine.removeIf(minute -> old.contains(hourOf(minute)));
    hours(
        old,
        (from, to) -> ofCalls(WindowSql.HOURS_OF_CALLS, WindowSql.WIDE_HOURS, from, to, List.of()));
    return fine;
  }

  private static long hourOf(long minute) {
    return Math.floorDiv(minute, MINUTES_IN_HOUR) * MINUTES_IN_HOUR;
  }

  private void minutes(List<Long> minutes) {
    List<Long> sorted = minutes.stream().sorted().toList();
    List<Long> cluster = new ArrayList<>();
    for (long minute : sorted) {
      if (!cluster.isEmpty() && minute - cluster.getLast() > GAP_MINUTES) {
        cluster(cluster);
        cluster.clear();
      }
      cluster.add(minute);
    }
    cluster(cluster);
  }

  /** Where most minutes are dirty, computing the others too is cheaper than picking them out. */
  private void cluster(List<Long> cluster) {
    long from = cluster.getFirst();
    long to = cluster.getLast() + 1;
    boolean dense = cluster.size() > FEWEST_AT_ONCE && 3L * cluster.size() > to - from;
    minutes(from, to, dense ? List.of() : cluster);
  }

  /** Computes hours in stretches without a gap, and takes them out of the set. */
  private void hours(NavigableSet<Long> hours, Stretch stretch) {
    while (!hours.isEmpty()) {
      long last = hours.last();
      long first = last;
      while (last - first < (MOST_HOURS_AT_ONCE - 1) * MINUTES_IN_HOUR
          && hours.contains(first - MINUTES_IN_HOUR)) {
        first -= MINUTES_IN_HOUR;
      }
      stretch.of(first, last + MINUTES_IN_HOUR);
      hours.subSet(first, true, last, true).clear();
    }
  }

  private interface Stretch {
    void of(long fromMinute, long toMinute);
  }

  private void minutes(long fromMinute, long toMinute, List<Long> minutes) {
    ofCalls(WindowSql.MINUTES, WindowSql.WIDE, fromMinute, toMinute, minutes);
  }

  private void ofCalls(
      String sql, String wideSql, long fromMinute, long toMinute, List<Long> minutes) {
    Params which =
        Params.none()
            .number("from", fromMinute)
            .number("to", toMinute)
            .numbers("minutes", minutes)
            .number("max", WindowSql.MAX_VALUES);
    List<String> wide = clickHouse.list(wideSql, which, in -> in.string());
    run(sql, fromMinute, toMinute, minutes, wide);
  }

  private void hours(long fromMinute, long toMinute) {
    run(WindowSql.HOURS, fromMinute, toMinute, List.of(), List.of());
  }

  private void run(
      String sql, long fromMinute, long toMinute, List<Long> minutes, List<String> wide) {
    lastGeneration = Math.max(lastGeneration + 1, clock.millis());
    clickHouse.execute(
        sql,
        Params.none()
            .number("from", fromMinute)
            .number("to", toMinute)
            .numbers("minutes", minutes)
            .texts("wide", wide)
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
