// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.grafana;

import dev.plumbline.grafana.Panel.Lines;
import dev.plumbline.grafana.Panel.Row;
import dev.plumbline.grafana.Panel.Stat;
import dev.plumbline.grafana.Panel.Step;
import dev.plumbline.grafana.Panel.Table;
import java.time.Duration;
import java.util.List;

/** The first dashboard: is anything drifting, and each dimension beside its baseline. */
final class Overview {
  private static final String WHERE = "service=~\"$service\"";
  private static final String PLACE =
      "service=~\"$service\",segment=\"$segment\",segment_value=~\"$segment_value\"";

  private Overview() {}

  static Dashboard dashboard() {
    return new Dashboard(
        "plumbline-overview",
        "Plumbline overview",
        "Behaviour of LLM applications: what drifts, where, since when.",
        "now-7d",
        List.of(
            new Variable(
                "service", "Service", "label_values(plumbline_score_count, service)", true),
            new Variable(
                "segment", "Segment", "label_values(plumbline_drift_score, segment)", false),
            new Variable(
                "segment_value",
                "Segment value",
                "label_values(plumbline_drift_score{segment=\"$segment\"}, segment_value)",
                true),
            new Variable(
                "dimension",
                "Dimension",
                "label_values(plumbline_drift_score{" + PLACE + "}, dimension)",
                true)),
        List.of(
            new Stat(
                "Sessions in 24 h",
                "Conversations with at least one call in the last 24 hours.",
                6,
                4,
                "short",
                List.of(new Step(Double.NaN, "blue")),
                List.of(
                    Target.now(
                        "A", "sum(last_over_time(plumbline_sessions_24h{" + WHERE + "}[10m]))"))),
            new Stat(
                "Drift score",
                "Largest distance of any watched series from its baseline now, in standard"
                    + " deviations.",
                6,
                4,
                "none",
                List.of(Step.BASE_GREEN, new Step(2, "orange"), new Step(4, "red")),
                List.of(
                    Target.now(
                        "A", "max(last_over_time(plumbline_drift_score{" + WHERE + "}[2h]))"))),
            new Stat(
                "Alert status",
                "Drift alerts that are firing.",
                6,
                4,
                "none",
                List.of(Step.BASE_GREEN, new Step(1, "red")),
                List.of(
                    Target.now(
                        "A", "count(ALERTS{alertstate=\"firing\"," + WHERE + "}) or vector(0)"))),
            new Stat(
                "Last anomaly",
                "When a drift alert last fired.",
                6,
                4,
                "dateTimeFromNow",
                List.of(new Step(Double.NaN, "text")),
                List.of(
                    Target.now(
                        "A",
                        "max(last_over_time(plumbline_last_anomaly_timestamp_seconds{"
                            + WHERE
                            + "}[10m])) * 1000"))),
            new Table(
                "Firing and pending alerts",
                "What drifts where; the page of Plumbline has the evidence.",
                24,
                6,
                List.of("Time", "Value", "__name__", "alertname"),
                List.of(Target.now("A", "ALERTS{" + WHERE + "}"))),
            new Row("Dimensions with their baseline"),
            new Lines(
                "$dimension",
                "Mean of each window, the trailing baseline, and two standard deviations around"
                    + " it.",
                8,
                8,
                "short",
                "dimension",
                true,
                List.of(
                    Target.line(
                        "A",
                        "avg(last_over_time(plumbline_window_mean{"
                            + PLACE
                            + ",dimension=\"$dimension\"}[2h]))",
                        "now"),
                    Target.line("B", baseline(""), "baseline"),
                    Target.line("C", baseline(" - 2 * "), "lower bound"),
                    Target.line("D", baseline(" + 2 * "), "upper bound"))),
            new Row("Traffic"),
            new Lines(
                "Calls per minute",
                "Calls to models, by service.",
                8,
                8,
                "short",
                "",
                false,
                List.of(
                    Target.line(
                        "A",
                        "sum by (service) (plumbline_score_count{"
                            + WHERE
                            + ",segment=\"all\",dimension=\"request\"})",
                        "{{service}}"))),
            new Lines(
                "Latency, 95th percentile",
                "Milliseconds, by service.",
                8,
                8,
                "ms",
                "",
                false,
                List.of(
                    Target.line(
                        "A",
                        "max by (service) (plumbline_score_quantile{"
                            + WHERE
                            + ",segment=\"all\",dimension=\"latency_ms\",quantile=\"0.95\"})",
                        "{{service}}"))),
            new Lines(
                "Cost per minute",
                "USD, by service.",
                8,
                8,
                "currencyUSD",
                "",
                false,
                List.of(
                    Target.line(
                        "A",
                        "sum by (service) (plumbline_score_sum{"
                            + WHERE
                            + ",segment=\"all\",dimension=\"cost_usd\"})",
                        "{{service}}")))));
  }

  static AlertRule driftFiring() {
    return new AlertRule(
        "plumbline-drift-firing",
        "Plumbline: behaviour drifts",
        "sum by (service, dimension, segment, segment_value, severity)"
            + " (ALERTS{alertname=\"PlumblineDrift\",alertstate=\"firing\",gate!=\"advisory\"})",
        0,
        Duration.ofMinutes(1),
        "ticket",
        "{{ $labels.dimension }} drifts in {{ $labels.segment }} {{ $labels.segment_value }} of"
            + " {{ $labels.service }}");
  }

  private static String baseline(String bound) {
    String mean = series("plumbline_baseline_mean");
    return bound.isEmpty() ? mean : mean + bound + series("plumbline_baseline_sd");
  }

  private static String series(String metric) {
    return "avg(last_over_time(" + metric + "{" + PLACE + ",dimension=\"$dimension\"}[2h]))";
  }
}
