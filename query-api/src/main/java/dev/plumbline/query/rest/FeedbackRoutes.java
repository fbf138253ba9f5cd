// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.query.rest;

import static dev.plumbline.query.rest.CommonParams.FROM;
import static dev.plumbline.query.rest.CommonParams.LIMIT;
import static dev.plumbline.query.rest.CommonParams.TO;

import dev.plumbline.model.error.Checks;
import dev.plumbline.model.error.ErrorKind;
import dev.plumbline.model.error.PlumblineException;
import dev.plumbline.model.feedback.Feedback;
import dev.plumbline.model.feedback.FeedbackStore;
import dev.plumbline.model.feedback.Reported;
import dev.plumbline.query.http.Answer;
import dev.plumbline.query.http.Doc;
import dev.plumbline.query.http.Failure;
import dev.plumbline.query.http.Json;
import dev.plumbline.query.http.Request;
import dev.plumbline.query.http.Route;
import dev.plumbline.query.http.Times;
import dev.plumbline.query.rest.CommonParams.Stretch;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** What users said and did: taking it and listing it. Thread-safe. */
final class FeedbackRoutes {
  private static final Duration USUAL = Duration.ofDays(7);
  private static final Duration OLDEST = Duration.ofDays(400);
  private static final Duration AHEAD = Duration.ofDays(1);
  private static final int MAX_ITEMS = 1000;
  private static final Set<String> FIELDS =
      new TreeSet<>(
          List.of(
              "id",
              "kind",
              "value",
              "scale",
              "min",
              "max",
              "trace_id",
              "span_id",
              "response_id",
              "conversation_id",
              "session_id",
              "service",
              "user_id",
              "timestamp",
              "comment",
              "original_text",
              "final_text"));

  private final FeedbackStore store;

  FeedbackRoutes(FeedbackStore store) {
    this.store = store;
  }

  List<Route> routes() {
    return List.of(
        Route.post("/api/v1/feedback", "send_feedback")
            .tag("user signals")
            .summary(
                "Takes feedback: one object, a list, or {\"items\": [...]}. Good items are stored"
                    + " whatever the others are; the same event twice is one")
            .takesBody()
            .fails(ErrorKind.INVALID_INPUT, ErrorKind.TOO_LARGE)
            .answers(Taken.class)
            .by(this::take),
        Route.get("/api/v1/feedback", "list_feedback")
            .tag("user signals")
            .summary("Feedback of a stretch of time, the latest first")
            .params(FROM, TO, LIMIT)
            .answers(Events.class)
            .by(this::list));
  }

  private Answer take(Request request) {
    List<JsonNode> items = items(request.body());
    List<Feedback> good = new ArrayList<>();
    List<ItemError> errors = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      try {
        good.add(read(items.get(i), request.now()));
      } catch (IllegalArgumentException e) {
        errors.add(new ItemError(i, String.valueOf(e.getMessage())));
      }
    }
    int stored = good.isEmpty() ? 0 : store.write(good);
    if (good.isEmpty() && !errors.isEmpty()) {
      return refused(items.size(), errors);
    }
    return Answer.json(new Taken(stored, good.size() - stored, errors.size(), errors));
  }

  private static Answer refused(int items, List<ItemError> errors) {
    String first = errors.getFirst().message();
    SequencedMap<String, Object> problem = new LinkedHashMap<>();
    problem.put("type", "about:blank");
    problem.put("title", Failure.title(ErrorKind.INVALID_INPUT));
    problem.put("status", 400);
    problem.put(
        "detail", items == 1 ? first : "none of " + items + " items was good; the first: " + first);
    problem.put("error_kind", ErrorKind.INVALID_INPUT.label());
    problem.put("errors", errors);
    return new Answer.Json(
        400, "application/problem+json", generator -> generator.writePOJO(problem));
  }

  private static List<JsonNode> items(String body) {
    JsonNode node;
    try {
      node = Json.parse(body.isBlank() ? "null" : body);
    } catch (JacksonException e) {
      throw new PlumblineException(ErrorKind.INVALID_INPUT, "the body is not JSON", e);
    }
    if (node.isObject() && node.path("items").isArray() && node.size() == 1) {
      node = node.path("items");
    }
    if (node.isObject()) {
      return List.of(node);
    }
    if (!node.isArray() || node.isEmpty()) {
      throw new PlumblineException(
          ErrorKind.INVALID_INPUT, "the body must be an object or a list of objects");
    }
    if (node.size() > MAX_ITEMS) {
      throw new PlumblineException(
          ErrorKind.TOO_LARGE,
          "the body must hold at most " + MAX_ITEMS + " items, but was " + node.size());
    }
    List<JsonNode> items = new ArrayList<>(node.size());
    node.forEach(items::add);
    return items;
  }

  private static Feedback read(JsonNode item, Instant now) {
    if (!item.isObject()) {
      throw Checks.broken("item", "must be an object", item.getNodeType());
    }
    for (String name : item.propertyNames()) {
      if (!FIELDS.contains(name)) {
        throw Checks.broken("field", "must be one of " + String.join(", ", FIELDS), name);
      }
    }
    Reported reported =
        new Reported("rest")
            .id(text(item, "id"))
            .kind(text(item, "kind"))
            .value(text(item, "value"))
            .span(text(item, "trace_id"), text(item, "span_id"))
            .responseId(text(item, "response_id"))
            .conversationId(either(item, "conversation_id", "session_id"))
            .service(text(item, "service"))
            .userId(text(item, "user_id"))
            .comment(text(item, "comment"));
    scale(item, reported);
    boolean original = item.has("original_text");
    if (original != item.has("final_text")) {
      throw Checks.broken(
          original ? "final_text" : "original_text", "must come beside the other text", "nothing");
    }
    if (original) {
      reported.texts(text(item, "original_text"), text(item, "final_text"));
    }
    String timestamp = text(item, "timestamp");
    return reported.read(nanos(time(timestamp, now)), timestamp);
  }

  private static void scale(JsonNode item, Reported reported) {
    JsonNode scale = item.path("scale");
    JsonNode ends = scale.isObject() ? scale : item;
    OptionalDouble min = number(ends, "min");
    OptionalDouble max = number(ends, "max");
    if (!scale.isMissingNode() && !scale.isObject()) {
      String text = text(item, "scale");
      String[] parts = text.strip().split("\\s*(?<=\\d)-\\s*|\\s*\\.\\.\\s*|\\s*to\\s*");
      try {
        if (parts.length != 2) {
          throw new NumberFormatException(text);
        }
        min = OptionalDouble.of(Double.parseDouble(parts[0]));
        max = OptionalDouble.of(Double.parseDouble(parts[1]));
      } catch (NumberFormatException e) {
        throw broken("scale", "must be two numbers such as 1-5, or {\"min\": 1, \"max\": 5}", text);
      }
    }
    reported.scale(min, max);
  }

  private static IllegalArgumentException broken(String field, String rule, String value) {
    return Checks.broken(field, rule, value);
  }

  private static OptionalDouble number(JsonNode item, String name) {
    JsonNode value = item.path(name);
    if (value.isMissingNode() || value.isNull()) {
      return OptionalDouble.empty();
    }
    if (!value.isNumber()) {
      throw Checks.broken(name, "must be a number", value.toString());
    }
    return OptionalDouble.of(value.asDouble());
  }

  private static String either(JsonNode item, String name, String other) {
    String text = text(item, name);
    return text.isEmpty() ? text(item, other) : text;
  }

  /** Text, a number or true or false as text; empty when absent or null. */
  private static String text(JsonNode item, String name) {
    JsonNode value = item.path(name);
    if (value.isMissingNode() || value.isNull()) {
      return "";
    }
    if (!value.isValueNode()) {
      throw Checks.broken(name, "must be text, a number, true or false", value.getNodeType());
    }
    return value.asString();
  }

  private static Instant time(String text, Instant now) {
    if (text.isEmpty()) {
      return now;
    }
    try {
      Instant time = Times.time(text, now);
      if (!time.isBefore(now.minus(OLDEST)) && !time.isAfter(now.plus(AHEAD))) {
        return time;
      }
    } catch (IllegalArgumentException | DateTimeException | ArithmeticException e) {
      throw broken("timestamp", "must be " + Times.RULE, text);
    }
    throw broken("timestamp", "must be within the last 400 days", text);
  }

  private static long nanos(Instant time) {
    return time.getEpochSecond() * 1_000_000_000L + time.getNano();
  }

  private Answer list(Request request) {
    Stretch stretch = CommonParams.stretch(request, USUAL);
    return Answer.json(
        new Events(
            stretch.from(),
            stretch.to(),
            store.list(stretch.from(), stretch.to(), request.get(LIMIT)).stream()
                .map(Event::of)
                .toList()));
  }

  /** Answer of {@code POST /api/v1/feedback}. */
  record Taken(
      @Doc("Events that were stored.") int accepted,
      @Doc("Events that were there already.") int duplicates,
      @Doc("Items that break a rule.") int rejected,
      List<ItemError> errors) {}

  /** What is wrong with one item. */
  record ItemError(
      @Doc("Place in the list, from 0.") int index,
      @Doc("Field, rule and value.") String message) {}

  /** Answer of {@code GET /api/v1/feedback}. */
  record Events(Instant from, Instant to, List<Event> items) {}

  /** One event. */
  record Event(
      String id,
      Instant timestamp,
      String kind,
      @Doc("0 to 1; null when it cannot be known.") @Nullable Double value,
      @Doc("As it was sent.") String raw,
      String scale,
      String traceId,
      String spanId,
      String responseId,
      String conversationId,
      String serviceName,
      String userId,
      String comment,
      @Doc("rest, log, span_event or span.") String source) {
    static Event of(Feedback event) {
      return new Event(
          event.id(),
          Instant.ofEpochSecond(
              event.epochNanos() / 1_000_000_000L, event.epochNanos() % 1_000_000_000L),
          event.kind().label(),
          Optional.of(event.value())
              .filter(OptionalDouble::isPresent)
              .map(OptionalDouble::getAsDouble)
              .orElse(null),
          event.raw(),
          event.scale(),
          event.link().traceId(),
          event.link().spanId(),
          event.link().responseId(),
          event.link().conversationId(),
          event.service(),
          event.userId(),
          event.comment(),
          event.source());
    }
  }
}
