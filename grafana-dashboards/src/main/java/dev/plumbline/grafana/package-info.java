// SPDX-License-Identifier: Apache-2.0
/**
 * Dashboards, alert rules and provisioning files for Grafana, generated from types. The files are
 * committed under {@code grafana-dashboards/grafana} and compared in the build.
 */
@NullMarked
package dev.plumbline.grafana;

import org.jspecify.annotations.NullMarked;
