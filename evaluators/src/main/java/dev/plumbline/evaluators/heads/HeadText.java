// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.heads;

/** Which text of a call a head reads. */
public enum HeadText {
  /** The text of the answer. */
  ANSWER,
  /** The user's newest message. */
  QUESTION
}
