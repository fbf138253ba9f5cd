// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.drift;

import dev.plumbline.model.alert.AlertStore;
import dev.plumbline.model.feedback.Coverage;
import dev.plumbline.model.feedback.FeedbackStore;
import dev.plumbline.model.feedback.SignalConfig;
import dev.plumbline.model.feedback.SignalQuery;
import dev.plumbline.model.feedback.SignalRates;
import dev.plumbline.model.score.EvaluatorReport;
import dev.plumbline.model.telemetry.MetricSample;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Rates of user signals and coverage of the last 24 hours by service, and the health of evaluators,
 * as series for dashboards and alert rules. One thread.
 */
public final class SignalSeries {
  private static final Duration DAY = Duration.ofHours(24);

  private final FeedbackStore feedback;
  private final AlertStore samples;
  private final SignalConfig config;
  private final Supplier<List<EvaluatorReport>> evaluators;
  private final InstantSource clock;

  /** Starts nothing; call {@link #step} again and again. */
  public SignalSeries(
      FeedbackStore feedback,
      AlertStore samples,
      SignalConfig config,
      Supplier<List<EvaluatorReport>> evaluators,
      InstantSource clock) {
    this.feedback = feedback;
    this.samples = samples;
    this.config = config;
    this.evaluators = evaluators;
    this.clock = clock;
  }

  /** Writes one sample of each series. */
  public void step() {
    Instant now = clock.instant();
    List<MetricSample> out = new ArrayList<>();
    SignalQuery query =
        new SignalQuery(
            now.minus(DAY), now, now, Optional.empty(), "all", config.abandonment(), config.idle());
    for (SignalRates rates : feedback.rates(query)) {
      rates(rates, now, out);
    }
    for (Coverage coverage : feedback.coverage(now.minus(DAY), now)) {
      out.add(
          sample(
              "plumbline_coverage_ratio",
              "Share of calls in 24 hours that carry a field.",
              Map.of("service", coverage.service(), "field", coverage.field()),
              now,
              coverage.ratio()));
    }
    for (EvaluatorReport report : evaluators.get()) {
      out.add(
          sample(
              "plumbline_evaluator_unhealthy",
              "1 when an evaluator never runs, is stuck or fails; see /evaluators.",
              Map.of("evaluator", report.descriptor().id()),
              now,
              report.health().bad() ? 1 : 0));
    }
    if (!out.isEmpty()) {
      samples.append(out);
    }
  }

  private static void rates(SignalRates rates, Instant now, List<MetricSample> out) {
    rate(rates, now, out, "explicit_positive_rate", rates.explicitPositiveRate());
    rate(rates, now, out, "explicit_feedback_coverage", rates.explicitFeedbackCoverage());
    rate(rates, now, out, "correction_rate", rates.correctionRate());
    rate(rates, now, out, "follow_up_rate", rates.followUpRate());
    rate(rates, now, out, "abandonment_rate", rates.abandonmentRate());
    rate(rates, now, out, "escalation_rate", rates.escalationRate());
    rate(
        rates,
        now,
        out,
        "survivorship_bias_risk",
        OptionalDouble.of(rates.survivorshipBiasRisk() ? 1 : 0));
  }

  private static void rate(
      SignalRates rates, Instant now, List<MetricSample> out, String name, OptionalDouble value) {
    value.ifPresent(v ->
        out.add(
            sample(
                "plumbline_" + name,
                "User signal of the last 24 hours; see /api/v1/user-signals.",
                Map.of("service", rates.service()),
                now,
                v)));
  }

  private static MetricSample sample(
      String name, String help, Map<String, String> labels, Instant at, double value) {
    return new MetricSample(
        name, "gauge", "1", help, new TreeMap<>(labels), at.toEpochMilli(), value);
  }
}
