// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.query.http;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Times and durations as people and tools write them. */
public final class Times {
  public static final String RULE =
      "an RFC 3339 time, unix seconds or milliseconds, or relative such as now-24h or -7d";

  /** What the store can hold: DateTime64(9) ends in 2262. */
  private static final Instant MAX = Instant.parse("2262-01-01T00:00:00Z");

  /** From here on a number counts milliseconds: as seconds it would be the year 5138. */
  private static final BigDecimal FIRST_MILLIS = new BigDecimal("1e11");

  private static final BigDecimal LAST_MILLIS = new BigDecimal("1e14");
  private static final Pattern NUMBER = Pattern.compile("-?\\d{1,16}(\\.\\d{1,9})?");
  private static final Pattern RELATIVE = Pattern.compile("(?:now)?-(\\w{1,40})");
  private static final Pattern STEPS =
      Pattern.compile(
          "(\\d{1,9}y)?(\\d{1,9}w)?(\\d{1,9}d)?(\\d{1,9}h)?(\\d{1,9}m)?(\\d{1,9}s)?(\\d{1,9}ms)?");
  private static final Pattern SPACED_OFFSET = Pattern.compile("(.*T[^ ]*) (\\d\\d:\\d\\d)");
  private static final long[] MILLIS = {
    365L * 86_400_000, 7L * 86_400_000, 86_400_000, 3_600_000, 60_000, 1000, 1
  };

  private Times() {}

  /**
   * Reads a time between 1970 and 2262.
   *
   * @throws IllegalArgumentException when it is none
   */
  public static Instant time(String text, Instant now) {
    String given = text.strip();
    Instant time = anyTime(given, now);
    if (time.isBefore(Instant.EPOCH)) {
      return Instant.EPOCH;
    }
    if (time.isAfter(MAX)) {
      throw new IllegalArgumentException(text);
    }
    return time;
  }

  private static Instant anyTime(String given, Instant now) {
    if (given.equals("now")) {
      return now;
    }
    Matcher relative = RELATIVE.matcher(given);
    if (relative.matches() && !Character.isDigit(given.charAt(given.length() - 1))) {
      return now.minus(duration(relative.group(1)));
    }
    if (NUMBER.matcher(given).matches()) {
      BigDecimal number = new BigDecimal(given);
      if (number.signum() < 0 || number.compareTo(LAST_MILLIS) >= 0) {
        throw new IllegalArgumentException(given);
      }
      return number.compareTo(FIRST_MILLIS) < 0
          ? instant(number)
          : instant(number.movePointLeft(3));
    }
    try {
      if (given.length() == 10) {
        return LocalDate.parse(given).atStartOfDay(ZoneOffset.UTC).toInstant();
      }
      // a plus sign in a query string that was not escaped arrives as a space
      Matcher spaced = SPACED_OFFSET.matcher(given);
      return OffsetDateTime.parse(
              spaced.matches() ? spaced.group(1) + "+" + spaced.group(2) : given)
          .toInstant();
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(given, e);
    }
  }

  /** Seconds since 1970 with a fraction. */
  static Instant instant(BigDecimal seconds) {
    BigDecimal whole = seconds.setScale(0, RoundingMode.FLOOR);
    long nanos = seconds.subtract(whole).movePointRight(9).longValue();
    return Instant.ofEpochSecond(whole.longValueExact(), nanos);
  }

  /**
   * Reads {@code 15s}, {@code 1h30m} (Prometheus durations) or seconds as a number; not negative.
   *
   * @throws IllegalArgumentException when it is none
   */
  public static Duration duration(String text) {
    if (NUMBER.matcher(text).matches() && !text.startsWith("-")) {
      return Duration.ofNanos(
          new BigDecimal(text)
              .movePointRight(9)
              .setScale(0, RoundingMode.HALF_UP)
              .min(BigDecimal.valueOf(Long.MAX_VALUE))
              .longValue());
    }
    Matcher steps = STEPS.matcher(text);
    if (text.isEmpty() || !steps.matches()) {
      throw new IllegalArgumentException(text);
    }
    Duration sum = Duration.ZERO;
    for (int i = 0; i < MILLIS.length; i++) {
      String part = steps.group(i + 1);
      if (part != null) {
        long n = Long.parseLong(part.replaceAll("\\D", ""));
        sum = sum.plus(Duration.ofMillis(Math.multiplyExact(n, MILLIS[i])));
      }
    }
    return sum;
  }
}
