-- SPDX-License-Identifier: Apache-2.0
-- What follows alerts. Table incidents, which nothing wrote to, becomes a view.

-- the latest revision of each is the incident; read the view
CREATE TABLE IF NOT EXISTS incidents_data ${on_cluster} (
  IncidentId String,
  ServiceName LowCardinality(String),
  State LowCardinality(String),                        -- open, acknowledged, resolved, reopened
  Dimension LowCardinality(String),                    -- of the leading alert, as the next two
  Segment LowCardinality(String),
  SegmentValue String,
  Severity LowCardinality(String),
  Owner String,
  StartedAt DateTime64(3, 'UTC'),                      -- of the first drift, estimated
  OpenedAt DateTime64(3, 'UTC'),
  AcknowledgedAt Nullable(DateTime64(3, 'UTC')),
  ClosedAt Nullable(DateTime64(3, 'UTC')),
  UpdatedAt DateTime64(3, 'UTC'),
  AlertIds Array(String),
  EndedAlertIds Array(String),
  RecoveredAlertIds Array(String),                     -- whose score was back after the fix
  Summary String,
  ChangePart Array(String),                            -- what changed around the start
  ChangeBefore Array(String),
  ChangeAfter Array(String),
  ChangeAt Array(DateTime64(3, 'UTC')),
  Reason String,
  FixedAt Nullable(DateTime64(3, 'UTC')),
  RecoveredAt Nullable(DateTime64(3, 'UTC')),
  Cases Array(String),                                 -- name@version of golden sets
  ClockFrom DateTime64(3, 'UTC'),                      -- where the clocks of the runbook start
  StepKind Array(String),                              -- triage, scope, isolate, respond, learn
  StepDueAt Array(DateTime64(3, 'UTC')),
  StepDoneAt Array(Nullable(DateTime64(3, 'UTC'))),
  StepDoneBy Array(String),
  StepNote Array(String),
  Revision UInt64
) ENGINE = ${engine:ReplacingMergeTree:Revision}
ORDER BY IncidentId
SETTINGS non_replicated_deduplication_window = 1000;

DROP TABLE IF EXISTS incidents ${on_cluster};

CREATE VIEW IF NOT EXISTS incidents ${on_cluster} AS
SELECT * EXCEPT (Revision) FROM incidents_data FINAL;

-- the audit: never changed
CREATE TABLE IF NOT EXISTS incident_events ${on_cluster} (
  Timestamp DateTime64(3, 'UTC'),
  IncidentId String,
  ClockMs Int64,                                       -- since the opening
  Kind LowCardinality(String),
  FromState LowCardinality(String),
  ToState LowCardinality(String),
  Actor String,
  Note String,
  Position UInt64                                      -- order of events of the same time
) ENGINE = ${engine:MergeTree}
ORDER BY (IncidentId, Timestamp, Position)
SETTINGS non_replicated_deduplication_window = 10000;
