// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.query.rest;

import static dev.plumbline.query.rest.Column.column;
import static dev.plumbline.query.rest.Column.content;
import static dev.plumbline.query.rest.Column.text;

import dev.plumbline.query.rest.Column.Kind;
import java.util.List;

/** The columns of the views, as the outside contract names them. */
final class Columns {
  static final List<Column> MODEL_CALLS =
      List.of(
          column("Timestamp", Kind.TIME, "Start of the call."),
          text("TraceId", "32 hex characters."),
          text("SpanId", "16 hex characters."),
          text("ServiceName", "Resource attribute service.name."),
          text("Environment", "Deployment environment."),
          text("Dialect", "How the span speaks of GenAI calls."),
          text("Operation", "chat, text_completion, embeddings, ..."),
          text("Provider", "Lower case."),
          text("RequestModel", "Model that was asked for."),
          text("ResponseModel", "Model that answered."),
          text("ResponseId", "The provider's id of the answer."),
          column("InputTokens", Kind.COUNT, "With cached ones."),
          column("OutputTokens", Kind.COUNT, "With reasoning."),
          column("CacheReadTokens", Kind.COUNT, "Input tokens read from the provider's cache."),
          column("CacheWriteTokens", Kind.COUNT, "Input tokens written to the provider's cache."),
          column("ReasoningTokens", Kind.COUNT, "Output tokens spent on reasoning."),
          text("UsageSource", "reported, estimated or missing."),
          column("CostUsd", Kind.NUMBER, "US dollars; null when the model has no price."),
          text("FinishReason", "stop, length, tool_call, content_filter, refusal, error, other."),
          column("Streaming", Kind.ANY, "Whether the answer was streamed."),
          column("TimeToFirstTokenMs", Kind.NUMBER, "Milliseconds."),
          column("DurationMs", Kind.NUMBER, "Milliseconds."),
          text("ErrorType", "rate_limit, timeout, auth, server, bad_request, content, other."),
          text("ConversationId", "Given, or found by history."),
          column("Turn", Kind.COUNT, "Counts from 1 within the conversation."),
          text("UserId", "As sent."),
          text("PromptName", "As sent."),
          text("PromptVersion", "As sent."),
          text("AgentName", "As sent."),
          text("ContentState", "full, redacted, hashed or none."),
          content("InputText", "Last user message."),
          content("OutputText", "What the model answered."),
          content("SystemText", "System prompt."),
          content("ReasoningText", "Reasoning, when it was sent."),
          new Column("ToolDefinitions", Kind.ANY, true, "Tools that were offered."),
          new Column("Documents", Kind.ANY, true, "Documents that were retrieved."),
          text("Feature", "Segment."),
          text("Task", "Segment."),
          text("Intent", "Segment."),
          text("TrafficSource", "Segment."),
          text("Region", "Segment."),
          text("Language", "Segment."),
          text("AppVersion", "Version of the application, given or a fingerprint."),
          column("Scores", Kind.NUMBERS, "Dimension to score."),
          text("Customer", "Segment."),
          text("UserTier", "Segment."),
          text("Platform", "Segment."),
          text("TurnBucket", "Segment."),
          column("Segments", Kind.ANY, "Declared segments: name to value."),
          text("VersionTuple", "Hash of everything that could have changed the scores."));

  static final List<Column> TOOL_CALLS =
      List.of(
          column("Timestamp", Kind.TIME, "Start of the tool call."),
          text("TraceId", "32 hex characters."),
          text("SpanId", "16 hex characters."),
          text("ServiceName", "Resource attribute service.name."),
          text("ToolName", "Name of the tool."),
          text("ToolCallId", "The model's id of the call."),
          content("Arguments", "What the tool was called with."),
          content("Result", "What it answered."),
          text("ErrorType", "Empty when it went well."),
          column("DurationMs", Kind.NUMBER, "Milliseconds."),
          text("AgentName", "As sent."),
          text("ConversationId", "Given, or found by history."));

  static final List<Column> SCORES =
      List.of(
          column("Timestamp", Kind.TIME, "Start of what was scored."),
          text("TraceId", "32 hex characters."),
          text("SpanId", "16 hex characters."),
          text("ConversationId", "Given, or found by history."),
          text("ServiceName", "Resource attribute service.name."),
          text("Dimension", "Name of the score; see /api/v1/dimensions."),
          column("Value", Kind.NUMBER, "Null when skipped or failed."),
          text("Label", "The score in a word."),
          text("Status", "Whether it was scored, skipped or failed."),
          text("Evaluator", "What made the score."),
          text("EvaluatorVersion", "And in which version."),
          text("VersionTuple", "Hash of everything that could have changed the score."),
          column("SamplingProbability", Kind.NUMBER, "1 when every call is scored."),
          text("Explanation", "Why."),
          column("ScoredAt", Kind.TIME, "When the score was made."),
          text("Environment", "Deployment environment."),
          text("Feature", "Segment."),
          text("Task", "Segment."),
          text("Model", "Segment."),
          text("PromptVersion", "Segment."),
          text("Customer", "Segment."));

  static final List<Column> SESSIONS =
      List.of(
          text("ConversationId", "Given, or found by history."),
          text("ServiceName", "Resource attribute service.name."),
          column("StartedAt", Kind.TIME, "Start of the first call."),
          column("EndedAt", Kind.TIME, "Start of the last call."),
          column("Calls", Kind.COUNT, "Calls to models."),
          column("Traces", Kind.COUNT, "Traces they were in."),
          column("Turns", Kind.COUNT, "Turns of the conversation."),
          text("Environment", "Deployment environment."),
          text("UserId", "As sent."),
          column("InputTokens", Kind.COUNT, "Sum."),
          column("OutputTokens", Kind.COUNT, "Sum."),
          column("CostUsd", Kind.NUMBER, "US dollars, over calls with a price."),
          column("Errors", Kind.COUNT, "Calls that failed."),
          column("DurationMs", Kind.NUMBER, "Sum of the calls, in milliseconds."),
          column("Models", Kind.ANY, "Models that answered."),
          text("Feature", "Segment."),
          text("Customer", "Segment."),
          text("UserTier", "Segment."),
          text("Language", "Segment."));

  /** The numbers of view window_metrics have the names of the API already. */
  static final List<Column> WINDOW_METRICS =
      List.of(
          column("WindowStart", Kind.TIME, "Start of the window."),
          text("ServiceName", "Resource attribute service.name."),
          text("Segment", "Name of the segment; all for whole services."),
          text("SegmentValue", "Value of the segment."),
          column("request_count", Kind.NUMBER, "Calls to models."),
          column("error_rate", Kind.NUMBER, "Part of the calls that failed, 0 to 1."),
          column("refusal_rate", Kind.NUMBER, "Part of the answers that refused, 0 to 1."),
          column("latency_p50_ms", Kind.NUMBER, "Milliseconds."),
          column("latency_p95_ms", Kind.NUMBER, "Milliseconds."),
          column("latency_p99_ms", Kind.NUMBER, "Milliseconds."),
          column("total_cost_usd", Kind.NUMBER, "US dollars, over calls with a price."),
          column("avg_cost_per_request_usd", Kind.NUMBER, "US dollars, over calls with a price."),
          column("avg_input_tokens", Kind.NUMBER, "Over calls whose usage is known."),
          column("avg_output_tokens", Kind.NUMBER, "Over calls whose usage is known."));

  private Columns() {}
}
