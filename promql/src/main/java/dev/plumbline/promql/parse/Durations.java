// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.promql.parse;

import java.util.OptionalLong;

/** Prometheus durations: {@code 1h30m}, {@code 500ms}, units from years to milliseconds. */
public final class Durations {
  private static final String[] UNITS = {"y", "w", "d", "h", "m", "s", "ms"};
  private static final long[] MILLIS = {
    365L * 86_400_000, 7L * 86_400_000, 86_400_000, 3_600_000, 60_000, 1_000, 1
  };

  /** The longest duration that Prometheus can hold: 2^63 nanoseconds, about 292 years. */
  static final long MAX_MILLIS = Long.MAX_VALUE / 1_000_000;

  private Durations() {}

  /**
   * Milliseconds; empty when the text is no duration or longer than about 292 years. Units stand in
   * descending order, each at most once; {@code 0} needs none.
   */
  public static OptionalLong parse(String text) {
    if (text.equals("0")) {
      return OptionalLong.of(0);
    }
    long total = 0;
    int unit = 0;
    int i = 0;
    while (i < text.length()) {
      int digits = i;
      long number = 0;
      while (i < text.length() && text.charAt(i) >= '0' && text.charAt(i) <= '9') {
        if (number > MAX_MILLIS) {
          return OptionalLong.empty();
        }
        number = number * 10 + (text.charAt(i) - '0');
        i++;
      }
      int letters = i;
      while (i < text.length() && text.charAt(i) >= 'a' && text.charAt(i) <= 'z') {
        i++;
      }
      String name = text.substring(letters, i);
      while (unit < UNITS.length && !UNITS[unit].equals(name)) {
        unit++;
      }
      if (letters == digits || unit == UNITS.length || number > MAX_MILLIS / MILLIS[unit]) {
        return OptionalLong.empty();
      }
      total += number * MILLIS[unit++];
      if (total > MAX_MILLIS) {
        return OptionalLong.empty();
      }
    }
    return i == 0 ? OptionalLong.empty() : OptionalLong.of(total);
  }

  /** The shortest form that Prometheus prints: years and weeks only when nothing is left over. */
  public static String format(long millis) {
    if (millis == 0) {
      return "0s";
    }
    StringBuilder text = new StringBuilder();
    long left = millis;
    for (int unit = 0; unit < UNITS.length; unit++) {
      boolean onlyWhole = unit < 2;
      if (onlyWhole && left % MILLIS[unit] != 0) {
        continue;
      }
      long count = left / MILLIS[unit];
      if (count > 0) {
        text.append(count).append(UNITS[unit]);
        left -= count * MILLIS[unit];
      }
    }
    return text.toString();
  }
}
