// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.model.score;

/** What an evaluator needs; without it the score's status is not_applicable. */
public enum Need {
  USER_TEXT,
  REPLY_TEXT,
  SYSTEM,
  RETRIEVED,
  TOOL_SCHEMAS,
  TOOL_CALLS,
  PREV_TURN,
  EMBEDDING,
  TIMES,
  USAGE
}
