// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.judges.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * What a judge costs a day and the smallest change it finds from one week to the next.
 *
 * @param callsPerDay calls that it could judge
 * @param requestsPerCall requests to the model for one judged call
 * @param inputTokensPerCall over all requests of one judged call
 * @param outputTokensPerCall over all requests of one judged call
 * @param usdPerCall price of judging one call; empty when the model has no price
 * @param canaryRequestsPerDay requests of the daily check of the judge itself
 * @param anomalyShare share of calls that are anomalies
 * @param sd standard deviation of one score on the scale from 0 to 1
 * @param alpha chance of an alarm when nothing changed
 * @param power chance of finding the change
 * @param levels one for each sampling rate
 */
public record JudgePlan(
    double callsPerDay,
    int requestsPerCall,
    double inputTokensPerCall,
    double outputTokensPerCall,
    OptionalDouble usdPerCall,
    int canaryRequestsPerDay,
    double anomalyShare,
    double sd,
    double alpha,
    double power,
    List<Level> levels) {
  public JudgePlan {
    levels = List.copyOf(levels);
  }

  /**
   * What one sampling rate gives.
   *
   * @param sampling share of calls judged
   * @param judgedPerDay calls
   * @param usdPerDay canaries included; empty when the model has no price
   * @param withinBudget the hourly budget allows it, traffic being even over the day
   * @param independentPerWeek judged calls that the week's sample is worth
   * @param smallestChange on the scale from 0 to 1; empty when nothing would be judged
   */
  public record Level(
      double sampling,
      double judgedPerDay,
      OptionalDouble usdPerDay,
      boolean withinBudget,
      double independentPerWeek,
      OptionalDouble smallestChange) {}

  /** Rates that are always shown. */
  public static final List<Double> RATES = List.of(0.005, 0.05, 0.2);

  private static final double ALPHA = 0.05;
  private static final double POWER = 0.8;

  /**
   * What a plan is made from; the components as in {@link JudgePlan}.
   *
   * @param floorPart part of the sample that is uniform, 0 to 1
   */
  public record Basis(
      double callsPerDay,
      int requestsPerCall,
      double inputTokensPerCall,
      double outputTokensPerCall,
      OptionalDouble usdPerCall,
      int canaryRequestsPerDay,
      double anomalyShare,
      double sd,
      double floorPart,
      double usdPerHour,
      int callsPerHour) {}

  /**
   * Computes the plan.
   *
   * @param rates sampling rates to show
   */
  public static JudgePlan of(Basis basis, List<Double> rates) {
    List<Level> levels = new ArrayList<>();
    for (double rate : rates) {
      levels.add(level(basis, rate));
    }
    return new JudgePlan(
        basis.callsPerDay(),
        basis.requestsPerCall(),
        basis.inputTokensPerCall(),
        basis.outputTokensPerCall(),
        basis.usdPerCall(),
        basis.canaryRequestsPerDay(),
        basis.anomalyShare(),
        basis.sd(),
        ALPHA,
        POWER,
        levels);
  }

  private static Level level(Basis basis, double rate) {
    double floor = rate * basis.floorPart();
    double q = basis.anomalyShare();
    double spare = floor < 1 ? (rate - floor) / (1 - floor) : 0;
    double extra = q > 0 ? Math.min(1, spare / q) : 0;
    double anomaly = floor + (1 - floor) * extra;
    double judged = basis.callsPerDay() * ((1 - q) * floor + q * anomaly);
    double independent = Power.effectiveCalls(7 * basis.callsPerDay(), floor, q, anomaly);
    double requests = judged * basis.requestsPerCall() + basis.canaryRequestsPerDay();
    OptionalDouble usd = OptionalDouble.empty();
    if (basis.usdPerCall().isPresent()) {
      usd =
          OptionalDouble.of(basis.usdPerCall().getAsDouble() * requests / basis.requestsPerCall());
    }
    boolean affordable =
        requests <= 24.0 * basis.callsPerHour() && usd.orElse(0) <= 24 * basis.usdPerHour();
    return new Level(
        rate,
        judged,
        usd,
        affordable,
        independent,
        independent > 0
            ? OptionalDouble.of(Power.smallestChange(basis.sd(), independent, ALPHA, POWER))
            : OptionalDouble.empty());
  }
}
