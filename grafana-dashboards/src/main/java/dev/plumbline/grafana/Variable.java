// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.grafana;

/**
 * A choice at the top of a dashboard, filled from label values.
 *
 * @param query for example {@code label_values(metric, label)}
 * @param multi several values at once, with "All" as the default
 */
public record Variable(String name, String label, String query, boolean multi) {}
