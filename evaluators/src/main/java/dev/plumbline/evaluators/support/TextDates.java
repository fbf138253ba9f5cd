// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.support;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;

/**
 * Every date and time of day that a text states, and whether it speaks of days in relation to
 * others ("tomorrow", "next week"). Where day and month cannot be told apart both readings count.
 * One thread while made, then read only.
 */
final class TextDates {
  private static final int MAX = 512;

  private static final Map<String, Integer> MONTHS =
      Map.ofEntries(
          Map.entry("january", 1),
          Map.entry("jan", 1),
          Map.entry("february", 2),
          Map.entry("feb", 2),
          Map.entry("march", 3),
          Map.entry("mar", 3),
          Map.entry("april", 4),
          Map.entry("apr", 4),
          Map.entry("may", 5),
          Map.entry("june", 6),
          Map.entry("jun", 6),
          Map.entry("july", 7),
          Map.entry("jul", 7),
          Map.entry("august", 8),
          Map.entry("aug", 8),
          Map.entry("september", 9),
          Map.entry("sept", 9),
          Map.entry("sep", 9),
          Map.entry("october", 10),
          Map.entry("oct", 10),
          Map.entry("november", 11),
          Map.entry("nov", 11),
          Map.entry("december", 12),
          Map.entry("dec", 12));

  private static final Map<String, Integer> WEEKDAYS =
      Map.of(
          "monday",
          1,
          "tuesday",
          2,
          "wednesday",
          3,
          "thursday",
          4,
          "friday",
          5,
          "saturday",
          6,
          "sunday",
          7);

  /**
   * A day, of which parts may be unknown.
   *
   * @param year 0 when not said
   * @param month 1 to 12; 0 when not said
   * @param day 1 to 31; 0 when not said
   * @param first the token it begins with
   * @param end the token behind it
   */
  record Day(int year, int month, int day, int first, int end) {
    /** Empty-handed null is never returned: an impossible day is {@link LocalDate#MIN}. */
    LocalDate date(int yearWhenUnknown) {
      try {
        return LocalDate.of(year == 0 ? yearWhenUnknown : year, month, day);
      } catch (DateTimeException e) {
        return LocalDate.MIN;
      }
    }

    boolean complete() {
      return month > 0 && day > 0;
    }
  }

  /**
   * A time of day.
   *
   * @param minute minutes since midnight
   */
  record Time(int minute, int first, int end) {}

  /** A number of days: "in 3 days", "two weeks". */
  record Span(int days) {}

  private final Tokens tokens;
  private final List<Day> days = new ArrayList<>();
  private final List<Time> times = new ArrayList<>();
  private final List<Span> spans = new ArrayList<>();
  private final BitSet covered = new BitSet();
  private int weekdays;
  private boolean relative;
  private boolean tomorrow;
  private boolean yesterday;
  private boolean vague;
  private boolean dayParts;

  TextDates(Tokens tokens, TextNumbers numbers) {
    this.tokens = tokens;
    for (int i = 0; i < tokens.count(); i++) {
      if (tokens.digit(i)) {
        if (days.size() < MAX) {
          numeric(i);
        }
        if (times.size() < MAX) {
          clock(i);
        }
      } else {
        word(i);
      }
    }
    days.forEach(day -> covered.set(day.first(), Math.max(day.first(), day.end())));
    times.forEach(time -> covered.set(time.first(), Math.max(time.first(), time.end())));
    for (int i = 0; i < numbers.count() && spans.size() < MAX; i++) {
      span(numbers.value(i), tokens.text(numbers.tokenBehind(i)));
    }
  }

  List<Day> days() {
    return days;
  }

  List<Time> times() {
    return times;
  }

  List<Span> spans() {
    return spans;
  }

  /** True when the token belongs to a date or a time that the text states. */
  boolean covers(int token) {
    return covered.get(token);
  }

  /** True when a day is named by its relation to another: today, tomorrow, next week, ... */
  boolean relative() {
    return relative || vague;
  }

  /** True when the words may mean any of several days: "next week", "on Friday". */
  boolean vague() {
    return vague;
  }

  boolean saysTomorrow() {
    return tomorrow;
  }

  boolean saysYesterday() {
    return yesterday;
  }

  /** True for "morning", "evening" and the like. */
  boolean speaksOfDayParts() {
    return dayParts;
  }

  /** ISO number of weekday as a bit: Monday is bit 1. */
  boolean namesWeekday(int isoDay) {
    return (weekdays & 1 << isoDay) != 0;
  }

  boolean namesAnyWeekday() {
    return weekdays != 0;
  }

  private void span(double n, String unit) {
    if (n < 0 || n > 1000 || n != Math.rint(n)) {
      return;
    }
    int by =
        switch (unit) {
          case "day", "days", "night", "nights" -> 1;
          case "week", "weeks" -> 7;
          default -> 0;
        };
    if (by > 0) {
      spans.add(new Span(((int) n) * by));
    }
  }

  /** 2023-04-15, 15.04.2023, 4/15/23, 4/15, 20230415, 15 April 2023, 15th of April. */
  private void numeric(int i) {
    int a = tokens.small(i);
    if (tokens.size(i) == 8 && a > 19000000 && a < 21000000) {
      add(a / 10000, a / 100 % 100, a % 100, i, i + 1);
      return;
    }
    char sep = separator(i);
    if (sep != 0 && separator(i + 1) == sep) {
      int b = tokens.small(i + 1);
      int c = tokens.small(i + 2);
      if (tokens.size(i) == 4) {
        add(a, b, c, i, i + 3);
      } else if (tokens.size(i + 2) == 4 || tokens.size(i + 2) == 2) {
        int year = tokens.size(i + 2) == 4 ? c : 2000 + c;
        add(year, a, b, i, i + 3);
        add(year, b, a, i, i + 3);
      }
      return;
    }
    if (sep != 0
        && sep != '.'
        && tokens.size(i) <= 2
        && tokens.size(i + 1) <= 2
        && separator(i - 1) == 0) {
      int b = tokens.small(i + 1);
      add(0, a, b, i, i + 2);
      add(0, b, a, i, i + 2);
    } else if (sep != 0 && sep != '.' && tokens.size(i) == 4 && separator(i - 1) == 0) {
      addMonth(a, tokens.small(i + 1), i, i + 2);
    }
    if (tokens.size(i) <= 2) {
      int next = i + 1;
      String word = tokens.text(next);
      if (word.equals("st") || word.equals("nd") || word.equals("rd") || word.equals("th")) {
        next++;
        word = tokens.text(next);
      }
      if (word.equals("of")) {
        next++;
        word = tokens.text(next);
      }
      Integer month = MONTHS.get(word);
      if (month != null && tokens.start(next) - tokens.end(i) <= 8) {
        int year = year(next + 1);
        add(year, month, a, i, year > 0 ? next + 2 : next + 1);
      }
    }
  }

  /** The separator of a date between this token of digits and the next; 0 when there is none. */
  private char separator(int i) {
    if (!tokens.digit(i) || !tokens.digit(i + 1)) {
      return 0;
    }
    for (char c : new char[] {'-', '/', '.'}) {
      if (tokens.parted(i, c)) {
        return c;
      }
    }
    return 0;
  }

  private int year(int token) {
    int year = tokens.small(token);
    return tokens.size(Math.max(0, Math.min(token, tokens.count() - 1))) == 4
            && year >= 1000
            && year < 3000
            && tokens.near(token - 1)
        ? year
        : 0;
  }

  private void word(int i) {
    String word = tokens.text(i);
    Integer month = MONTHS.get(word);
    if (month != null) {
      int next = i + 1;
      if (tokens.text(next).equals("the")) {
        next++;
      }
      int day = tokens.small(next);
      if (day >= 1
          && day <= 31
          && tokens.size(next) <= 2
          && tokens.start(next) - tokens.end(i) <= 6) {
        int after = next + 1;
        String suffix = tokens.text(after);
        if (suffix.equals("st")
            || suffix.equals("nd")
            || suffix.equals("rd")
            || suffix.equals("th")) {
          after++;
        }
        int year = year(after);
        add(year, month, day, i, year > 0 ? after + 1 : after);
        // "May 3 to 7", "May 3 and 5"
        int more = after + (year > 0 ? 1 : 0);
        while (isJoin(tokens.text(more)) || (tokens.digit(more) && tokens.parted(more - 1, '-'))) {
          int other = tokens.digit(more) ? more : more + 1;
          int second = tokens.small(other);
          if (second < 1 || second > 31 || tokens.size(other) > 2) {
            break;
          }
          add(year, month, second, i, other + 1);
          more = other + 1;
          String tail = tokens.text(more);
          if (tail.equals("st") || tail.equals("nd") || tail.equals("rd") || tail.equals("th")) {
            more++;
          }
        }
      } else if (!(word.equals("may") || word.equals("mar") || word.equals("march"))
          || year(i + 1) > 0
          || tokens.text(i - 1).equals("in")
          || tokens.text(i - 1).equals("of")) {
        int year = year(i + 1);
        addMonth(year, month, i, year > 0 ? i + 2 : i + 1);
      }
    }
    Integer weekday = WEEKDAYS.get(word);
    if (weekday != null) {
      weekdays |= 1 << weekday;
      vague = true;
    }
    switch (word) {
      case "tomorrow", "tmrw", "tmr", "tonight", "today", "todays", "yesterday" -> {
        relative = true;
        tomorrow |= word.startsWith("tm") || word.startsWith("tomo");
        yesterday |= word.startsWith("y");
      }
      case "now", "currently", "weekend", "weekends", "ago", "fortnight", "christmas", "easter" ->
          vague = true;
      case "next",
          "this",
          "coming",
          "last",
          "past",
          "upcoming",
          "following",
          "previous",
          "every" -> {
        String other = tokens.text(i + 1);
        vague |= isPeriod(other) || isPeriod(tokens.text(i - 1)) || MONTHS.containsKey(other);
      }
      case "noon", "midday" -> times.add(new Time(720, i, i + 1));
      case "midnight" -> times.add(new Time(0, i, i + 1));
      case "morning", "afternoon", "evening", "night", "lunch", "dinner", "breakfast" ->
          dayParts = true;
      default -> {}
    }
    if (word.equals("in") && tokens.digit(i + 1) && isPeriod(tokens.text(i + 2))) {
      vague = true;
    }
  }

  private static boolean isJoin(String word) {
    return word.equals("to")
        || word.equals("and")
        || word.equals("through")
        || word.equals("until")
        || word.equals("till");
  }

  private static boolean isPeriod(String word) {
    return switch (word) {
      case "day",
          "days",
          "week",
          "weeks",
          "month",
          "months",
          "year",
          "years",
          "weekend",
          "night",
          "morning",
          "evening",
          "afternoon",
          "quarter" ->
          true;
      default -> WEEKDAYS.containsKey(word);
    };
  }

  /** 15:30, 3:30 pm, 7pm, 7 p.m. */
  private void clock(int i) {
    int hour = tokens.small(i);
    if (hour < 0 || hour > 24 || tokens.size(i) > 2) {
      return;
    }
    int minute = 0;
    int next = i + 1;
    boolean colon = false;
    if (tokens.digit(next)
        && tokens.size(next) == 2
        && (tokens.parted(i, ':') || (tokens.parted(i, '.') && half(next)))) {
      minute = tokens.small(next);
      colon = tokens.parted(i, ':');
      next++;
      if (tokens.digit(next) && tokens.parted(next - 1, ':')) {
        next++;
      }
    }
    if (minute > 59) {
      return;
    }
    String word = tokens.text(next);
    boolean touching = next < tokens.count() && tokens.start(next) - tokens.end(next - 1) <= 1;
    boolean am =
        touching && (word.equals("am") || (word.equals("a") && tokens.text(next + 1).equals("m")));
    boolean pm =
        touching && (word.equals("pm") || (word.equals("p") && tokens.text(next + 1).equals("m")));
    if (am || pm) {
      times.add(new Time((hour % 12 + (pm ? 12 : 0)) * 60 + minute, i, next + 1));
    } else if (colon || word.equals("oclock") || word.equals("o")) {
      times.add(new Time(hour * 60 + minute, i, next));
      if (hour < 12) {
        times.add(new Time((hour + 12) * 60 + minute, i, next));
      }
    }
  }

  private boolean half(int minuteToken) {
    String word = tokens.text(minuteToken + 1);
    return word.equals("am") || word.equals("pm");
  }

  private void add(int year, int month, int day, int first, int end) {
    if (month >= 1 && month <= 12 && day >= 1 && day <= 31 && year >= 0 && year < 10000) {
      days.add(new Day(year, month, day, first, end));
    }
  }

  private void addMonth(int year, int month, int first, int end) {
    if (month >= 1 && month <= 12 && days.size() < MAX) {
      days.add(new Day(year, month, 0, first, end));
    }
  }
}
