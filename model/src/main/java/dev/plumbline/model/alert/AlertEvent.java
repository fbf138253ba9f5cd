// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.model.alert;

import java.time.Instant;

/**
 * A change in the life of an alert.
 *
 * @param from pending for a new alert's first event
 * @param actor who did it: {@code monitor} or a user's name
 */
public record AlertEvent(
    String alertId, Instant at, AlertState from, AlertState to, String actor, String note) {}
