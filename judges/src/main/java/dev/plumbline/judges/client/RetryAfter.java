// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.judges.client;

import java.net.http.HttpHeaders;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/** Header Retry-After (RFC 9110, 10.2.3), and retry-after-ms, which some providers send too. */
final class RetryAfter {
  private static final Duration LONGEST = Duration.ofDays(1);

  private RetryAfter() {}

  static Optional<Duration> of(HttpHeaders headers, Instant now) {
    Optional<Duration> millis =
        headers.firstValue("retry-after-ms").flatMap(text -> number(text, 1));
    return millis
        .or(() -> headers.firstValue("retry-after").flatMap(text -> parse(text.strip(), now)))
        .map(wait -> wait.compareTo(LONGEST) > 0 ? LONGEST : wait);
  }

  private static Optional<Duration> parse(String text, Instant now) {
    return number(text, 1000).or(() -> date(text, now));
  }

  private static Optional<Duration> number(String text, int millisEach) {
    try {
      double n = Double.parseDouble(text);
      return n >= 0 && n < 1e9
          ? Optional.of(Duration.ofMillis((long) Math.ceil(n * millisEach)))
          : Optional.empty();
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static Optional<Duration> date(String text, Instant now) {
    try {
      Instant at =
          ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME.withLocale(Locale.ROOT))
              .toInstant();
      return Optional.of(at.isAfter(now) ? Duration.between(now, at) : Duration.ZERO);
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
