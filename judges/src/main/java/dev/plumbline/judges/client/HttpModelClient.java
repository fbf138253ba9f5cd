// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.judges.client;

import dev.plumbline.judges.client.ModelReply.Failed;
import dev.plumbline.judges.client.ModelReply.Failure;
import dev.plumbline.model.genai.Usage;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One try over HTTP. When a provider refuses a parameter by name (temperature, seed, the form of
 * the answer), it is left out from then on and the question is asked again. Thread-safe.
 */
final class HttpModelClient implements ModelClient {
  private static final int MAX_ADJUSTMENTS = 6;
  private static final List<String> STRUCTURE_WORDS =
      List.of("response_format", "json", "schema", "structured", "grammar", "tool");
  private static final List<String> FILTER_WORDS =
      List.of("content_filter", "content filter", "content management policy");
  private static final JsonMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(64).build())
                  .build())
          .build();

  private final ClientConfig config;
  private final WireFormat format;
  private final URI address;
  private final InstantSource clock;
  private final HttpClient http;
  private final AtomicReference<Accepted> accepted = new AtomicReference<>(Accepted.everything());

  HttpModelClient(ClientConfig config, InstantSource clock) {
    this.config = config;
    this.clock = clock;
    format =
        switch (config.format()) {
          case OPENAI -> new OpenAiFormat();
          case ANTHROPIC -> new AnthropicFormat();
        };
    address = format.address(config.url());
    http =
        HttpClient.newBuilder()
            .connectTimeout(config.timeout())
            .followRedirects(HttpClient.Redirect.NEVER)
            // local servers stumble over the upgrade that version 2 asks for without TLS
            .version(
                "https".equals(address.getScheme())
                    ? HttpClient.Version.HTTP_2
                    : HttpClient.Version.HTTP_1_1)
            .build();
  }

  @Override
  public ModelReply ask(ModelRequest request) throws InterruptedException {
    Accepted before = accepted.get();
    Accepted sent = before;
    for (int i = 0; ; i++) {
      switch (exchange(request, sent)) {
        case Done(ModelReply reply) -> {
          if (!sent.equals(before) && !(reply instanceof Failed)) {
            accepted.compareAndSet(before, sent);
          }
          return reply;
        }
        case Refused(int status, String message) -> {
          Accepted rest = sent.without(message);
          if (rest.equals(sent) && aboutStructure(message)) {
            rest = format.simpler(sent);
          }
          if (rest.equals(sent) || i == MAX_ADJUSTMENTS) {
            return Failed.of(Failure.BAD_REQUEST, status);
          }
          sent = rest;
        }
      }
    }
  }

  /** False when the message names another reason, such as a question that is too long. */
  private static boolean aboutStructure(String message) {
    String text = message.toLowerCase(Locale.ROOT);
    return text.isBlank() || STRUCTURE_WORDS.stream().anyMatch(text::contains);
  }

  @Override
  public String model() {
    return config.model();
  }

  @Override
  public String parameters() {
    return accepted.get().shown();
  }

  @Override
  public boolean resting() {
    return false;
  }

  @Override
  public void close() {
    http.shutdownNow();
  }

  private sealed interface Exchange {}

  private record Done(ModelReply reply) implements Exchange {}

  /** The provider did not like the request; its message decides what is tried next. */
  private record Refused(int status, String message) implements Exchange {}

  private Exchange exchange(ModelRequest request, Accepted sent) throws InterruptedException {
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(address)
            .timeout(config.timeout())
            .header("Content-Type", "application/json")
            .header("Accept", "application/json")
            .header("User-Agent", "plumbline")
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    format.write(request, config.model(), sent).toString()));
    format.authorize(builder, config.apiKey());
    config.headers().forEach((name, value) -> builder.setHeader(name, value.reveal()));
    CompletableFuture<HttpResponse<byte[]>> running =
        http.sendAsync(builder.build(), LimitedBody.handler(config.maxResponseBytes()));
    try {
      // the request's own timeout ends with the headers; this one holds for the body too
      return read(running.get(config.timeout().toMillis(), TimeUnit.MILLISECONDS));
    } catch (TimeoutException e) {
      running.cancel(true);
      return failed(Failure.TIMEOUT);
    } catch (ExecutionException e) {
      return failed(kindOf(e.getCause()));
    } catch (InterruptedException e) {
      running.cancel(true);
      throw e;
    }
  }

  private static Done failed(Failure failure) {
    return new Done(Failed.of(failure, 0));
  }

  private static Failure kindOf(@Nullable Throwable thrown) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof LimitedBody.TooLarge) {
        return Failure.TOO_LARGE;
      }
      if (cause instanceof HttpTimeoutException) {
        return Failure.TIMEOUT;
      }
    }
    return thrown instanceof IOException ? Failure.CONNECTION : Failure.BAD_RESPONSE;
  }

  private Exchange read(HttpResponse<byte[]> response) {
    int status = response.statusCode();
    JsonNode body = parse(response.body());
    if (status / 100 == 2) {
      // some gateways report failures with status 200
      JsonNode error = body.path("error");
      return error.isObject() || error.isString()
          ? failure(error.path("code").asInt(500), body, response.headers())
          : new Done(good(body));
    }
    return failure(status, body, response.headers());
  }

  private ModelReply good(JsonNode body) {
    try {
      return format.read(body, config.model());
    } catch (WireFormat.MalformedAnswer e) {
      return Failed.of(Failure.BAD_RESPONSE, 200);
    }
  }

  private static JsonNode parse(byte[] body) {
    try {
      JsonNode node = JSON.readTree(body);
      return node.isObject() ? node : JSON.createObjectNode();
    } catch (JacksonException e) {
      return JSON.createObjectNode();
    }
  }

  private Exchange failure(int status, JsonNode body, HttpHeaders headers) {
    JsonNode error = body.path("error");
    String code = error.path("code").asString("") + " " + error.path("type").asString("");
    if (status == 400 || status == 422) {
      String message =
          (error.isString() ? error.stringValue() : error.path("message").asString(""))
              + " "
              + error.path("param").asString("")
              + body.path("detail").toString();
      String all = (message + " " + code).toLowerCase(Locale.ROOT);
      return FILTER_WORDS.stream().anyMatch(all::contains)
          ? new Done(new ModelReply.Declined("content_filter", config.model(), Usage.MISSING))
          : new Refused(status, message.strip());
    }
    Failure failure =
        switch (status) {
          case 401, 403 -> Failure.AUTH;
          case 402 -> Failure.QUOTA;
          case 404 -> Failure.NOT_FOUND;
          case 408 -> Failure.TIMEOUT;
          case 409 -> Failure.SERVER;
          case 413 -> Failure.TOO_LARGE;
          case 429 -> code.contains("insufficient_quota") ? Failure.QUOTA : Failure.RATE_LIMITED;
          default ->
              status >= 500
                  ? Failure.SERVER
                  : status / 100 == 3 ? Failure.REDIRECT : Failure.BAD_REQUEST;
        };
    return new Done(new Failed(failure, status, RetryAfter.of(headers, clock.instant())));
  }
}
