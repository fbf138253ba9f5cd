-- SPDX-License-Identifier: Apache-2.0
-- When somebody changed the application.

CREATE TABLE IF NOT EXISTS markers_data ${on_cluster} (
  MarkerId String,
  Kind LowCardinality(String),                         -- deployment, model_version, prompt, fix
  ServiceName LowCardinality(String),                  -- '' for all services
  Timestamp DateTime64(3, 'UTC'),
  Label String,                                        -- a version, for example
  Actor String,
  Note String,
  Revision UInt64
) ENGINE = ${engine:ReplacingMergeTree:Revision}
ORDER BY MarkerId
SETTINGS non_replicated_deduplication_window = 1000;

CREATE VIEW IF NOT EXISTS markers ${on_cluster} AS
SELECT * EXCEPT (Revision) FROM markers_data FINAL;
