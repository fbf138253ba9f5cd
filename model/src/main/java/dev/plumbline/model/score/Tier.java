// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.model.score;

/** Where an evaluator runs. */
public enum Tier {
  /** In the live path, on every call, within a time budget. */
  INLINE,
  /** On a background pool. */
  POOLED,
  /** A model judges, on a sample. */
  JUDGE
}
