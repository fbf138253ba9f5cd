// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.judges.rubric;

import java.util.Locale;

/** A part of a call that a judge may be shown. */
public enum Source {
  SYSTEM("system", 6_000, "the instructions the application gave its model"),
  HISTORY("input", 6_000, "earlier turns"),
  USER("input", 8_000, "the user's request"),
  DOCUMENTS("document", 16_000, "documents the model was given"),
  TOOLS("tool", 8_000, "tools the model was offered"),
  TOOL_RESULTS("tool", 8_000, "results of tools"),
  TOOL_CALLS("tool", 8_000, "tool calls of the reply"),
  REASONING("output", 8_000, "the model's recorded reasoning"),
  REPLY("output", 16_000, "the reply to be graded");

  private final String evidence;
  private final int maxChars;
  private final String meaning;

  Source(String evidence, int maxChars, String meaning) {
    this.evidence = evidence;
    this.maxChars = maxChars;
    this.meaning = meaning;
  }

  /** The source's name in {@link dev.plumbline.model.score.Evidence}. */
  String evidence() {
    return evidence;
  }

  /** Longer texts are cut in the middle. */
  int maxChars() {
    return maxChars;
  }

  String meaning() {
    return meaning;
  }

  String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
