// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.judges.sampling;

import java.util.Locale;
import java.util.Set;

/** What makes a call worth a second look. */
public enum Anomaly {
  LOW_SUPPORT(3),
  REFUSAL(2),
  USER_CORRECTION(4),
  /** The user sent the same again, or in other words. */
  RESUBMISSION(3),
  NEGATIVE_USER(2),
  ESCALATION(4),
  /** A judge gave a low score to an earlier call of the conversation or trace. */
  LOW_BEFORE(4),
  /** Few calls of this service, model, prompt and feature have been seen. */
  NEW_SLICE(2),
  OUTLIER(2),
  /** A safety or grounding check fired, or an evaluator failed. */
  FAILING_DETECTOR(3);

  private final double weight;

  Anomaly(double weight) {
    this.weight = weight;
  }

  /** Weight of a call: the heaviest anomaly counts in full, each further one adds one. */
  public static double weight(Set<Anomaly> found) {
    double heaviest = 0;
    for (Anomaly anomaly : found) {
      heaviest = Math.max(heaviest, anomaly.weight);
    }
    return found.isEmpty() ? 0 : heaviest + found.size() - 1;
  }

  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
