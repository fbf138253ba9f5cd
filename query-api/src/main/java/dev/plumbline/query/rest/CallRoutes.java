// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.query.rest;

import static dev.plumbline.query.rest.CommonParams.FROM;
import static dev.plumbline.query.rest.CommonParams.LIMIT;
import static dev.plumbline.query.rest.CommonParams.PAGE;
import static dev.plumbline.query.rest.CommonParams.SEGMENT;
import static dev.plumbline.query.rest.CommonParams.TO;

import dev.plumbline.model.error.ErrorKind;
import dev.plumbline.model.error.PlumblineException;
import dev.plumbline.model.store.RowQuery;
import dev.plumbline.model.store.RowQuery.View;
import dev.plumbline.model.store.Rows;
import dev.plumbline.model.store.TelemetryReader;
import dev.plumbline.query.http.Answer;
import dev.plumbline.query.http.Param;
import dev.plumbline.query.http.Request;
import dev.plumbline.query.http.Route;
import dev.plumbline.query.http.Schemas;
import dev.plumbline.query.rest.CommonParams.Filter;
import dev.plumbline.query.rest.CommonParams.Stretch;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/** Calls to models and tools, sessions and scores: rows of the views. Thread-safe. */
final class CallRoutes {
  private static final Duration USUAL = Duration.ofHours(24);
  private static final Instant END = Instant.parse("2262-01-01T00:00:00Z");
  private static final int MOST_SCORES = 1000;

  private static final Filter SERVICE = Filter.of("service", "ServiceName", "service.name");
  private static final Filter CONVERSATION =
      Filter.of("conversation", "ConversationId", "Id of the conversation.");
  private static final Filter TRACE = Filter.of("trace", "TraceId", "Trace id, 32 hex characters.");
  private static final Filter ERROR =
      Filter.of(
          "error",
          "ErrorType",
          "Kind of error: rate_limit, timeout, auth, server, bad_request, content or other.");
  private static final Filter AGENT = Filter.of("agent", "AgentName", "Name of the agent.");

  private static final Filter ENVIRONMENT =
      Filter.of("environment", "Environment", "Deployment environment.");
  private static final Filter FEATURE =
      Filter.of("feature", "Feature", "Feature of the application.");
  private static final Filter LANGUAGE = Filter.of("language", "Language", "Language.");
  private static final Filter CUSTOMER = Filter.of("customer", "Customer", "Customer.");
  private static final Filter USER_TIER = Filter.of("user_tier", "UserTier", "Tier of the user.");
  private static final Filter USER = Filter.of("user", "UserId", "Id of the user.");
  private static final Filter PROMPT_VERSION =
      Filter.of("prompt_version", "PromptVersion", "Version of the prompt.");

  private static final List<Filter> CALLS =
      List.of(
          SERVICE,
          ENVIRONMENT,
          FEATURE,
          Filter.of("task", "Task", "Task of the application."),
          Filter.of("intent", "Intent", "What the user wanted."),
          Filter.of("traffic_source", "TrafficSource", "Where the traffic came from."),
          Filter.of("region", "Region", "Region."),
          LANGUAGE,
          CUSTOMER,
          USER_TIER,
          Filter.of("platform", "Platform", "Platform."),
          Filter.of("app_version", "AppVersion", "Version of the application."),
          Filter.of("provider", "Provider", "Provider, lower case."),
          Filter.of("model", "model", "Model that answered; without one, the one asked for."),
          Filter.of("request_model", "RequestModel", "Model that was asked for."),
          Filter.of("response_model", "ResponseModel", "Model that answered."),
          Filter.of("operation", "Operation", "chat, embeddings, ..."),
          CONVERSATION,
          USER,
          Filter.of("prompt_name", "PromptName", "Name of the prompt."),
          PROMPT_VERSION,
          AGENT,
          ERROR,
          Filter.of("finish_reason", "FinishReason", "Why the answer ended."),
          TRACE);

  private static final List<Filter> TOOLS =
      List.of(
          SERVICE,
          Filter.of("tool", "ToolName", "Name of the tool."),
          AGENT,
          CONVERSATION,
          ERROR,
          TRACE);

  private static final List<Filter> SESSIONS =
      List.of(SERVICE, ENVIRONMENT, FEATURE, LANGUAGE, CUSTOMER, USER_TIER, USER, CONVERSATION);

  private static final List<Filter> SCORES =
      List.of(
          Filter.of("dimension", "Dimension", "Name of the score."),
          SERVICE,
          ENVIRONMENT,
          FEATURE,
          Filter.of("model", "Model", "Model that answered; without one, the one asked for."),
          PROMPT_VERSION,
          CUSTOMER,
          Filter.of("evaluator", "Evaluator", "What made the score."),
          Filter.of("status", "Status", "ok, skipped or failed."),
          Filter.of("label", "Label", "The score in a word."),
          CONVERSATION,
          TRACE,
          Filter.of("span", "SpanId", "Span id, 16 hex characters."));

  private static final Param<String> FIELDS =
      Param.text(
          "fields",
          "Comma-separated names of the fields wanted, or all. When left out: all but the long"
              + " texts of messages, tools and documents.");
  private static final Param<String> TRACE_ID =
      Param.path("trace_id", "[0-9a-f]{32}", "32 lower-case hex characters", "Trace id.");
  private static final Param<String> SPAN_ID =
      Param.path("span_id", "[0-9a-f]{16}", "16 lower-case hex characters", "Span id.");
  private static final Param<String> SESSION_ID =
      Param.path("id", "Id of the conversation; a slash in it as %2F.");

  private final TelemetryReader reader;

  CallRoutes(TelemetryReader reader) {
    this.reader = reader;
  }

  List<Route> routes() {
    return List.of(
        list("/api/v1/calls", "list_calls", "Calls to models, newest first", CALLS)
            .params(SEGMENT, FIELDS)
            .answers(Column.pageSchema(Column.rowSchema(Columns.MODEL_CALLS)))
            .by(request -> rows(request, View.MODEL_CALLS, CALLS, Columns.MODEL_CALLS)),
        Route.get("/api/v1/calls/{trace_id}/{span_id}", "get_call")
            .tag("calls")
            .summary("One call with all its texts and scores")
            .params(TRACE_ID, SPAN_ID)
            .fails(ErrorKind.NOT_FOUND)
            .answers(callSchema())
            .by(this::call),
        list("/api/v1/tool-calls", "list_tool_calls", "Calls to tools, newest first", TOOLS)
            .params(FIELDS)
            .answers(Column.pageSchema(Column.rowSchema(Columns.TOOL_CALLS)))
            .by(request -> rows(request, View.TOOL_CALLS, TOOLS, Columns.TOOL_CALLS)),
        list("/api/v1/sessions", "list_sessions", "Conversations, newest first", SESSIONS)
            .answers(Column.pageSchema(Column.rowSchema(Columns.SESSIONS)))
            .by(request -> rows(request, View.SESSIONS, SESSIONS, List.of())),
        Route.get("/api/v1/sessions/{id}", "get_session")
            .tag("calls")
            .summary("One conversation and its calls, newest first")
            .params(SESSION_ID, LIMIT, PAGE)
            .fails(ErrorKind.NOT_FOUND)
            .answers(sessionSchema())
            .by(this::session),
        list("/api/v1/scores", "list_scores", "Scores, newest first", SCORES)
            .answers(Column.pageSchema(Column.rowSchema(Columns.SCORES)))
            .by(request -> rows(request, View.SCORES, SCORES, Columns.SCORES)));
  }

  private static Route.Builder list(String path, String id, String summary, List<Filter> filters) {
    return Route.get(path, id)
        .tag("calls")
        .summary(summary)
        .params(FROM, TO)
        .params(CommonParams.params(filters))
        .params(LIMIT, PAGE);
  }

  private Answer rows(Request request, View view, List<Filter> filters, List<Column> columns) {
    Stretch stretch = CommonParams.stretch(request, USUAL);
    boolean choosable = view == View.MODEL_CALLS || view == View.TOOL_CALLS;
    Rows rows =
        reader.rows(
            new RowQuery(
                view,
                stretch.from(),
                stretch.to(),
                equal(request, view, filters),
                choosable ? chosen(request.find(FIELDS), columns) : names(columns),
                request.get(LIMIT),
                request.find(PAGE)));
    return Answer.json(RowJson.page(stretch, rows));
  }

  private static Map<String, String> equal(Request request, View view, List<Filter> filters) {
    return view == View.MODEL_CALLS
        ? CommonParams.equalWithSegments(request, filters)
        : CommonParams.equal(request, filters);
  }

  private Answer call(Request request) {
    Map<String, String> key =
        Map.of("TraceId", request.get(TRACE_ID), "SpanId", request.get(SPAN_ID));
    Rows call = ever(View.MODEL_CALLS, key, names(Columns.MODEL_CALLS), 1, Optional.empty());
    if (call.rows().isEmpty()) {
      throw new PlumblineException(
          ErrorKind.NOT_FOUND, "no call to a model has this trace and span id");
    }
    Rows scores = ever(View.SCORES, key, names(Columns.SCORES), MOST_SCORES, Optional.empty());
    SequencedMap<String, @Nullable Object> answer = new LinkedHashMap<>();
    answer.put("call", RowJson.row(call.rows().getFirst()));
    answer.put("scores", RowJson.rows(scores));
    return Answer.json(answer);
  }

  private Answer session(Request request) {
    Map<String, String> key = Map.of("ConversationId", request.get(SESSION_ID));
    Rows session = ever(View.SESSIONS, key, List.of(), 1, Optional.empty());
    if (session.rows().isEmpty()) {
      throw new PlumblineException(ErrorKind.NOT_FOUND, "there is no session with this id");
    }
    Rows calls =
        ever(
            View.MODEL_CALLS,
            key,
            names(Columns.MODEL_CALLS),
            request.get(LIMIT),
            request.find(PAGE));
    SequencedMap<String, @Nullable Object> answer = new LinkedHashMap<>();
    answer.put("session", RowJson.row(session.rows().getFirst()));
    answer.put("calls", RowJson.rows(calls));
    answer.put("next_page", calls.next().orElse(null));
    return Answer.json(answer);
  }

  private Rows ever(
      View view, Map<String, String> key, List<String> columns, int limit, Optional<String> page) {
    return reader.rows(new RowQuery(view, Instant.EPOCH, END, key, columns, limit, page));
  }

  private static List<String> chosen(Optional<String> fields, List<Column> columns) {
    if (fields.isEmpty()) {
      return names(columns.stream().filter(column -> !column.content()).toList());
    }
    if (fields.get().equals("all")) {
      return names(columns);
    }
    return Arrays.stream(fields.get().split(",", -1))
        .map(String::strip)
        .map(field ->
            columns.stream()
                .filter(column -> column.json().equals(field))
                .findFirst()
                .orElseThrow(() ->
                    PlumblineException.invalid(
                        "parameter fields", "must name fields of the answer", field))
                .name())
        .distinct()
        .toList();
  }

  private static List<String> names(List<Column> columns) {
    return columns.stream().map(Column::name).toList();
  }

  private static SequencedMap<String, Object> callSchema() {
    return Schemas.object(
        Schemas.of(
            "call",
            Column.rowSchema(Columns.MODEL_CALLS),
            "scores",
            Schemas.array(Column.rowSchema(Columns.SCORES))));
  }

  private static SequencedMap<String, Object> sessionSchema() {
    return Schemas.object(
        Schemas.of(
            "session",
            Column.rowSchema(Columns.SESSIONS),
            "calls",
            Schemas.array(Column.rowSchema(Columns.MODEL_CALLS)),
            "next_page",
            Schemas.nullable(Schemas.string())));
  }
}
