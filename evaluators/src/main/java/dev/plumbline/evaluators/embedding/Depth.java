// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.embedding;

/** How much of the model is run. */
public enum Depth {
  /** Six of twelve layers: half the time. */
  MIDDLE,
  /** All layers; the middle comes with it. */
  FULL
}
