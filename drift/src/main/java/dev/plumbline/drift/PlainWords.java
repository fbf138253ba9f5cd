// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.drift;

import dev.plumbline.model.score.Dimension;
import dev.plumbline.model.store.TelemetryReader.VersionChange;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Says what an episode means to somebody who has never heard of a standard deviation. */
final class PlainWords {
  private static final DateTimeFormatter WHEN =
      DateTimeFormatter.ofPattern("EEE yyyy-MM-dd HH:mm 'UTC'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter CLOCK =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);

  private PlainWords() {}

  /**
   * For example: {@code refusal in feature=billing of shop rose from 4.0 to 11.2 of 100 since Tue
   * 2026-11-17 14:00 UTC; response_model changed from a to b at 2026-11-17 13:40.}
   */
  static String summary(
      SeriesKey key, @Nullable Dimension dimension, Episode episode, List<VersionChange> changes) {
    String shift =
        shift(
            key,
            dimension,
            episode.rising(),
            episode.baseline().mean(),
            episode.total().mean(),
            episode.start());
    String end = episode.open() ? "" : " and was back at " + clock(episode.resolvedAt());
    return shift + end + changed(changes) + ".";
  }

  /** What moved, where, from what to what and since when. */
  static String shift(
      SeriesKey key,
      @Nullable Dimension dimension,
      boolean rising,
      double before,
      double after,
      Instant start) {
    return place(key)
        + (rising ? " rose from " : " fell from ")
        + number(before, dimension)
        + " to "
        + number(after, dimension)
        + unit(dimension)
        + " since "
        + WHEN.format(start);
  }

  /** For example {@code refusal in feature=billing of shop}. */
  static String place(SeriesKey key) {
    String slice =
        key.segment().equals("all") ? "" : " in " + key.segment() + '=' + key.segmentValue();
    return key.dimension() + slice + " of " + key.service();
  }

  /** What changed near the start, each behind a semicolon; empty when nothing did. */
  static String changed(List<VersionChange> changes) {
    StringBuilder out = new StringBuilder();
    for (VersionChange change : changes) {
      out.append("; ").append(change.part());
      if (change.before().isEmpty()) {
        out.append(' ').append(change.after()).append(" first seen at ");
      } else {
        out.append(" changed from ")
            .append(change.before())
            .append(" to ")
            .append(change.after())
            .append(" at ");
      }
      out.append(clock(change.firstSeen()));
    }
    return out.toString();
  }

  private static String clock(Instant time) {
    return CLOCK.format(time);
  }

  private static boolean rate(@Nullable Dimension dimension) {
    return dimension != null && dimension.min() == 0 && dimension.max() == 1;
  }

  private static String number(double value, @Nullable Dimension dimension) {
    if (rate(dimension)) {
      return String.format(Locale.ROOT, "%.1f", 100 * value);
    }
    double size = Math.abs(value);
    String format = size >= 100 ? "%.0f" : size >= 1 ? "%.2f" : "%.3g";
    return String.format(Locale.ROOT, format, value);
  }

  private static String unit(@Nullable Dimension dimension) {
    if (rate(dimension)) {
      return " of 100";
    }
    return dimension == null || dimension.unit().equals("1") ? "" : " " + dimension.unit();
  }
}
