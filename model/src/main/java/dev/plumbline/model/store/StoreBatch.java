// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.model.store;

import dev.plumbline.model.telemetry.MetricSample;
import java.util.List;

/**
 * What is written in one step.
 *
 * @param token the same for the same batch after a restart; the store drops a repeated insert
 * @param changed rows that are stored already (maybe by this batch's predecessor) and whose GenAI
 *     columns and scores are to be replaced; applied after the inserts
 */
public record StoreBatch(
    String token,
    List<StoredSpan> spans,
    List<StoredLog> logs,
    List<MetricSample> samples,
    List<StoredSpan> changed) {}
