// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.otlp.signals;

import dev.plumbline.model.feedback.CallLink;
import dev.plumbline.model.feedback.Feedback;
import dev.plumbline.model.feedback.FeedbackKind;
import dev.plumbline.model.feedback.Reported;
import dev.plumbline.model.telemetry.AnyValue;
import dev.plumbline.model.telemetry.AnyValue.BoolValue;
import dev.plumbline.model.telemetry.AnyValue.MapValue;
import dev.plumbline.model.telemetry.LogRecord;
import dev.plumbline.model.telemetry.Span;
import dev.plumbline.model.telemetry.SpanEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * Finds feedback and other people's scores in telemetry. The same record gives the same ids however
 * often it is read. What breaks a rule is counted, never thrown. One thread.
 *
 * <p>{@code gen_ai.evaluation.result} with a person behind it (a name such as {@code user_feedback}
 * or {@code thumbs}, as Foundry and Coralogix send it) is feedback.
 */
final class SignalReader {
  private static final String EVALUATION = "gen_ai.evaluation.result";

  private static final Set<String> FEEDBACK_EVENTS =
      Set.of(
          "plumbline.feedback",
          "gen_ai.user.feedback",
          "gen_ai.user_feedback",
          "gen_ai.feedback",
          "user_feedback",
          "user.feedback",
          "human.feedback",
          "LlmFeedbackMessage");

  /** Names of evaluations that a user gave. */
  private static final Set<String> USERS =
      Set.of(
          "user_feedback",
          "userfeedback",
          "user_rating",
          "user_satisfaction",
          "human_feedback",
          "end_user_feedback",
          "feedback",
          "thumbs",
          "thumbs_up",
          "thumbs_down",
          "thumbs_up_down",
          "csat",
          "star_rating");

  private static final String PREFIX = "plumbline.feedback.";
  private static final int MAX_INDEX = 50;
  private static final int MAX_EXPLANATION = 4000;

  /** Times further off than this are a broken clock, and the time of receipt counts. */
  private static final long OLDEST = 400L * 86_400_000_000_000L;

  private static final long AHEAD = 86_400_000_000_000L;

  private final List<Feedback> feedback = new ArrayList<>();
  private final List<ExternalScore> scores = new ArrayList<>();
  private final long nowNanos;
  private int broken;

  SignalReader(long nowNanos) {
    this.nowNanos = nowNanos;
  }

  List<Feedback> feedback() {
    return feedback;
  }

  List<ExternalScore> scores() {
    return scores;
  }

  /** Events that break a rule. */
  int broken() {
    return broken;
  }

  /** Whether a record may hold anything; cheap, for all those that do not. */
  static boolean mayHold(LogRecord log) {
    String name = eventName(log);
    return name.equals(EVALUATION) || FEEDBACK_EVENTS.contains(name);
  }

  private static String eventName(LogRecord log) {
    return log.eventName().isEmpty() ? log.text("event.name") : log.eventName();
  }

  void read(LogRecord log) {
    String name = eventName(log);
    Map<String, AnyValue> body =
        log.body() instanceof MapValue(Map<String, AnyValue> values) ? values : Map.of();
    Attributes in = new Attributes(log.attributes(), body);
    String service = log.resource().serviceName();
    if (name.equals(EVALUATION)) {
      evaluation(in, log.traceId(), log.spanId(), log.epochNanos(), service, "log");
    } else if (FEEDBACK_EVENTS.contains(name)) {
      event(in, log.traceId(), log.spanId(), log.epochNanos(), service, "log");
    }
  }

  void read(Span span) {
    String traceId = span.key().traceId();
    String spanId = span.key().spanId();
    String service = span.resource().serviceName();
    for (SpanEvent event : span.events()) {
      if (event.name().equals(EVALUATION)) {
        Attributes in = new Attributes(event.attributes(), Map.of());
        evaluation(in, traceId, spanId, event.epochNanos(), service, "span_event");
      } else if (FEEDBACK_EVENTS.contains(event.name())) {
        Attributes in = new Attributes(event.attributes(), Map.of());
        event(in, traceId, spanId, event.epochNanos(), service, "span_event");
      }
    }
    boolean ours = false;
    boolean annotated = false;
    boolean evaluated = false;
    for (String key : span.attributes().keySet()) {
      char first = key.isEmpty() ? ' ' : key.charAt(0);
      ours |= first == 'p' && key.startsWith(PREFIX);
      annotated |= first == 'a' && key.startsWith("annotations.");
      evaluated |= first == 'e' && key.startsWith("evaluations.");
    }
    if (ours) {
      attributes(span);
    }
    // OpenInference, for imported traces
    if (annotated) {
      indexed(span, "annotations.%d.annotation.");
    }
    if (evaluated) {
      indexed(span, "evaluations.%d.evaluation.");
    }
  }

  /** {@code plumbline.feedback.kind} and {@code .value}, or {@code plumbline.feedback.thumbs}. */
  private void attributes(Span span) {
    Attributes in = new Attributes(span.attributes(), Map.of());
    String service = span.resource().serviceName();
    if (in.has(PREFIX + "kind") || in.has(PREFIX + "value")) {
      event(in, span.key().traceId(), span.key().spanId(), span.endEpochNanos(), service, "span");
    }
    for (FeedbackKind kind : FeedbackKind.values()) {
      AnyValue value = span.attributes().get(PREFIX + kind.label());
      if (value == null) {
        continue;
      }
      if (value instanceof BoolValue(boolean happened)
          && !happened
          && kind != FeedbackKind.THUMBS
          && kind != FeedbackKind.ACCEPTED) {
        continue; // what did not happen
      }
      Reported reported =
          linked(in, span.key().traceId(), span.key().spanId(), service, "span")
              .kind(kind.label())
              .value(value.asText());
      add(reported, span.endEpochNanos(), kind.label());
    }
  }

  private void event(
      Attributes in,
      String traceId,
      String spanId,
      long epochNanos,
      String service,
      String source) {
    Reported reported =
        linked(in, traceId, spanId, service, source)
            .id(in.text(PREFIX + "id", "feedback.id", "id"))
            .kind(kind(in))
            .value(
                in.text(
                    PREFIX + "value",
                    "gen_ai.feedback.value",
                    "gen_ai.feedback.score",
                    "gen_ai.user.feedback.value",
                    "gen_ai.user.feedback.score",
                    "gen_ai.user.feedback.rating",
                    "feedback.value",
                    "feedback.rating",
                    "feedback.score",
                    "user_feedback.value",
                    "value",
                    "rating",
                    "score"))
            .scale(
                in.number(PREFIX + "min", "feedback.min", "min"),
                in.number(PREFIX + "max", "feedback.max", "max"));
    if (in.has(PREFIX + "original_text") && in.has(PREFIX + "final_text")) {
      reported.texts(in.text(PREFIX + "original_text"), in.text(PREFIX + "final_text"));
    }
    add(reported, epochNanos, "");
  }

  /** A word that is no kind of ours is left out: the value tells. */
  private static String kind(Attributes in) {
    String own = in.text(PREFIX + "kind");
    if (!own.isEmpty()) {
      return own;
    }
    String word =
        in.text(
            "gen_ai.feedback.type",
            "gen_ai.user.feedback.type",
            "feedback.type",
            "feedback.kind",
            "kind",
            "type");
    return FeedbackKind.of(word).isPresent() ? word : "";
  }

  private static Reported linked(
      Attributes in, String traceId, String spanId, String service, String source) {
    String trace = in.text(PREFIX + "trace_id", "feedback.trace_id");
    String span = in.text(PREFIX + "span_id", "feedback.span_id");
    String about = in.text(PREFIX + "service");
    return new Reported(source)
        .span(trace.isEmpty() ? traceId : trace, trace.isEmpty() ? spanId : span)
        .responseId(in.text(PREFIX + "response_id", "gen_ai.response.id", "feedback.response_id"))
        .conversationId(
            in.text(
                PREFIX + "conversation_id",
                "gen_ai.conversation.id",
                "session.id",
                "feedback.conversation_id"))
        .userId(in.text(PREFIX + "user_id", "user.id", "enduser.id", "feedback.user_id"))
        .comment(
            in.text(
                PREFIX + "comment",
                "gen_ai.feedback.comment",
                "gen_ai.user.feedback.comment",
                "feedback.comment",
                "comment",
                "message"))
        .service(about.isEmpty() ? service : about);
  }

  private void add(Reported reported, long epochNanos, String identity) {
    try {
      feedback.add(reported.read(sane(epochNanos), epochNanos + identity));
    } catch (IllegalArgumentException e) {
      broken++;
    }
  }

  private long sane(long epochNanos) {
    return epochNanos < nowNanos - OLDEST || epochNanos > nowNanos + AHEAD ? nowNanos : epochNanos;
  }

  private void evaluation(
      Attributes in,
      String traceId,
      String spanId,
      long epochNanos,
      String service,
      String source) {
    String name = in.text("gen_ai.evaluation.name");
    OptionalDouble value = in.number("gen_ai.evaluation.score.value", "gen_ai.evaluation.score");
    String label = in.text("gen_ai.evaluation.score.label", "gen_ai.evaluation.label");
    String explanation = in.text("gen_ai.evaluation.explanation");
    String person =
        in.text("gen_ai.evaluation.evaluator.type", "gen_ai.evaluation.source", "annotator_kind");
    if (user(name, person)) {
      Reported reported =
          linked(in, traceId, spanId, service, source)
              .scale(
                  in.number("gen_ai.evaluation.score.min"),
                  in.number("gen_ai.evaluation.score.max"))
              .comment(explanation);
      graded(reported, name, value, label);
      add(reported, epochNanos, name);
      return;
    }
    score(
        traceId,
        spanId,
        in.text("gen_ai.response.id"),
        in.text("gen_ai.conversation.id"),
        name,
        value,
        label,
        explanation,
        in.text("error.type"),
        epochNanos);
  }

  private static boolean user(String name, String person) {
    return person.equalsIgnoreCase("human")
        || person.equalsIgnoreCase("user")
        || USERS.contains(name.toLowerCase(Locale.ROOT).replace('-', '_').replace(' ', '_'));
  }

  /** A pass or a fail, or 0 or 1, is a thumb; any other number a rating. */
  private static void graded(Reported reported, String name, OptionalDouble value, String label) {
    if (value.isEmpty()) {
      reported.kind("thumbs").value(label);
      return;
    }
    double n = value.getAsDouble();
    boolean thumb =
        n == 0 || n == -1 || (n == 1 && !FeedbackKind.of(name).equals(FeedbackKind.of("rating")));
    boolean csat = FeedbackKind.of(name).equals(FeedbackKind.of("csat"));
    reported
        .kind(csat ? "csat" : thumb ? "thumbs" : "rating")
        .value(
            n == StrictMath.rint(n) && Math.abs(n) < 1e9
                ? Long.toString((long) n)
                : Double.toString(n));
  }

  private void indexed(Span span, String pattern) {
    Attributes in = new Attributes(span.attributes(), Map.of());
    for (int i = 0; i < MAX_INDEX; i++) {
      String prefix = pattern.replace("%d", Integer.toString(i));
      String name = in.text(prefix + "name");
      if (name.isEmpty()) {
        return;
      }
      OptionalDouble value = in.number(prefix + "score");
      String label = in.text(prefix + "label");
      if (user(name, in.text(prefix + "annotator_kind"))) {
        Reported reported =
            linked(
                    in,
                    span.key().traceId(),
                    span.key().spanId(),
                    span.resource().serviceName(),
                    "span")
                .comment(in.text(prefix + "explanation"));
        graded(reported, name, value, label);
        add(reported, span.endEpochNanos(), prefix);
      } else {
        score(
            span.key().traceId(),
            span.key().spanId(),
            "",
            "",
            name,
            value,
            label,
            in.text(prefix + "explanation"),
            "",
            span.endEpochNanos());
      }
    }
  }

  private void score(
      String traceId,
      String spanId,
      String responseId,
      String conversationId,
      String name,
      OptionalDouble value,
      String label,
      String explanation,
      String errorType,
      long epochNanos) {
    try {
      CallLink link = new CallLink(traceId, spanId, responseId, conversationId);
      if (name.isBlank() || link.isEmpty()) {
        broken++;
        return;
      }
      scores.add(
          new ExternalScore(
              link,
              name,
              value,
              cut(label, 100),
              cut(explanation, MAX_EXPLANATION),
              cut(errorType, 200),
              sane(epochNanos)));
    } catch (IllegalArgumentException e) {
      broken++;
    }
  }

  private static String cut(String text, int max) {
    return text.length() <= max ? text : text.substring(0, max);
  }
}
