// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.grafana;

import java.util.List;

/**
 * A dashboard in its own terms; {@link DashboardJson} turns it into Grafana's model.
 *
 * @param uid stable, part of the dashboard's address
 * @param panels placed from left to right and from top to bottom
 */
public record Dashboard(
    String uid,
    String title,
    String description,
    String from,
    List<Variable> variables,
    List<Panel> panels) {}
