-- SPDX-License-Identifier: Apache-2.0
-- Scores that come later than their call, windows, and what people and monitors say.

-- pooled, judge and imported scores: one row each (inline scores are in otel_traces)
CREATE TABLE IF NOT EXISTS scores_late ${on_cluster} (
  Timestamp DateTime64(9) CODEC(Delta(8), LZ4),        -- of the call
  TraceId String CODEC(LZ4),
  SpanId String CODEC(LZ4),
  ConversationId String CODEC(LZ4),
  ServiceName LowCardinality(String) CODEC(LZ4),
  Dimension LowCardinality(String) CODEC(LZ4),
  Value Float64 CODEC(LZ4),                            -- NaN unless Status is ok
  Label LowCardinality(String) CODEC(LZ4),
  Status LowCardinality(String) CODEC(LZ4),
  Evaluator LowCardinality(String) CODEC(LZ4),
  EvaluatorVersion LowCardinality(String) CODEC(LZ4),
  VersionTuple LowCardinality(String) CODEC(LZ4),
  SamplingProbability Float64 DEFAULT 1 CODEC(LZ4),    -- greater than 0, at most 1
  Explanation String CODEC(ZSTD(1)),
  Confidence Float32 DEFAULT 1 CODEC(LZ4),
  ScoredAt DateTime64(3, 'UTC') CODEC(LZ4),
  Environment LowCardinality(String) CODEC(LZ4),
  Feature LowCardinality(String) CODEC(LZ4),
  Task LowCardinality(String) CODEC(LZ4),
  Model LowCardinality(String) CODEC(LZ4),
  PromptVersion LowCardinality(String) CODEC(LZ4),
  Intent LowCardinality(String) CODEC(LZ4),
  TrafficSource LowCardinality(String) CODEC(LZ4),
  Customer LowCardinality(String) CODEC(LZ4),
  UserTier LowCardinality(String) CODEC(LZ4),
  Region LowCardinality(String) CODEC(LZ4),
  Platform LowCardinality(String) CODEC(LZ4),
  Language LowCardinality(String) CODEC(LZ4),
  Turn Nullable(UInt32) CODEC(LZ4),
  Segments Map(LowCardinality(String), String) CODEC(LZ4),
  ReceivedAt DateTime('UTC') DEFAULT now('UTC') CODEC(LZ4),
  TurnBucket String
    ALIAS multiIf(isNull(Turn), '', Turn = 1, '1', Turn <= 3, '2-3', Turn <= 6, '4-6', Turn <= 10, '7-10', '11+'),
  SegmentPairs Array(Tuple(String, String)) ALIAS arrayConcat([('all', '')], arrayFilter(s -> s.2 != '', arrayConcat([
    ('environment', toString(Environment)), ('feature', toString(Feature)), ('task', toString(Task)),
    ('model', toString(Model)), ('prompt_version', toString(PromptVersion)), ('intent', toString(Intent)),
    ('traffic_source', toString(TrafficSource)), ('customer', toString(Customer)), ('user_tier', toString(UserTier)),
    ('region', toString(Region)), ('platform', toString(Platform)), ('language', toString(Language)),
    ('turn', if(isNull(Turn), '', toString(assumeNotNull(Turn)))),
    ('turn_bucket', multiIf(isNull(Turn), '', Turn = 1, '1', Turn <= 3, '2-3', Turn <= 6, '4-6', Turn <= 10, '7-10', '11+'))],
    CAST(Segments, 'Array(Tuple(String, String))')))),
  INDEX idx_trace_id TraceId TYPE bloom_filter(0.001) GRANULARITY 1,
  INDEX idx_timestamp Timestamp TYPE minmax GRANULARITY 1
) ENGINE = ${engine:MergeTree}
PARTITION BY toDate(ReceivedAt)
ORDER BY (ServiceName, Timestamp)
SETTINGS ttl_only_drop_parts = 1, non_replicated_deduplication_window = 10000,
  enable_block_number_column = 1, enable_block_offset_column = 1;

-- What windows hold. Every recompute of a minute writes it anew with a higher Generation, keys that
-- are gone with Gone = 1; so read the views below, which show each window once.
CREATE TABLE IF NOT EXISTS score_windows_1m_data ${on_cluster} (
  WindowStart DateTime('UTC') CODEC(Delta(4), LZ4),
  ServiceName LowCardinality(String) CODEC(LZ4),
  Segment LowCardinality(String) CODEC(LZ4),
  SegmentValue LowCardinality(String) CODEC(LZ4),
  Dimension LowCardinality(String) CODEC(LZ4),
  N UInt64 CODEC(T64, LZ4),                            -- scores with status ok
  SumW Float64 CODEC(LZ4),                             -- of weights: 1 / sampling probability
  SumW2 Float64 CODEC(LZ4),
  SumWX Float64 CODEC(LZ4),
  SumWX2 Float64 CODEC(LZ4),
  MinX Float64 CODEC(LZ4),
  MaxX Float64 CODEC(LZ4),
  Digest AggregateFunction(quantilesTDigestWeighted(0.5, 0.95, 0.99), Float64, UInt64) CODEC(ZSTD(1)),
  Generation UInt64 CODEC(LZ4),
  Gone UInt8 CODEC(LZ4)
) ENGINE = ${engine:ReplacingMergeTree:Generation, Gone}
PARTITION BY toYYYYMM(WindowStart)
ORDER BY (toStartOfHour(WindowStart), ServiceName, Dimension, Segment, SegmentValue, WindowStart)
SETTINGS ttl_only_drop_parts = 1, non_replicated_deduplication_window = 1000;

CREATE TABLE IF NOT EXISTS score_windows_1h_data ${on_cluster} AS score_windows_1m_data
ENGINE = ${engine:ReplacingMergeTree:Generation, Gone}
PARTITION BY toYYYYMM(WindowStart)
ORDER BY (toDate(WindowStart), ServiceName, Dimension, Segment, SegmentValue, WindowStart)
SETTINGS ttl_only_drop_parts = 1, non_replicated_deduplication_window = 1000;

-- rows changed before Time are in the windows: where the next start looks for what a crash left over
CREATE TABLE IF NOT EXISTS window_progress ${on_cluster} (
  Id UInt8,
  Time DateTime64(3, 'UTC')
) ENGINE = ${engine:ReplacingMergeTree:Time}
ORDER BY Id;

CREATE VIEW IF NOT EXISTS score_windows_1m ${on_cluster} AS
SELECT WindowStart, ServiceName, Segment, SegmentValue, Dimension, N, SumW, SumW2, SumWX, SumWX2, MinX, MaxX,
  Digest, Generation
FROM score_windows_1m_data FINAL;

CREATE VIEW IF NOT EXISTS score_windows_1h ${on_cluster} AS
SELECT WindowStart, ServiceName, Segment, SegmentValue, Dimension, N, SumW, SumW2, SumWX, SumWX2, MinX, MaxX,
  Digest, Generation
FROM score_windows_1h_data FINAL;

-- the parts of a version tuple, once for each hash
CREATE TABLE IF NOT EXISTS versions ${on_cluster} (
  Hash String,
  Parts Map(LowCardinality(String), String),
  FirstSeen DateTime64(3, 'UTC')
) ENGINE = ${engine:MergeTree}
ORDER BY Hash
SETTINGS non_replicated_deduplication_window = 10000;

-- what people said about calls
CREATE TABLE IF NOT EXISTS labels ${on_cluster} (
  LabelledAt DateTime64(3, 'UTC'),
  TraceId String,
  SpanId String,
  Dimension LowCardinality(String),
  Value Float64,
  Label LowCardinality(String),
  Reviewer String,
  DataSet LowCardinality(String),
  Comment String
) ENGINE = ${engine:MergeTree}
ORDER BY (Dimension, LabelledAt)
SETTINGS non_replicated_deduplication_window = 10000;

-- what users of the application said or did: thumbs, copies, edits, escalations
CREATE TABLE IF NOT EXISTS feedback ${on_cluster} (
  Timestamp DateTime64(9),
  TraceId String,
  SpanId String,
  ConversationId String,
  ServiceName LowCardinality(String),
  UserId String,
  Kind LowCardinality(String),
  Value Float64,
  Comment String
) ENGINE = ${engine:MergeTree}
PARTITION BY toYYYYMM(Timestamp)
ORDER BY (ServiceName, Timestamp)
SETTINGS non_replicated_deduplication_window = 10000;

-- agreement of an evaluator with people
CREATE TABLE IF NOT EXISTS calibration ${on_cluster} (
  MeasuredAt DateTime64(3, 'UTC'),
  Evaluator LowCardinality(String),
  EvaluatorVersion LowCardinality(String),
  Dimension LowCardinality(String),
  DataSet LowCardinality(String),
  Labels UInt32,
  Statistic LowCardinality(String),                    -- mcc, spearman
  Agreement Float64,
  LowerBound Float64,
  UpperBound Float64,
  Gate LowCardinality(String)                          -- advisory, provisional, alerting
) ENGINE = ${engine:MergeTree}
ORDER BY (Dimension, Evaluator, MeasuredAt)
SETTINGS non_replicated_deduplication_window = 10000;

CREATE TABLE IF NOT EXISTS baselines ${on_cluster} (
  ServiceName LowCardinality(String),
  Dimension LowCardinality(String),
  Segment LowCardinality(String),
  SegmentValue String,
  Version UInt32,
  FromTime DateTime('UTC'),
  ToTime DateTime('UTC'),
  N UInt64,
  Mean Float64,
  Sd Float64,
  Parameters String,                                   -- JSON
  CreatedAt DateTime64(3, 'UTC')
) ENGINE = ${engine:MergeTree}
ORDER BY (ServiceName, Dimension, Segment, SegmentValue, Version)
SETTINGS non_replicated_deduplication_window = 10000;

-- alerts: the latest revision of each is the alert; read the view
CREATE TABLE IF NOT EXISTS alerts_data ${on_cluster} (
  AlertId String,
  Monitor LowCardinality(String),
  ServiceName LowCardinality(String),
  Dimension LowCardinality(String),
  Segment LowCardinality(String),
  SegmentValue String,
  State LowCardinality(String),                        -- pending, firing, acknowledged, resolved
  Gate LowCardinality(String),                         -- advisory, provisional, alerting
  Severity LowCardinality(String),
  Owner String,
  StartedAt DateTime64(3, 'UTC'),                      -- of the drift, estimated
  PendingSince DateTime64(3, 'UTC'),
  FiredAt Nullable(DateTime64(3, 'UTC')),
  ResolvedAt Nullable(DateTime64(3, 'UTC')),
  UpdatedAt DateTime64(3, 'UTC'),
  Value Float64,
  BaselineMean Float64,
  BaselineSd Float64,
  Statistic Float64,
  Summary String,
  Evidence String,                                     -- JSON
  Revision UInt64
) ENGINE = ${engine:ReplacingMergeTree:Revision}
ORDER BY AlertId
SETTINGS non_replicated_deduplication_window = 1000;

CREATE VIEW IF NOT EXISTS alerts ${on_cluster} AS
SELECT * EXCEPT (Revision) FROM alerts_data FINAL;

CREATE TABLE IF NOT EXISTS alert_events ${on_cluster} (
  Timestamp DateTime64(3, 'UTC'),
  AlertId String,
  FromState LowCardinality(String),
  ToState LowCardinality(String),
  Actor String,
  Note String
) ENGINE = ${engine:MergeTree}
ORDER BY (AlertId, Timestamp)
SETTINGS non_replicated_deduplication_window = 10000;

-- alerts that belong together
CREATE TABLE IF NOT EXISTS incidents ${on_cluster} (
  IncidentId String,
  ServiceName LowCardinality(String),
  State LowCardinality(String),
  OpenedAt DateTime64(3, 'UTC'),
  ClosedAt Nullable(DateTime64(3, 'UTC')),
  AlertIds Array(String),
  Summary String
) ENGINE = ${engine:MergeTree}
ORDER BY (ServiceName, OpenedAt)
SETTINGS non_replicated_deduplication_window = 1000;

-- runs of fixed prompts against a model
CREATE TABLE IF NOT EXISTS canary_runs ${on_cluster} (
  RunId String,
  Timestamp DateTime64(3, 'UTC'),
  Suite LowCardinality(String),
  Provider LowCardinality(String),
  Model LowCardinality(String),
  PromptId String,
  Dimension LowCardinality(String),
  Value Float64,
  Output String
) ENGINE = ${engine:MergeTree}
ORDER BY (Suite, Timestamp)
SETTINGS non_replicated_deduplication_window = 10000;
