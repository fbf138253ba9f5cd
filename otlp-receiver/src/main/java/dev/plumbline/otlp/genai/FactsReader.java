// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.otlp.genai;

import dev.plumbline.model.genai.CallError;
import dev.plumbline.model.genai.GenAiKind;
import dev.plumbline.model.genai.ToolRun;
import dev.plumbline.model.genai.Usage;
import dev.plumbline.model.telemetry.AnyValue;
import dev.plumbline.model.telemetry.AnyValue.MapValue;
import dev.plumbline.model.telemetry.LogRecord;
import dev.plumbline.model.telemetry.Span;
import dev.plumbline.model.telemetry.SpanEvent;
import dev.plumbline.model.telemetry.StatusCode;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Reads one span with its logs by the table of its dialect. One thread. */
final class FactsReader {
  private final Dialects dialects;
  private final Vocabulary vocabulary;
  private final Segments segments;
  private final SpanFields fields;
  private final ContentReader contents;

  FactsReader(Dialects dialects, Vocabulary vocabulary, Segments segments) {
    this.dialects = dialects;
    this.vocabulary = vocabulary;
    this.segments = segments;
    this.fields = new SpanFields(dialects.common(), segments);
    this.contents = new ContentReader(vocabulary);
  }

  /**
   * Everything that can be known from the span alone.
   *
   * @param logs records of this span in the order of their time
   */
  Facts read(Span span, List<LogRecord> logs) {
    Facts facts = new Facts();
    Dialect dialect = dialects.of(span);
    fields.begin(dialect == null ? dialects.common() : dialect);
    fields.take(span.attributes());
    for (SpanEvent event : span.events()) {
      if (vocabulary.isDetails(event.name())) {
        fields.take(event.attributes());
      }
    }
    for (LogRecord log : logs) {
      if (vocabulary.isDetails(vocabulary.eventName(log.eventName(), log.attributes()))) {
        fields.take(log.attributes());
      }
    }
    readIds(facts, span);
    if (dialect != null) {
      facts.dialect = dialect.name();
      readKind(facts, span, dialect);
      readError(facts, span);
      switch (facts.kind) {
        case MODEL, EMBEDDING -> readCall(facts, span, logs);
        case TOOL -> readTool(facts, span);
        case RETRIEVAL, RERANK -> readDocuments(facts);
        case AGENT, WORKFLOW, GUARDRAIL, EVALUATOR, MEMORY, CHAIN, OTHER -> {}
      }
      if (facts.kind != GenAiKind.OTHER) {
        facts.outputSchema = outputSchema(facts);
      }
    }
    return facts;
  }

  private void readIds(Facts facts, Span span) {
    facts.conversationId = fields.text(Field.CONVERSATION_ID);
    facts.userId = fields.text(Field.USER_ID);
    facts.promptName = fields.text(Field.PROMPT_NAME);
    facts.promptVersion = fields.text(Field.PROMPT_VERSION);
    facts.agentName = fields.text(Field.AGENT_NAME);
    facts.environment = environment(span);
    String version = span.resource().text("service.version");
    facts.appVersion = version.isEmpty() ? fields.text(Field.APP_VERSION) : version;
    facts.segments = Segments.plain(fields.segments(), segments.of(span.resource()));
  }

  private String environment(Span span) {
    String name = span.resource().text("deployment.environment.name");
    if (name.isEmpty()) {
      name = span.resource().text("deployment.environment");
    }
    return name.isEmpty() ? fields.text(Field.ENVIRONMENT) : name;
  }

  private void readKind(Facts facts, Span span, Dialect dialect) {
    for (Row row : dialect.rows(Field.KIND)) {
      AnyValue raw = fields.value(row);
      Vocabulary.Kind kind = raw == null ? null : vocabulary.kind(Values.text(raw));
      if (kind != null) {
        facts.kind = kind.kind();
        facts.operation = kind.operation();
        break;
      }
    }
    if (facts.kind == GenAiKind.OTHER && saysItCalledAModel()) {
      facts.kind = GenAiKind.MODEL;
      facts.operation = "chat";
    }
    if (facts.kind == GenAiKind.OTHER) {
      kindByName(facts, span.name());
    }
    if (facts.isCall() && dialect.isNoCall(span.name())) {
      facts.kind = GenAiKind.CHAIN;
      facts.operation = "";
    }
    if (facts.kind == GenAiKind.AGENT && facts.agentName.isEmpty()) {
      facts.agentName = span.name();
    }
  }

  /**
   * The conventions' name of a span is {@code chat gpt-4o}; some failed calls have nothing else.
   */
  private void kindByName(Facts facts, String name) {
    int space = name.indexOf(' ');
    Vocabulary.Kind kind =
        space > 0 && name.indexOf(' ', space + 1) < 0
            ? vocabulary.kind(name.substring(0, space))
            : null;
    if (kind != null && !kind.operation().isEmpty()) {
      facts.kind = kind.kind();
      facts.operation = kind.operation();
      facts.requestModel = name.substring(space + 1);
    }
  }

  /** No word for the kind, but a model and what it was sent or used. */
  private boolean saysItCalledAModel() {
    return fields.first(Field.REQUEST_MODEL) != null
        && (fields.first(Field.INPUT_TOKENS) != null || fields.first(Field.INPUT) != null);
  }

  private void readCall(Facts facts, Span span, List<LogRecord> logs) {
    String requestModel = model(Field.REQUEST_MODEL);
    facts.requestModel = requestModel.isEmpty() ? facts.requestModel : requestModel;
    facts.responseModel = model(Field.RESPONSE_MODEL);
    facts.responseId = fields.text(Field.RESPONSE_ID);
    facts.provider =
        vocabulary.provider(
            fields.text(Field.PROVIDER),
            facts.requestModel.isEmpty() ? facts.responseModel : facts.requestModel);
    facts.usage = usage();
    double cost = fields.number(Field.COST_USD);
    facts.costUsd = cost > 0 ? OptionalDouble.of(cost) : OptionalDouble.empty();
    readFirstToken(facts, span);
    contents.read(facts, fields, span, logs);
    readFinish(facts);
  }

  private String model(Field field) {
    String model = fields.text(field);
    return model.equals("unknown") ? "" : model;
  }

  private Usage usage() {
    OptionalLong input = fields.count(Field.INPUT_TOKENS);
    OptionalLong output = fields.count(Field.OUTPUT_TOKENS);
    // an instrumentation that saw no usage may say zero; no answer costs nothing to read
    if (input.orElse(0) == 0 && output.orElse(0) == 0) {
      return Usage.MISSING;
    }
    OptionalLong cacheRead = fields.count(Field.CACHE_READ_TOKENS);
    OptionalLong cacheWrite = fields.count(Field.CACHE_WRITE_TOKENS);
    Field witness = fields.dialect().sentWithRealUsage();
    boolean estimated =
        witness != null && fields.flag(Field.STREAMING) && fields.first(witness) == null;
    long cached = cacheRead.orElse(0) + cacheWrite.orElse(0);
    if (input.isPresent() && cached > input.getAsLong()) {
      input = OptionalLong.of(input.getAsLong() + cached);
    }
    return new Usage(
        input,
        output,
        cacheRead,
        cacheWrite,
        fields.count(Field.REASONING_TOKENS),
        estimated ? Usage.Source.ESTIMATED : Usage.Source.REPORTED);
  }

  private void readFirstToken(Facts facts, Span span) {
    facts.streaming = fields.flag(Field.STREAMING);
    double ms = fields.number(Field.TTFT);
    for (SpanEvent event : span.events()) {
      if (vocabulary.isFirstToken(event.name())) {
        facts.streaming = true;
        double after = (event.epochNanos() - span.startEpochNanos()) / 1e6;
        if (!(ms > 0) && after > 0) {
          ms = after;
        }
      }
    }
    if (!(ms > 0)) {
      ms = sinceStart(fields.text(Field.FIRST_TOKEN_TIME), span);
    }
    // some set it on every call, to the duration
    boolean isDuration = !facts.streaming && ms * 1e6 >= 0.98 * span.durationNanos();
    if (ms > 0 && ms < 1e9 && !isDuration) {
      facts.ttftMs = OptionalDouble.of(ms);
    }
  }

  private static double sinceStart(String time, Span span) {
    if (time.isEmpty() || time.length() > 40) {
      return Double.NaN;
    }
    try {
      Instant instant = OffsetDateTime.parse(time).toInstant();
      return (instant.getEpochSecond() - span.startEpochNanos() / 1_000_000_000L) * 1e3
          + (instant.getNano() - span.startEpochNanos() % 1_000_000_000L) / 1e6;
    } catch (DateTimeParseException | ArithmeticException e) {
      return Double.NaN;
    }
  }

  private void readFinish(Facts facts) {
    for (Row row : fields.dialect().rows(Field.FINISH_REASON)) {
      AnyValue value = fields.value(row);
      if (value != null) {
        facts.finish = vocabulary.finish(Values.text(value));
        if (facts.finish.isPresent()) {
          return;
        }
      }
    }
    if (facts.content != null) {
      facts.finish =
          facts.content.output().stream()
              .map(message -> vocabulary.finish(message.finishReason()))
              .flatMap(Optional::stream)
              .findFirst();
    }
  }

  private void readError(Facts facts, Span span) {
    String type = fields.text(Field.ERROR_TYPE);
    boolean failed =
        span.statusCode() == StatusCode.ERROR
            || !type.isEmpty()
            || fields.text(Field.ERROR_LEVEL).equals("ERROR");
    if (!failed) {
      return;
    }
    String message = span.statusMessage();
    String exceptionType = "";
    for (SpanEvent event : span.events()) {
      if (event.name().equals("exception")) {
        exceptionType = eventText(event, "exception.type", exceptionType);
        message = message.isEmpty() ? eventText(event, "exception.message", "") : message;
      }
    }
    if (message.isEmpty()) {
      message = fields.text(Field.ERROR_MESSAGE);
    }
    String best = type.isEmpty() ? exceptionType : type;
    int status = (int) fields.count(Field.HTTP_STATUS).orElse(0);
    CallError error = vocabulary.error(best, message, status);
    if (error == CallError.OTHER && !exceptionType.isEmpty()) {
      error = vocabulary.error(exceptionType, lastException(span), status);
    }
    facts.error = Optional.of(error);
  }

  private static String lastException(Span span) {
    for (int i = span.events().size() - 1; i >= 0; i--) {
      if (span.events().get(i).name().equals("exception")) {
        return eventText(span.events().get(i), "exception.message", "");
      }
    }
    return "";
  }

  private static String eventText(SpanEvent event, String key, String fallback) {
    AnyValue value = event.attributes().get(key);
    return value == null ? fallback : value.asText();
  }

  private void readTool(Facts facts, Span span) {
    String name = fields.text(Field.TOOL_NAME);
    AnyValue arguments = fields.first(Field.TOOL_ARGUMENTS);
    AnyValue result = fields.first(Field.TOOL_RESULT);
    String callId = fields.text(Field.TOOL_CALL_ID);
    String resultText = result == null ? "" : Values.text(result);
    String argumentsText = arguments == null ? "" : arguments.asText();
    for (SpanEvent event : span.events()) {
      String role = vocabulary.messageRole(event.name());
      if (role != null && role.equals("tool") && argumentsText.isEmpty()) {
        argumentsText = eventText(event, "content", "");
      } else if (role != null && role.equals("choice") && resultText.isEmpty()) {
        resultText = eventText(event, "message", "");
      }
    }
    facts.tool =
        new ToolRun(
            name.isEmpty() ? span.name() : name,
            callId,
            argumentsText,
            facts.error.isPresent() ? "" : resultText,
            facts.error);
  }

  private void readDocuments(Facts facts) {
    for (Row row : fields.dialect().rows(Field.DOCUMENTS)) {
      AnyValue value = fields.value(row);
      if (value != null) {
        facts.documents = OfferReader.documents(value);
        if (!facts.documents.isEmpty()) {
          return;
        }
      }
    }
  }

  private String outputSchema(Facts facts) {
    String type = fields.text(Field.OUTPUT_TYPE);
    facts.jsonRequested = type.startsWith("json");
    for (AnyValue value : fields.all(Field.OUTPUT_SCHEMA)) {
      AnyValue format = Json.structured(value);
      if (format instanceof MapValue(Map<String, AnyValue> members)) {
        String word = MessageReader.textOf(members, "type");
        facts.jsonRequested |= word.startsWith("json");
        AnyValue schema = schemaIn(members);
        if (schema != null) {
          facts.jsonRequested = true;
          return schema.asText();
        }
      } else {
        facts.jsonRequested |= value.asText().startsWith("json");
      }
    }
    return "";
  }

  private static @Nullable AnyValue schemaIn(Map<String, AnyValue> members) {
    if (members.get("json_schema") instanceof MapValue(Map<String, AnyValue> inner)) {
      AnyValue schema = inner.get("schema");
      return schema == null ? new MapValue(inner) : schema;
    }
    if (members.get("schema") instanceof MapValue schema) {
      return schema;
    }
    boolean isSchema =
        members.containsKey("properties")
            || members.containsKey("$schema")
            || members.containsKey("$ref");
    return isSchema ? new MapValue(members) : null;
  }
}
