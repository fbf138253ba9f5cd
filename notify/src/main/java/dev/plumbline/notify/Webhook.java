// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.notify;

import dev.plumbline.model.alert.Alert;
import dev.plumbline.model.config.Secret;
import dev.plumbline.model.error.ErrorKind;
import dev.plumbline.model.error.PlumblineException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.List;

/**
 * Posts alerts as the Prometheus Alertmanager's webhook receiver does (version 4 of its payload),
 * so that whatever takes those takes ours.
 */
final class Webhook implements Channel, AutoCloseable {
  private final URI uri;
  private final Secret token;
  private final Duration timeout;
  private final String externalUrl;
  private final HttpClient client;

  Webhook(URI uri, Secret token, Duration timeout, String externalUrl) {
    this.uri = uri;
    this.token = token;
    this.timeout = timeout;
    this.externalUrl = externalUrl;
    client =
        HttpClient.newBuilder()
            .connectTimeout(timeout)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
  }

  @Override
  public String name() {
    return "webhook";
  }

  @Override
  public void send(List<Alert> alerts, boolean firing) throws InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri)
            .timeout(timeout)
            .header("Content-Type", "application/json")
            .header("User-Agent", "plumbline")
            .POST(HttpRequest.BodyPublishers.ofString(Payload.of(alerts, firing, externalUrl)));
    if (!token.isEmpty()) {
      request.header("Authorization", "Bearer " + token.reveal());
    }
    int status;
    try {
      status = client.send(request.build(), HttpResponse.BodyHandlers.discarding()).statusCode();
    } catch (HttpTimeoutException e) {
      throw new PlumblineException(ErrorKind.TIMEOUT, "webhook did not answer in " + timeout, e);
    } catch (IOException e) {
      throw new PlumblineException(ErrorKind.UNAVAILABLE, "webhook cannot be reached", e);
    }
    if (status / 100 != 2) {
      boolean again = status == 408 || status == 429 || status >= 500;
      throw new PlumblineException(
          again ? ErrorKind.UNAVAILABLE : ErrorKind.INVALID_INPUT, "webhook answered " + status);
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
