// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.notify;

import java.time.Instant;
import java.util.Optional;

/**
 * How a channel is doing. Nothing in it is secret.
 *
 * @param type webhook, slack, pagerduty or alertmanager
 * @param target scheme, host and port
 * @param waiting notices that are due and not delivered
 * @param lastSuccess of this process, or as recorded before it started
 * @param lastError what the receiver answered last when it failed; empty when it has not
 * @param failures in a row
 * @param nextAttempt empty when nothing keeps the channel waiting
 */
public record ChannelStatus(
    String name,
    String type,
    String target,
    int waiting,
    Optional<Instant> lastSuccess,
    Optional<Instant> lastErrorAt,
    String lastError,
    int failures,
    Optional<Instant> nextAttempt) {}
