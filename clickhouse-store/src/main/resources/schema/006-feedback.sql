-- SPDX-License-Identifier: Apache-2.0
-- What users said and did: which event it is, how it names its call, and the value as it was sent.

ALTER TABLE feedback ${on_cluster}
  ADD COLUMN IF NOT EXISTS Id String,                  -- 32 hex characters; one row for each
  ADD COLUMN IF NOT EXISTS ResponseId String,          -- gen_ai.response.id
  ADD COLUMN IF NOT EXISTS Raw String,                 -- Value as it was sent
  ADD COLUMN IF NOT EXISTS Scale LowCardinality(String), -- such as 1-5
  ADD COLUMN IF NOT EXISTS Source LowCardinality(String), -- rest, log, span_event, span
  ADD COLUMN IF NOT EXISTS ReceivedAt DateTime('UTC') DEFAULT now('UTC');

ALTER TABLE feedback ${on_cluster} ADD INDEX IF NOT EXISTS idx_id Id TYPE bloom_filter(0.001) GRANULARITY 1;

-- feedback and scores of others name a call by its response id
ALTER TABLE otel_traces ${on_cluster}
  ADD INDEX IF NOT EXISTS idx_response ResponseId TYPE bloom_filter(0.001) GRANULARITY 1;
