// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.heads;

import dev.plumbline.evaluators.text.TextView;
import java.util.List;

/**
 * Named numbers read from one text. They explain a score by themselves, and stand beside the
 * embedding in a head. The same text gives the same numbers on every platform. Thread-safe.
 */
public interface TextFeatures {
  /** Stable, lower_snake_case, unique among all feature sets. */
  String id();

  /** Names of the numbers, in their order; lower_snake_case. */
  List<String> names();

  /**
   * Writes as many finite numbers as there are names into {@code out}, beginning at {@code from}.
   * Numbers are of the order of one: rates, shares, capped or logarithmic counts.
   */
  void read(TextView text, double[] out, int from);
}
