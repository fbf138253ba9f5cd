// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.model.score;

import java.util.List;

/** Takes the scores of one evaluation. One thread. */
public interface ScoreSink {
  /** A fact or a sure conclusion. */
  default void ok(String dimension, double value, String label, String explanation) {
    ok(dimension, value, label, explanation, 1, List.of());
  }

  void ok(
      String dimension,
      double value,
      String label,
      String explanation,
      double confidence,
      List<Evidence> evidence);

  /** No value, with the reason. */
  void without(String dimension, ScoreStatus status, String reason);
}
