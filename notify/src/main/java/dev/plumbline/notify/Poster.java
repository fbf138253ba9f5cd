// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.notify;

import dev.plumbline.model.error.ErrorKind;
import dev.plumbline.model.error.PlumblineException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Posts JSON and says in our own words what came of it. Answers are not read, so that what a
 * receiver echoes never reaches a log. Thread-safe.
 */
final class Poster implements AutoCloseable {
  /** The message itself is refused; every other 4xx is about the channel and may be mended. */
  private static final Set<Integer> REFUSED = Set.of(400, 413, 422);

  private static final Duration LONGEST_WAIT = Duration.ofHours(1);

  private final String channel;
  private final Duration timeout;
  private final HttpClient client;

  Poster(String channel, Duration timeout) {
    this.channel = channel;
    this.timeout = timeout;
    client =
        HttpClient.newBuilder()
            .connectTimeout(timeout)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
  }

  /**
   * @throws PlumblineException as {@link Channel#send} has it
   */
  void post(URI uri, String json, Map<String, String> headers, Instant now)
      throws InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri)
            .timeout(timeout)
            .header("Content-Type", "application/json")
            .header("User-Agent", "plumbline")
            .POST(HttpRequest.BodyPublishers.ofString(json, StandardCharsets.UTF_8));
    headers.forEach(request::header);
    CompletableFuture<HttpResponse<Void>> answer =
        client.sendAsync(request.build(), HttpResponse.BodyHandlers.discarding());
    try {
      // the request's own limit ends with the headers; a body may come for ever
      check(answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS), now);
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw failed(ErrorKind.TIMEOUT, "did not answer in " + timeout.toMillis() + " ms", null);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof java.net.http.HttpTimeoutException) {
        throw failed(ErrorKind.TIMEOUT, "did not answer in " + timeout.toMillis() + " ms", null);
      }
      // the message of an IOException may name the address, which may be a secret
      String type =
          e.getCause() instanceof IOException io
              ? io.getClass().getSimpleName()
              : String.valueOf(e.getCause());
      throw failed(ErrorKind.UNAVAILABLE, "cannot be reached (" + type + ")", null);
    }
  }

  private void check(HttpResponse<Void> answer, Instant now) {
    int status = answer.statusCode();
    if (status / 100 == 2) {
      return;
    }
    if (REFUSED.contains(status)) {
      throw failed(ErrorKind.INVALID_INPUT, "answered " + status, null);
    }
    ErrorKind kind = status == 429 ? ErrorKind.OVERLOADED : ErrorKind.UNAVAILABLE;
    throw failed(kind, "answered " + status, retryAfter(answer.headers(), now).orElse(null));
  }

  private PlumblineException failed(ErrorKind kind, String what, @Nullable Duration wait) {
    return new PlumblineException(kind, channel + " " + what, null, wait);
  }

  /** Header Retry-After (RFC 9110, 10.2.3): seconds or a date, at most an hour. */
  static Optional<Duration> retryAfter(HttpHeaders headers, Instant now) {
    return headers
        .firstValue("retry-after")
        .map(String::strip)
        .flatMap(text -> text.matches("\\d{1,9}") ? seconds(text) : date(text, now))
        .map(wait -> wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait);
  }

  private static Optional<Duration> seconds(String text) {
    return Optional.of(Duration.ofSeconds(Long.parseLong(text)));
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

  @Override
  public void close() {
    client.shutdownNow();
  }
}
