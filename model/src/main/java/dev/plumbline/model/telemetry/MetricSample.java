// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.model.telemetry;

import java.util.SortedMap;

/**
 * One number of one series. Histograms and sums arrive as the series a Prometheus would keep
 * ({@code _bucket}, {@code _sum}, {@code _count}).
 *
 * @param name Prometheus metric name
 * @param type counter, gauge, histogram, summary or unknown
 * @param unit as sent, for example {@code s} or {@code {token}}
 * @param labels Prometheus label names to values, sorted by name
 * @param epochMillis milliseconds since 1970
 */
public record MetricSample(
    String name,
    String type,
    String unit,
    String help,
    SortedMap<String, String> labels,
    long epochMillis,
    double value) {}
