// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.query.rest;

import dev.plumbline.model.error.ErrorKind;
import dev.plumbline.model.error.PlumblineException;
import dev.plumbline.query.http.Answer;
import dev.plumbline.query.http.Doc;
import dev.plumbline.query.http.Json;
import dev.plumbline.query.http.Request;
import dev.plumbline.query.http.Route;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** The channels of notifications and their test button. Thread-safe. */
public final class NotificationRoutes {
  private final Notifying notifying;

  public NotificationRoutes(Notifying notifying) {
    this.notifying = notifying;
  }

  public List<Route> routes() {
    return List.of(
        Route.get("/api/v1/notifications", "list_notification_channels")
            .tag("alerts")
            .summary("Every channel that tells people about alerts, and how it is doing")
            .answers(Listed.class)
            .by(_ -> Answer.json(new Listed(notifying.channels(), notifying.activeMutes()))),
        Route.post("/api/v1/notifications/test", "test_notification_channel")
            .tag("alerts")
            .summary(
                "Sends a test message through one channel at once. Body: JSON with channel, the"
                    + " channel's name")
            .takesBody()
            .fails(ErrorKind.NOT_FOUND, ErrorKind.INVALID_INPUT, ErrorKind.TOO_LARGE)
            .answers(Tested.class)
            .by(this::test));
  }

  private Answer test(Request request) throws InterruptedException {
    String name = channel(request);
    Optional<String> error = notifying.test(name);
    return Answer.json(new Tested(name, error.isEmpty(), error.orElse("")));
  }

  private static String channel(Request request) {
    try {
      JsonNode body = Json.parse(request.body().isBlank() ? "{}" : request.body());
      JsonNode name = body.get("channel");
      if (body.isObject() && body.size() == 1 && name != null && name.isString()) {
        return name.stringValue();
      }
    } catch (JacksonException e) {
      throw new PlumblineException(ErrorKind.INVALID_INPUT, "the body is not JSON", e);
    }
    throw new PlumblineException(
        ErrorKind.INVALID_INPUT, "the body must be a JSON object with channel and nothing else");
  }

  /** Answer of {@code GET /api/v1/notifications}. */
  record Listed(
      List<Notifying.Channel> items,
      @Doc("Names of the mute windows that are active.") List<String> activeMutes) {}

  /** Answer of {@code POST /api/v1/notifications/test}. */
  record Tested(
      String channel,
      @Doc("The receiver took the message.") boolean delivered,
      @Doc("Why it did not; empty when it did.") String error) {}
}
