// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.server.demo;

import dev.plumbline.model.error.ErrorKind;
import dev.plumbline.model.error.PlumblineException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the made shop's traffic to a receiver on loopback: first the past weeks, once for each data
 * folder, then live conversations. One thread.
 */
public final class DemoTraffic {
  private static final Logger log = LoggerFactory.getLogger(DemoTraffic.class);
  private static final Duration PAST = Duration.ofDays(14);
  private static final Duration CHANGE_AGO = Duration.ofHours(30);
  private static final int SPANS_PER_REQUEST = 400;
  private static final long SEED = 20_261_121;
  private static final int ATTEMPTS = 100;

  private final URI receiver;
  private final Path marker;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  /**
   * Prepares; nothing is sent yet.
   *
   * @param receiver base address of an OTLP/HTTP receiver
   * @param data folder of the process; remembers that the past was sent already
   */
  public DemoTraffic(URI receiver, Path data) {
    this.receiver = receiver;
    marker = data.resolve("demo.txt");
  }

  /** When the planted change of a run that starts now happens: on the hour, 30 hours ago. */
  public static Instant changeBefore(Instant now) {
    return now.minus(CHANGE_AGO).truncatedTo(ChronoUnit.HOURS);
  }

  /** Sends the past; returns the time of the planted change. */
  public Instant sendPast(Instant now) throws IOException, InterruptedException {
    if (Files.exists(marker)) {
      return Instant.parse(Files.readString(marker).strip());
    }
    Instant changeAt = changeBefore(now);
    Shop shop = new Shop(SEED, changeAt);
    Random random = new Random(SEED + 1);
    OtlpJson request = request();
    int spans = 0;
    Instant first = now.minus(PAST).truncatedTo(ChronoUnit.HOURS);
    for (Instant hour = first; hour.isBefore(now); hour = hour.plus(1, ChronoUnit.HOURS)) {
      List<Instant> starts = new ArrayList<>();
      for (int i = shop.conversationsPerHour(hour); i > 0; i--) {
        starts.add(hour.plusMillis(random.nextInt(3_600_000)));
      }
      Collections.sort(starts);
      for (Instant start : starts) {
        if (start.isBefore(now.minus(Duration.ofMinutes(10)))) {
          shop.conversation(request, start);
        }
        if (request.size() >= SPANS_PER_REQUEST) {
          spans += request.size();
          post(request);
          request = request();
        }
      }
    }
    spans += request.size();
    post(request);
    Files.writeString(marker, changeAt.toString());
    log.atInfo()
        .addKeyValue("spans", spans)
        .addKeyValue("change.at", changeAt)
        .addKeyValue("change.feature", Shop.CHANGED_FEATURE)
        .log("demo: past traffic sent");
    return changeAt;
  }

  /** Sends conversations of now until interrupted. */
  public void sendLive(Instant changeAt) throws InterruptedException {
    long seed = Instant.now().toEpochMilli();
    Shop shop = new Shop(seed, changeAt);
    Random random = new Random(seed + 1);
    while (!Thread.currentThread().isInterrupted()) {
      OtlpJson request = request();
      // a conversation that is just over
      shop.conversation(request, Instant.now().minusSeconds(30));
      try {
        post(request);
      } catch (PlumblineException | IOException e) {
        log.atWarn().addKeyValue("error.type", e.getClass().getName()).log("demo: not sent");
      }
      Thread.sleep(3_000 + random.nextInt(6_000));
    }
  }

  private static OtlpJson request() {
    Map<String, Object> resource = new LinkedHashMap<>();
    resource.put("service.name", Shop.SERVICE);
    resource.put("service.version", "2.3.0");
    resource.put("deployment.environment.name", "production");
    return new OtlpJson(resource, "opentelemetry.instrumentation.genai.demo");
  }

  private void post(OtlpJson body) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(receiver.resolve("/v1/traces"))
            .header("Content-Type", "application/json")
            .timeout(Duration.ofSeconds(30))
            .POST(HttpRequest.BodyPublishers.ofByteArray(body.bytes()))
            .build();
    for (int attempt = 1; ; attempt++) {
      int status = client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
      if (status == 200) {
        return;
      }
      boolean again = status == 429 || status == 503;
      if (!again || attempt == ATTEMPTS) {
        throw new PlumblineException(ErrorKind.INTERNAL, "demo: receiver answered " + status);
      }
      Thread.sleep(200);
    }
  }
}
