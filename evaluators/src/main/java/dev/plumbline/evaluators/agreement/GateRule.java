// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.agreement;

import dev.plumbline.model.labels.Estimate;
import java.util.Locale;
import java.util.Optional;

/**
 * What an agreement must reach before its evaluator may alert (DESIGN.md, section 6).
 *
 * @param minLabels labelled calls
 * @param binary least Matthews correlation
 * @param binaryLow what its lower 95 % bound must reach at least
 * @param graded least rank correlation
 * @param gradedLow what its lower 95 % bound must reach at least
 * @param strict the lower bound must reach {@code binary} or {@code graded} itself
 */
public record GateRule(
    int minLabels,
    double binary,
    double binaryLow,
    double graded,
    double gradedLow,
    boolean strict) {
  /** The rule as it ships. */
  public static final GateRule USUAL = new GateRule(80, 0.6, 0.4, 0.7, 0.5, false);

  /** Statistic of binary labels. */
  public static final String MCC = "mcc";

  /** Statistic of graded labels. */
  public static final String SPEARMAN = "spearman";

  /** Whether so many labels with such an agreement are proof. */
  public boolean passes(String statistic, int n, double value, double low) {
    return n >= minLabels && value >= least(statistic) && low >= leastLow(statistic);
  }

  /** What is missing, for people; empty when nothing is. */
  Optional<String> missing(String statistic, int n, Estimate agreement) {
    if (passes(statistic, n, agreement.value(), agreement.low())) {
      return Optional.empty();
    }
    if (n < minLabels) {
      return Optional.of(n + " of " + minLabels + " labelled calls");
    }
    return Optional.of(
        String.format(
            Locale.ROOT,
            "%s is short of %.2f with a lower bound of %.2f",
            shown(statistic, n, agreement),
            least(statistic),
            leastLow(statistic)));
  }

  static String shown(String statistic, int n, Estimate agreement) {
    return String.format(
        Locale.ROOT,
        "%s %.2f [%.2f, %.2f] on %d labelled calls",
        statistic.equals(MCC) ? "Matthews correlation" : "rank correlation",
        agreement.value(),
        agreement.low(),
        agreement.high(),
        n);
  }

  private double least(String statistic) {
    return statistic.equals(SPEARMAN) ? graded : binary;
  }

  private double leastLow(String statistic) {
    return strict ? least(statistic) : statistic.equals(SPEARMAN) ? gradedLow : binaryLow;
  }
}
