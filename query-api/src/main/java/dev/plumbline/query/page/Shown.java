// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.query.page;

import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Numbers and times for people. */
final class Shown {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("EEE d MMM HH:mm", Locale.ENGLISH).withZone(ZoneOffset.UTC);

  private Shown() {}

  static String count(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  /** A value in the unit of its dimension; degrees as per cent. */
  static String value(double value, String unit) {
    if (!Double.isFinite(value)) {
      return "–";
    }
    return switch (unit) {
      case "1" -> String.format(Locale.ROOT, "%.1f %%", value * 100);
      case "ms" ->
          Math.abs(value) >= 10_000
              ? digits(value / 1000) + " s"
              : String.format(Locale.ROOT, "%.0f ms", value);
      case "USD" -> "$" + digits(value);
      default -> digits(value) + " " + unit;
    };
  }

  /** The difference of two values, with its sign; of degrees in percentage points. */
  static String change(double last, double baseline, String unit) {
    double difference = last - baseline;
    if (!Double.isFinite(difference)) {
      return "–";
    }
    String sign = difference > 0 ? "+" : difference < 0 ? "−" : "±";
    if (unit.equals("1")) {
      return sign + String.format(Locale.ROOT, "%.1f", Math.abs(difference) * 100) + " points";
    }
    if (baseline == 0) {
      return sign + digits(Math.abs(difference));
    }
    return sign + String.format(Locale.ROOT, "%.0f %%", Math.abs(difference / baseline) * 100);
  }

  private static String digits(double value) {
    if (value == 0) {
      return "0";
    }
    return Math.abs(value) >= 1000
        ? count(Math.round(value))
        : new BigDecimal(value).round(new MathContext(3)).stripTrailingZeros().toPlainString();
  }

  static String time(Instant time) {
    return TIME.format(time) + " UTC";
  }

  /** How long ago, in its largest unit. */
  static String ago(Instant time, Instant now) {
    Duration age = Duration.between(time, now);
    if (age.toMinutes() < 1) {
      return "just now";
    } else if (age.toHours() < 1) {
      return age.toMinutes() + " min ago";
    } else if (age.toHours() < 48) {
      return age.toHours() + " h ago";
    }
    return age.toDays() + " days ago";
  }
}
