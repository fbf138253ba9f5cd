// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.model.score;

/** What one evaluation looks at. */
public enum EvaluationScope {
  CALL,
  TURN,
  SESSION,
  TRACE
}
