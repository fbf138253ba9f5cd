// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.judges.rubric;

import java.util.List;

/** A judge's answer, read. */
public sealed interface Verdict {
  /**
   * A grade.
   *
   * @param grade on the rubric's scale
   * @param reasoning at most 60 words
   * @param confidence 0 to 1, as the judge says
   */
  record Graded(int grade, String reasoning, double confidence, List<String> quotes)
      implements Verdict {
    public Graded {
      quotes = List.copyOf(quotes);
    }
  }

  /** The material did not allow a judgement. */
  record CannotJudge(String reasoning) implements Verdict {}

  /**
   * Not the form that was asked for.
   *
   * @param problem what is wrong, without any of the answer's text
   */
  record Malformed(String problem) implements Verdict {}
}
