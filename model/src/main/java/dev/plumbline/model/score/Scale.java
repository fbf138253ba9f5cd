// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.model.score;

/** What the values of a dimension are. */
public enum Scale {
  /** 0 or 1. */
  BINARY,
  /** A degree from 0 to 1. */
  PROBABILITY,
  /** Steps from 0 to 1. */
  ORDINAL,
  /** A whole number of its own unit, not squeezed into 0 to 1. */
  COUNT,
  /** A number of its own unit, not squeezed into 0 to 1. */
  QUANTITY
}
