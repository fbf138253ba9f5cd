-- SPDX-License-Identifier: Apache-2.0
-- Where in the text the reason for a late score stands: source:start:end:rule, separated by ;

ALTER TABLE scores_late ${on_cluster} ADD COLUMN IF NOT EXISTS Evidence String CODEC(LZ4) AFTER Confidence;
