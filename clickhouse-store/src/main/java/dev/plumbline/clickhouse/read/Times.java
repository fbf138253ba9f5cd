// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.clickhouse.read;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Instants as ClickHouse's nanoseconds and back as RFC 3339 text. */
public final class Times {
  private static final DateTimeFormatter NANOS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSSSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);
  private static final Instant LAST = Instant.ofEpochSecond(0, Long.MAX_VALUE);

  private Times() {}

  /** Nanoseconds since 1970, cut at 1970 and at 2262-04-11. */
  public static long nanos(Instant instant) {
    if (!instant.isBefore(LAST)) {
      return Long.MAX_VALUE;
    }
    return instant.isBefore(Instant.EPOCH)
        ? 0
        : instant.getEpochSecond() * 1_000_000_000L + instant.getNano();
  }

  /** RFC 3339 in UTC with nine digits. */
  public static String text(long epochNanos) {
    return NANOS.format(instant(epochNanos));
  }

  public static Instant instant(long epochNanos) {
    return Instant.ofEpochSecond(
        Math.floorDiv(epochNanos, 1_000_000_000L), Math.floorMod(epochNanos, 1_000_000_000L));
  }
}
