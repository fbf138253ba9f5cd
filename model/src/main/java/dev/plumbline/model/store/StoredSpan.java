// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.model.store;

import dev.plumbline.model.genai.GenAiSpan;
import dev.plumbline.model.score.Scored;

/**
 * One row of {@code otel_traces}.
 *
 * @param ingestPosition position in the ingest log of the request that brought the span
 */
public record StoredSpan(GenAiSpan span, Scored scored, long ingestPosition) {}
