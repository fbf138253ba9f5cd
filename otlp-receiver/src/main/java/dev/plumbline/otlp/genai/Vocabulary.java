// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.otlp.genai;

import dev.plumbline.model.genai.CallError;
import dev.plumbline.model.genai.FinishReason;
import dev.plumbline.model.genai.GenAiKind;
import dev.plumbline.model.telemetry.AnyValue;
import dev.plumbline.model.telemetry.AnyValue.MapValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Words of all dialects in our own words, from {@code dialects/vocabulary.json}. One thread. */
final class Vocabulary {
  private static final int MAX_REMEMBERED = 10_000;
  private static final int ERROR_TEXT_CHARS = 2_000;
  private static final Pattern HTTP_CODE =
      Pattern.compile("(?i)(?:code|status|http)\\W{0,3}([45]\\d\\d)\\b");

  /** A kind of span, and the operation of a call to a model; the operation is empty for others. */
  record Kind(GenAiKind kind, String operation) {}

  private record Ending(String text, Kind kind) {}

  private final Map<String, Kind> kinds = new HashMap<>();
  private final List<Ending> kindEndings = new ArrayList<>();
  private final Map<String, Optional<Kind>> kindOf = new HashMap<>();
  private final Map<String, FinishReason> finishReasons = new HashMap<>();
  private final Map<CallError, List<String>> errors = new java.util.LinkedHashMap<>();
  private final Map<String, String> providers = new HashMap<>();
  private final Set<String> noProviders;
  private final Map<String, String> providerOfModel = new java.util.LinkedHashMap<>();
  private final Map<String, String> providerOf = new HashMap<>();
  private final Set<String> firstTokenEvents;
  private final Map<String, String> messageEvents = new HashMap<>();
  private final Set<String> detailEvents;
  private final List<String> eventNameKeys;

  Vocabulary() {
    Map<String, AnyValue> file = Dialects.resource("vocabulary.json");
    pairs(file, "kinds")
        .forEach((raw, value) -> {
          String[] words = value.split(" ");
          Kind kind =
              new Kind(
                  GenAiKind.valueOf(words[0].toUpperCase(Locale.ROOT)),
                  words.length > 1 ? words[1] : "");
          if (raw.startsWith("*")) {
            kindEndings.add(new Ending(raw.substring(1), kind));
          } else {
            kinds.put(raw, kind);
          }
        });
    pairs(file, "finish_reasons")
        .forEach((raw, value) ->
            finishReasons.put(raw, FinishReason.valueOf(value.toUpperCase(Locale.ROOT))));
    if (file.get("errors") instanceof MapValue(Map<String, AnyValue> classes)) {
      classes.forEach((name, needles) ->
          errors.put(CallError.valueOf(name.toUpperCase(Locale.ROOT)), Dialects.texts(needles)));
    }
    providers.putAll(pairs(file, "providers"));
    noProviders = Set.copyOf(Dialects.texts(file.get("no_providers")));
    providerOfModel.putAll(pairs(file, "provider_of_model"));
    firstTokenEvents = Set.copyOf(Dialects.texts(file.get("first_token_events")));
    messageEvents.putAll(pairs(file, "message_events"));
    detailEvents = Set.copyOf(Dialects.texts(file.get("detail_events")));
    eventNameKeys = Dialects.texts(file.get("event_name_keys"));
  }

  static Map<String, String> pairs(Map<String, AnyValue> file, String name) {
    Map<String, String> out = new java.util.LinkedHashMap<>();
    if (file.get(name) instanceof MapValue(Map<String, AnyValue> members)) {
      members.forEach((key, value) -> out.put(key, value.asText()));
    }
    return out;
  }

  /** The kind that a dialect's word means; null for a word that is not known. */
  @Nullable Kind kind(String raw) {
    Optional<Kind> known = kindOf.get(raw);
    if (known != null) {
      return known.orElse(null);
    }
    String word = raw.toLowerCase(Locale.ROOT);
    Kind kind = kinds.get(word);
    for (int i = 0; kind == null && i < kindEndings.size(); i++) {
      if (word.endsWith(kindEndings.get(i).text())) {
        kind = kindEndings.get(i).kind();
      }
    }
    if (kindOf.size() < MAX_REMEMBERED) {
      kindOf.put(raw, Optional.ofNullable(kind));
    }
    return kind;
  }

  /** Empty for an empty text; OTHER for a reason that is not known. */
  Optional<FinishReason> finish(String raw) {
    if (raw.isEmpty()) {
      return Optional.empty();
    }
    FinishReason direct = finishReasons.get(raw);
    if (direct != null) {
      return Optional.of(direct);
    }
    String text = raw;
    if (Json.looksLikeJson(raw)) {
      AnyValue parsed = Json.parse(raw);
      text = parsed == null ? raw : Values.text(parsed);
      if (text.isEmpty()) {
        return Optional.empty();
      }
    }
    String word = text.substring(text.lastIndexOf('.') + 1).trim().toLowerCase(Locale.ROOT);
    if (word.isEmpty() || word.equals("none") || word.equals("null")) {
      return Optional.empty();
    }
    return Optional.of(finishReasons.getOrDefault(word, FinishReason.OTHER));
  }

  /**
   * The class of an error.
   *
   * @param type as reported or of the exception; empty when not known
   * @param message empty when not known
   * @param httpStatus 0 when not known
   */
  CallError error(String type, String message, int httpStatus) {
    CallError byType = byNeedles(type);
    if (byType != null) {
      return byType;
    }
    CallError byStatus = byHttpStatus(httpStatus == 0 ? statusIn(type) : httpStatus);
    if (byStatus != null) {
      return byStatus;
    }
    String start = message.substring(0, Math.min(message.length(), ERROR_TEXT_CHARS));
    CallError byCode = byHttpStatus(statusIn(start));
    if (byCode != null) {
      return byCode;
    }
    CallError byMessage = byNeedles(start);
    return byMessage == null ? CallError.OTHER : byMessage;
  }

  private @Nullable CallError byNeedles(String text) {
    if (text.isEmpty()) {
      return null;
    }
    String lower = text.toLowerCase(Locale.ROOT);
    for (Map.Entry<CallError, List<String>> entry : errors.entrySet()) {
      for (String needle : entry.getValue()) {
        if (lower.contains(needle)) {
          return entry.getKey();
        }
      }
    }
    return null;
  }

  private static int statusIn(String text) {
    if (text.length() == 3 && Character.isDigit(text.charAt(0))) {
      return (int) Values.number(AnyValue.of(text));
    }
    Matcher matcher = HTTP_CODE.matcher(text);
    return matcher.find() ? Integer.parseInt(matcher.group(1)) : 0;
  }

  private static @Nullable CallError byHttpStatus(int status) {
    return switch (status) {
      case 429 -> CallError.RATE_LIMIT;
      case 408, 504 -> CallError.TIMEOUT;
      case 401, 403 -> CallError.AUTH;
      default ->
          status >= 500 && status < 600
              ? CallError.SERVER
              : status >= 400 && status < 500 ? CallError.BAD_REQUEST : null;
    };
  }

  /** A provider in OpenTelemetry's words, from what the span says or else from its model. */
  String provider(String raw, String model) {
    String known = providerOf.get(raw);
    if (known == null) {
      String word = raw.trim().toLowerCase(Locale.ROOT);
      known = noProviders.contains(word) ? "" : providers.getOrDefault(word, word);
      if (providerOf.size() < MAX_REMEMBERED) {
        providerOf.put(raw, known);
      }
    }
    if (!known.isEmpty() || model.isEmpty()) {
      return known;
    }
    for (Map.Entry<String, String> entry : providerOfModel.entrySet()) {
      if (model.startsWith(entry.getKey())) {
        return entry.getValue();
      }
    }
    return "";
  }

  boolean isFirstToken(String eventName) {
    return firstTokenEvents.contains(eventName);
  }

  /** The role of a per-message event, {@code choice} for an answer; null for other events. */
  @Nullable String messageRole(String eventName) {
    return messageEvents.get(eventName);
  }

  /** An event with the attributes of a span, messages included. */
  boolean isDetails(String eventName) {
    return detailEvents.contains(eventName);
  }

  /** The name of the event that a log record is; empty for an ordinary log line. */
  String eventName(String field, Map<String, AnyValue> attributes) {
    if (!field.isEmpty()) {
      return field;
    }
    for (String key : eventNameKeys) {
      AnyValue value = attributes.get(key);
      if (value != null) {
        return value.asText();
      }
    }
    return "";
  }
}
