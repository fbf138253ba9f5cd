-- SPDX-License-Identifier: Apache-2.0
-- What people say about calls, and how far evaluators agree with them.

-- one row for each rater, call and dimension: the newest revision; read the view
CREATE TABLE IF NOT EXISTS labels_data ${on_cluster} (
  LabelId String,                                      -- of call, dimension and rater
  LabelledAt DateTime64(3, 'UTC'),
  TraceId String,
  SpanId String,
  Dimension LowCardinality(String),
  Value Nullable(Float64),                             -- on the scale of the dimension's scores
  Label LowCardinality(String),                        -- category; '' when none
  Reviewer String,                                     -- who says it
  DataSet LowCardinality(String),
  Comment String,
  CorrectedAnswer String,
  Origin LowCardinality(String),                       -- page, api, jsonl, csv, review
  Tenant LowCardinality(String),                       -- customer whose call it was
  InclusionProbability Float64,                        -- with which the call was chosen to be labelled
  Revision UInt64,
  Gone UInt8
) ENGINE = ${engine:ReplacingMergeTree:Revision, Gone}
ORDER BY (Dimension, LabelId)
SETTINGS non_replicated_deduplication_window = 10000;

-- table labels becomes a view; what was written into it by hand is kept
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
ORDER BY (Dimension, LabelledAt);

INSERT INTO labels_data
SELECT lower(hex(MD5(concat(TraceId, '\n', SpanId, '\n', toString(Dimension), '\n', lowerUTF8(Reviewer))))), LabelledAt, TraceId, SpanId,
  Dimension, Value, Label, Reviewer, DataSet, Comment, '', 'api', '', 1, toUInt64(1), 0
FROM labels;

DROP TABLE IF EXISTS labels ${on_cluster};

CREATE VIEW IF NOT EXISTS labels ${on_cluster} AS
SELECT LabelId, LabelledAt, TraceId, SpanId, Dimension, Value, Label, Reviewer, DataSet, Comment, CorrectedAnswer,
  Origin, Tenant, InclusionProbability
FROM labels_data FINAL;

-- versions of sets of labels; a version never changes
CREATE TABLE IF NOT EXISTS label_sets ${on_cluster} (
  Name LowCardinality(String),
  Version UInt32,
  CreatedAt DateTime64(3, 'UTC'),
  Owner String,
  Note String,
  Labels UInt64,
  Hash String
) ENGINE = ${engine:MergeTree}
ORDER BY (Name, Version)
SETTINGS non_replicated_deduplication_window = 10000;

CREATE TABLE IF NOT EXISTS label_set_items ${on_cluster} (
  Name LowCardinality(String),
  Version UInt32,
  LabelId String,
  LabelledAt DateTime64(3, 'UTC'),
  TraceId String,
  SpanId String,
  Dimension LowCardinality(String),
  Value Nullable(Float64),
  Label LowCardinality(String),
  Reviewer String,
  DataSet LowCardinality(String),
  Comment String,
  CorrectedAnswer String,
  Origin LowCardinality(String),
  Tenant LowCardinality(String),
  InclusionProbability Float64
) ENGINE = ${engine:MergeTree}
ORDER BY (Name, Version, LabelId)
SETTINGS non_replicated_deduplication_window = 10000;

-- calls that were chosen to be labelled; the first choice of a call for a dimension stays
CREATE TABLE IF NOT EXISTS label_samples_data ${on_cluster} (
  Dimension LowCardinality(String),
  TraceId String,
  SpanId String,
  CallTime DateTime64(9),
  Position UInt32,
  Score Float64,                                       -- of the evaluator when it was chosen
  Stratum String,
  Tenant LowCardinality(String),
  InclusionProbability Float64,
  ChosenAt DateTime64(3, 'UTC'),
  Precedence UInt64                                    -- higher for earlier choices
) ENGINE = ${engine:ReplacingMergeTree:Precedence}
ORDER BY (Dimension, TraceId, SpanId)
SETTINGS non_replicated_deduplication_window = 10000;

CREATE VIEW IF NOT EXISTS label_samples ${on_cluster} AS
SELECT * EXCEPT (Precedence) FROM label_samples_data FINAL;

-- what a calibration gave calls that had been scored by another version
CREATE TABLE IF NOT EXISTS calibration_scores_data ${on_cluster} (
  Dimension LowCardinality(String),
  TraceId String,
  SpanId String,
  Cluster String,                                      -- conversation, else trace
  Tenant LowCardinality(String),
  Value Float64,
  Evaluator LowCardinality(String),
  EvaluatorVersion LowCardinality(String),
  SamplingProbability Float64,
  AnswerChars UInt64,
  ScoredAt DateTime64(3, 'UTC')
) ENGINE = ${engine:ReplacingMergeTree:ScoredAt}
ORDER BY (Dimension, TraceId, SpanId, Evaluator, EvaluatorVersion)
SETTINGS non_replicated_deduplication_window = 10000;

CREATE VIEW IF NOT EXISTS calibration_scores ${on_cluster} AS
SELECT * FROM calibration_scores_data FINAL;

ALTER TABLE calibration ${on_cluster}
  ADD COLUMN IF NOT EXISTS Tenant LowCardinality(String),        -- '' for the deployment as a whole
  ADD COLUMN IF NOT EXISTS Actor String,                         -- who asked for it
  ADD COLUMN IF NOT EXISTS Owner String,
  ADD COLUMN IF NOT EXISTS Positives UInt32,
  ADD COLUMN IF NOT EXISTS Statistics Map(LowCardinality(String), Tuple(Float64, Float64, Float64)), -- value, low, high
  ADD COLUMN IF NOT EXISTS GateBefore LowCardinality(String),
  ADD COLUMN IF NOT EXISTS Decayed Bool,
  ADD COLUMN IF NOT EXISTS Reason String;

-- what only the owner of a dimension can do
CREATE TABLE IF NOT EXISTS owner_tasks_data ${on_cluster} (
  TaskId String,
  Kind LowCardinality(String),                         -- evaluator_changed, monthly
  Dimension LowCardinality(String),
  Owner String,
  Reason String,
  CreatedAt DateTime64(3, 'UTC'),
  DueAt DateTime64(3, 'UTC'),
  DoneAt Nullable(DateTime64(3, 'UTC')),
  DoneBy String,
  Revision UInt64
) ENGINE = ${engine:ReplacingMergeTree:Revision}
ORDER BY TaskId
SETTINGS non_replicated_deduplication_window = 1000;

CREATE VIEW IF NOT EXISTS owner_tasks ${on_cluster} AS
SELECT * EXCEPT (Revision) FROM owner_tasks_data FINAL;
