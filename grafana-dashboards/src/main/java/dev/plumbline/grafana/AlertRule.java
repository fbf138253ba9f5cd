// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.grafana;

import java.time.Duration;

/**
 * A Grafana alert rule on one instant query: fires while the query is above a number.
 *
 * @param pendingFor how long it must hold
 */
public record AlertRule(
    String uid,
    String title,
    String expr,
    double above,
    Duration pendingFor,
    String severity,
    String summary) {}
