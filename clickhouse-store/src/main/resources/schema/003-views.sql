-- SPDX-License-Identifier: Apache-2.0
-- How people read: unset text is '', unset numbers are NULL, and no row appears twice.

CREATE VIEW IF NOT EXISTS model_calls ${on_cluster} AS
SELECT Timestamp, TraceId, SpanId, ServiceName, Environment, Dialect, Operation, Provider, RequestModel,
  ResponseModel, ResponseId, InputTokens, OutputTokens, CacheReadTokens, CacheWriteTokens, ReasoningTokens,
  UsageSource, CostUsd, FinishReason, Streaming, TimeToFirstTokenMs, DurationMs, ErrorType, ConversationId, Turn,
  UserId, PromptName, PromptVersion, AgentName, ContentState, InputText, OutputText, SystemText, ReasoningText,
  ToolDefinitions, Documents, Feature, Task, Intent, TrafficSource, Region, Language, AppVersion,
  CAST(arrayFilter(s -> NOT isNaN(s.2), arrayZip(`Score.Dimension`, `Score.Value`)), 'Map(String, Float64)') AS Scores,
  Customer, UserTier, Platform, TurnBucket, Segments, VersionTuple
FROM otel_traces
WHERE IsCall;

CREATE VIEW IF NOT EXISTS tool_calls ${on_cluster} AS
SELECT Timestamp, TraceId, SpanId, ServiceName, ToolName, ToolCallId, ToolArguments AS Arguments,
  ToolResult AS Result, ErrorType, DurationMs, AgentName, ConversationId
FROM otel_traces
WHERE GenAiKind = 'tool';

-- inline scores unfolded, and those that came later
CREATE VIEW IF NOT EXISTS scores ${on_cluster} AS
SELECT Timestamp, TraceId, SpanId, ConversationId, ServiceName, d AS Dimension,
  if(isNaN(v), NULL, v) AS Value, l AS Label, toString(s) AS Status,
  substring(e, 1, length(e) - position(reverse(e), '@')) AS Evaluator,
  substring(e, length(e) - position(reverse(e), '@') + 2) AS EvaluatorVersion,
  VersionTuple, toFloat64(1) AS SamplingProbability, x AS Explanation, c AS Confidence, ChangedAt AS ScoredAt,
  Environment, Feature, Task, Model, PromptVersion, Intent, TrafficSource, Customer, UserTier, Region, Platform,
  Language, Turn, TurnBucket, Segments
FROM otel_traces
ARRAY JOIN `Score.Dimension` AS d, `Score.Value` AS v, `Score.Label` AS l, `Score.Status` AS s,
  `Score.Evaluator` AS e, `Score.Explanation` AS x, `Score.Confidence` AS c
UNION ALL
SELECT Timestamp, TraceId, SpanId, ConversationId, ServiceName, Dimension,
  if(isNaN(Value), NULL, Value) AS Value, Label, Status, Evaluator, EvaluatorVersion, VersionTuple,
  SamplingProbability, Explanation, Confidence, ScoredAt, Environment, Feature, Task, Model, PromptVersion, Intent,
  TrafficSource, Customer, UserTier, Region, Platform, Language, Turn, TurnBucket, Segments
FROM scores_late;

-- one row for each conversation of a service
CREATE VIEW IF NOT EXISTS sessions ${on_cluster} AS
SELECT ConversationId, ServiceName, min(t.Timestamp) AS StartedAt, max(t.Timestamp) AS EndedAt, count() AS Calls,
  uniqExact(t.TraceId) AS Traces, max(t.Turn) AS Turns, any(t.Environment) AS Environment,
  max(t.UserId) AS UserId, sum(t.InputTokens) AS InputTokens, sum(t.OutputTokens) AS OutputTokens,
  sum(t.CostUsd) AS CostUsd, countIf(t.ErrorType != '') AS Errors, sum(t.Duration) / 1e6 AS DurationMs,
  groupUniqArray(16)(toString(t.Model)) AS Models, max(t.Feature) AS Feature, max(t.Customer) AS Customer,
  max(t.UserTier) AS UserTier, max(t.Language) AS Language
FROM otel_traces AS t
WHERE t.IsCall AND t.ConversationId != ''
GROUP BY ConversationId, ServiceName;

-- one row for each minute, service and value of a segment; straight from the calls, so right at once
CREATE VIEW IF NOT EXISTS window_metrics ${on_cluster} AS
SELECT toStartOfMinute(Timestamp) AS WindowStart, ServiceName, s.1 AS Segment, s.2 AS SegmentValue,
  count() AS request_count,
  countIf(ErrorType != '') / count() AS error_rate,
  avgIf(r >= 0.5, NOT isNaN(r)) AS refusal_rate,
  quantileExactInclusive(0.5)(DurationMs) AS latency_p50_ms,
  quantileExactInclusive(0.95)(DurationMs) AS latency_p95_ms,
  quantileExactInclusive(0.99)(DurationMs) AS latency_p99_ms,
  sum(CostUsd) AS total_cost_usd,
  avg(CostUsd) AS avg_cost_per_request_usd,
  avg(InputTokens) AS avg_input_tokens,
  avg(OutputTokens) AS avg_output_tokens
FROM (
  SELECT Timestamp, ServiceName, ErrorType, DurationMs, CostUsd, InputTokens, OutputTokens,
    arrayElementOrNull(`Score.Value`, toInt64(indexOf(`Score.Dimension`, 'refusal'))) AS r, SegmentPairs
  FROM otel_traces
  WHERE IsCall
) ARRAY JOIN SegmentPairs AS s
GROUP BY WindowStart, ServiceName, Segment, SegmentValue;
