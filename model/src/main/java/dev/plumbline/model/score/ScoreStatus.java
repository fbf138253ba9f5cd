// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.model.score;

import java.util.Locale;

/** What an evaluation came to. Only {@link #OK} enters a mean. */
public enum ScoreStatus {
  OK,
  /** The evaluator looked and will not say. */
  ABSTAIN,
  /** What it needs is not there. */
  NOT_APPLICABLE,
  /** It broke, or a judge answered nonsense. Counted, never a value. */
  INVALID,
  /** Not run, for example the time budget was used up. */
  SKIPPED;

  private final String label = name().toLowerCase(Locale.ROOT);

  public String label() {
    return label;
  }
}
