// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.model.store;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * Request counts, rates, latencies and costs (view {@code window_metrics}) over time.
 *
 * @param step width of a window, a whole number of minutes
 * @param groupBy name of a segment such as {@code feature} or {@code model}; {@code all} for none
 * @param equal segment name to the value it must have
 */
public record WindowMetricsQuery(
    Instant from,
    Instant to,
    Duration step,
    String groupBy,
    Map<String, String> equal,
    int limit) {}
