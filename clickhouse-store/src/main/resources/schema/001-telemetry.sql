-- SPDX-License-Identifier: Apache-2.0
-- Spans and logs: every column of the OpenTelemetry clickhouseexporter (v0.161.0, Map schema) with
-- its name and type, then ours. ${engine:...} becomes the replicated form on a cluster.
--
-- Partitioned by the day of receipt, not of the span: one batch is one part, however odd the clocks
-- of its senders are (1970, 2262), and retention counts from receipt and drops whole parts.
-- Ordered by service and time: dashboards, windows, key look-ups and patches all ask by time;
-- a trace is found through its bloom filter.
-- LZ4 for what is small or compresses by its order, ZSTD(1) for text, which is nearly all bytes.

CREATE TABLE IF NOT EXISTS otel_traces ${on_cluster} (
  -- the exporter's columns
  Timestamp DateTime64(9) CODEC(Delta(8), LZ4),
  TraceId String CODEC(LZ4),
  SpanId String CODEC(LZ4),
  ParentSpanId String CODEC(LZ4),
  TraceState String CODEC(LZ4),
  SpanName LowCardinality(String) CODEC(LZ4),
  SpanKind LowCardinality(String) CODEC(LZ4),
  ServiceName LowCardinality(String) CODEC(LZ4),
  ResourceAttributes Map(LowCardinality(String), String) CODEC(LZ4),
  ScopeName String CODEC(LZ4),
  ScopeVersion String CODEC(LZ4),
  SpanAttributes Map(LowCardinality(String), String) CODEC(ZSTD(1)),
  Duration UInt64 CODEC(T64, LZ4),
  StatusCode LowCardinality(String) CODEC(LZ4),
  StatusMessage String CODEC(LZ4),
  Events Nested (
    Timestamp DateTime64(9),
    Name LowCardinality(String),
    Attributes Map(LowCardinality(String), String)
  ) CODEC(ZSTD(1)),
  Links Nested (
    TraceId String,
    SpanId String,
    TraceState String,
    Attributes Map(LowCardinality(String), String)
  ) CODEC(LZ4),
  ResourceAttributeItems Array(String)
    ALIAS arrayMap(kv -> concat(kv.1, '=', kv.2), CAST(ResourceAttributes, 'Array(Tuple(String, String))')),
  SpanAttributeItems Array(String)
    ALIAS arrayMap(kv -> concat(kv.1, '=', kv.2), CAST(SpanAttributes, 'Array(Tuple(String, String))')),

  -- how the row came here
  ReceivedAt DateTime('UTC') CODEC(LZ4),               -- the same for a whole batch
  ChangedAt DateTime64(3, 'UTC') CODEC(LZ4),           -- written or patched
  IngestPosition UInt64 CODEC(Delta(8), LZ4),          -- in the ingest log

  -- what was read out of the span
  Dialect LowCardinality(String) CODEC(LZ4),
  GenAiKind LowCardinality(String) CODEC(LZ4),         -- model, embedding, agent, tool, ..., other
  IsCall Bool CODEC(LZ4),                              -- this span stands for a call to a model
  DuplicateOf String CODEC(LZ4),                       -- span id of the span that stands for the call
  Operation LowCardinality(String) CODEC(LZ4),         -- gen_ai.operation.name
  Provider LowCardinality(String) CODEC(LZ4),          -- gen_ai.provider.name, lower case
  RequestModel LowCardinality(String) CODEC(LZ4),      -- gen_ai.request.model
  ResponseModel LowCardinality(String) CODEC(LZ4),     -- gen_ai.response.model
  ResponseId String CODEC(LZ4),                        -- gen_ai.response.id
  InputTokens Nullable(UInt64) CODEC(LZ4),             -- cached ones included
  OutputTokens Nullable(UInt64) CODEC(LZ4),            -- reasoning included
  CacheReadTokens Nullable(UInt64) CODEC(LZ4),
  CacheWriteTokens Nullable(UInt64) CODEC(LZ4),
  ReasoningTokens Nullable(UInt64) CODEC(LZ4),
  UsageSource LowCardinality(String) CODEC(LZ4),       -- reported, estimated, missing
  CostUsd Nullable(Float64) CODEC(LZ4),
  FinishReason LowCardinality(String) CODEC(LZ4),
  Streaming Bool CODEC(LZ4),
  TimeToFirstTokenMs Nullable(Float64) CODEC(LZ4),
  ErrorType LowCardinality(String) CODEC(LZ4),
  ConversationId String CODEC(LZ4),
  Turn Nullable(UInt32) CODEC(LZ4),                    -- 1-based
  HistoryHash String CODEC(LZ4),                       -- conversation up to and including the answer
  UserId String CODEC(LZ4),
  AgentName LowCardinality(String) CODEC(LZ4),
  PromptName LowCardinality(String) CODEC(LZ4),
  PromptVersion LowCardinality(String) CODEC(LZ4),
  ContentState LowCardinality(String) CODEC(LZ4),      -- full, redacted, hashed, none
  InputText String CODEC(ZSTD(1)),                     -- last message of the user
  OutputText String CODEC(ZSTD(1)),
  SystemText String CODEC(ZSTD(1)),
  ReasoningText String CODEC(ZSTD(1)),
  ToolDefinitions String CODEC(ZSTD(1)),               -- JSON array as sent
  Documents String CODEC(ZSTD(1)),                     -- JSON array of id, content, score
  ToolName LowCardinality(String) CODEC(LZ4),
  ToolCallId String CODEC(LZ4),
  ToolArguments String CODEC(ZSTD(1)),
  ToolResult String CODEC(ZSTD(1)),

  -- segments
  Environment LowCardinality(String) CODEC(LZ4),       -- deployment.environment.name
  AppVersion LowCardinality(String) CODEC(LZ4),        -- service.version
  Feature LowCardinality(String) CODEC(LZ4),
  Task LowCardinality(String) CODEC(LZ4),
  Intent LowCardinality(String) CODEC(LZ4),
  TrafficSource LowCardinality(String) CODEC(LZ4),
  Customer LowCardinality(String) CODEC(LZ4),
  UserTier LowCardinality(String) CODEC(LZ4),
  Region LowCardinality(String) CODEC(LZ4),
  Platform LowCardinality(String) CODEC(LZ4),
  Language LowCardinality(String) CODEC(LZ4),
  Segments Map(LowCardinality(String), String) CODEC(LZ4), -- every other one by name

  -- inline scores, one element each; Value is NaN unless Status is ok
  -- plain strings: a dictionary would cost more on insert than it saves after LZ4
  Score Nested (
    Dimension String,
    Value Float64,
    Label String,
    Status Enum8('ok' = 0, 'abstain' = 1, 'not_applicable' = 2, 'invalid' = 3, 'skipped' = 4),
    Evaluator String,                                  -- id@version
    Explanation String,
    Confidence Float32,
    Evidence String                                    -- source:start:end:rule, separated by ;
  ) CODEC(LZ4),
  VersionTuple LowCardinality(String) CODEC(LZ4),      -- versions.Hash

  -- computed on reading
  DurationMs Float64 ALIAS Duration / 1e6,
  Model LowCardinality(String) ALIAS if(ResponseModel = '', RequestModel, ResponseModel),
  TurnBucket String
    ALIAS multiIf(isNull(Turn), '', Turn = 1, '1', Turn <= 3, '2-3', Turn <= 6, '4-6', Turn <= 10, '7-10', '11+'),
  SegmentPairs Array(Tuple(String, String)) ALIAS arrayConcat([('all', '')], arrayFilter(s -> s.2 != '', arrayConcat([
    ('environment', toString(Environment)), ('feature', toString(Feature)), ('task', toString(Task)),
    ('model', if(ResponseModel = '', toString(RequestModel), toString(ResponseModel))),
    ('provider', toString(Provider)), ('operation', toString(Operation)), ('prompt_name', toString(PromptName)),
    ('prompt_version', toString(PromptVersion)), ('app_version', toString(AppVersion)),
    ('agent', toString(AgentName)), ('intent', toString(Intent)), ('traffic_source', toString(TrafficSource)),
    ('customer', toString(Customer)), ('user_tier', toString(UserTier)), ('region', toString(Region)),
    ('platform', toString(Platform)), ('language', toString(Language)),
    ('turn', if(isNull(Turn), '', toString(assumeNotNull(Turn)))),
    ('turn_bucket', multiIf(isNull(Turn), '', Turn = 1, '1', Turn <= 3, '2-3', Turn <= 6, '4-6', Turn <= 10, '7-10', '11+'))],
    CAST(Segments, 'Array(Tuple(String, String))')))),

  INDEX idx_trace_id TraceId TYPE bloom_filter(0.001) GRANULARITY 1,
  INDEX idx_history HistoryHash TYPE bloom_filter(0.001) GRANULARITY 1,
  INDEX idx_conversation ConversationId TYPE bloom_filter(0.01) GRANULARITY 1,
  INDEX idx_res_attr_key mapKeys(ResourceAttributes) TYPE bloom_filter(0.01) GRANULARITY 1,
  INDEX idx_span_attr_key mapKeys(SpanAttributes) TYPE bloom_filter(0.01) GRANULARITY 1,
  INDEX idx_changed ChangedAt TYPE minmax GRANULARITY 1,
  INDEX idx_timestamp Timestamp TYPE minmax GRANULARITY 1,
  INDEX idx_duration Duration TYPE minmax GRANULARITY 1
) ENGINE = ${engine:MergeTree}
PARTITION BY toDate(ReceivedAt)
ORDER BY (ServiceName, Timestamp)
SETTINGS ttl_only_drop_parts = 1, non_replicated_deduplication_window = 10000,
  enable_block_number_column = 1, enable_block_offset_column = 1,
  min_bytes_for_wide_part = 134217728;

-- the exporter's companion: from when to when a trace goes; here a view, so that it costs nothing and is never behind
CREATE VIEW IF NOT EXISTS otel_traces_trace_id_ts ${on_cluster} AS
SELECT TraceId, toDateTime(min(Timestamp)) AS Start, toDateTime(max(Timestamp)) AS End
FROM otel_traces
WHERE TraceId != ''
GROUP BY TraceId;

CREATE TABLE IF NOT EXISTS otel_logs ${on_cluster} (
  -- the exporter's columns
  Timestamp DateTime64(9) CODEC(Delta(8), LZ4),
  TimestampTime DateTime DEFAULT toDateTime(Timestamp),
  TraceId String CODEC(LZ4),
  SpanId String CODEC(LZ4),
  TraceFlags UInt8,
  SeverityText LowCardinality(String) CODEC(LZ4),
  SeverityNumber UInt8,
  ServiceName LowCardinality(String) CODEC(LZ4),
  Body String CODEC(ZSTD(1)),
  ResourceSchemaUrl LowCardinality(String) CODEC(LZ4),
  ResourceAttributes Map(LowCardinality(String), String) CODEC(LZ4),
  ScopeSchemaUrl LowCardinality(String) CODEC(LZ4),
  ScopeName String CODEC(LZ4),
  ScopeVersion LowCardinality(String) CODEC(LZ4),
  ScopeAttributes Map(LowCardinality(String), String) CODEC(LZ4),
  LogAttributes Map(LowCardinality(String), String) CODEC(ZSTD(1)),
  EventName String CODEC(LZ4),
  ResourceAttributeItems Array(String)
    ALIAS arrayMap(kv -> concat(kv.1, '=', kv.2), CAST(ResourceAttributes, 'Array(Tuple(String, String))')),
  ScopeAttributeItems Array(String)
    ALIAS arrayMap(kv -> concat(kv.1, '=', kv.2), CAST(ScopeAttributes, 'Array(Tuple(String, String))')),
  LogAttributeItems Array(String)
    ALIAS arrayMap(kv -> concat(kv.1, '=', kv.2), CAST(LogAttributes, 'Array(Tuple(String, String))')),

  -- how the row came here
  ReceivedAt DateTime('UTC') CODEC(LZ4),
  IngestPosition UInt64 CODEC(Delta(8), LZ4),
  RecordHash UInt64 CODEC(NONE),                       -- identity of the record

  INDEX idx_trace_id TraceId TYPE bloom_filter(0.001) GRANULARITY 1,
  INDEX idx_timestamp Timestamp TYPE minmax GRANULARITY 1,
  INDEX idx_log_attr_key mapKeys(LogAttributes) TYPE bloom_filter(0.01) GRANULARITY 1
) ENGINE = ${engine:MergeTree}
PARTITION BY toDate(ReceivedAt)
ORDER BY (ServiceName, Timestamp)
SETTINGS ttl_only_drop_parts = 1, non_replicated_deduplication_window = 10000,
  min_bytes_for_wide_part = 134217728;

-- samples of metrics, received or computed by monitors; one row for each sample, series by their labels
CREATE TABLE IF NOT EXISTS metric_samples ${on_cluster} (
  MetricName LowCardinality(String) CODEC(ZSTD(1)),
  Labels Map(LowCardinality(String), String) CODEC(ZSTD(1)),
  Timestamp DateTime64(3) CODEC(DoubleDelta, LZ4),
  Value Float64 CODEC(Gorilla, LZ4),
  Type LowCardinality(String) CODEC(LZ4),              -- counter, gauge, histogram, summary, unknown
  Unit LowCardinality(String) CODEC(LZ4),
  Help LowCardinality(String) CODEC(LZ4),
  SeriesId UInt64 CODEC(LZ4),                          -- hash of name and labels
  ReceivedAt DateTime('UTC') CODEC(LZ4),
  INDEX idx_timestamp Timestamp TYPE minmax GRANULARITY 1
) ENGINE = ${engine:MergeTree}
PARTITION BY toDate(ReceivedAt)
ORDER BY (MetricName, SeriesId, Timestamp)
SETTINGS ttl_only_drop_parts = 1, non_replicated_deduplication_window = 10000;
