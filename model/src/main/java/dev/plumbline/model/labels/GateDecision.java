// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.model.labels;

import dev.plumbline.model.alert.GateState;
import java.time.Instant;
import java.util.Optional;

/**
 * What a dimension may do for a tenant.
 *
 * @param tenant empty for the deployment as a whole
 * @param since of the measurement it rests on; empty when it rests on none
 */
public record GateDecision(
    String dimension, String tenant, GateState state, String why, Optional<Instant> since) {}
