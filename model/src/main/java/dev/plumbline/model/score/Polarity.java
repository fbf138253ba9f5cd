// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.model.score;

/** Which direction of a dimension is the bad one. */
public enum Polarity {
  HIGHER_IS_BETTER,
  HIGHER_IS_WORSE,
  /** Any change matters, in either direction. */
  NEUTRAL
}
