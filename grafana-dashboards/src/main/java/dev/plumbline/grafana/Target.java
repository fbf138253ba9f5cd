// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.grafana;

/**
 * One PromQL query of a panel.
 *
 * @param refId unique within the panel
 * @param legend Grafana legend format; empty for automatic
 * @param instant one value now, instead of a line over time
 */
public record Target(String refId, String expr, String legend, boolean instant) {
  static Target line(String refId, String expr, String legend) {
    return new Target(refId, expr, legend, false);
  }

  static Target now(String refId, String expr) {
    return new Target(refId, expr, "", true);
  }
}
