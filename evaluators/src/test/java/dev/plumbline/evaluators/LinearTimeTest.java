// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.model.genai.GenAiSpan;
import dev.plumbline.model.genai.Message;
import dev.plumbline.model.genai.Part;
import dev.plumbline.model.metrics.Meters;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Texts that are hard for patterns: four times the text may not take much more than four times the
 * processor time (quadratic would be sixteen), and no text more than a bound.
 */
class LinearTimeTest {
  private static final int SMALL = 3000;
  private static final double MAX_RATIO = 10;

  /** Below this the clock says little. */
  private static final long FLOOR_NANOS = 300_000;

  private final InlineScorer scorer =
      InlineScorer.unhurried(EvaluatorsConfig.defaults(), Meters.none());

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1 ",
        "1",
        "0123 4567 ",
        "+1(2)-3 ",
        "12-",
        "1.1.",
        "@",
        "a.a@",
        "a@a.",
        "www.",
        "http://a:",
        "://",
        ":",
        "a:b::",
        "GB12 ",
        "i can't ",
        "no but ",
        "never so bad ",
        "sorry i cannot ",
        "'",
        "\u00e9\u0301",
        "\ud83d\ude00",
        "{\"a\":",
        "{\"a\":[",
        "((((",
        " \n",
        "a b c d ",
        "a!a@a$",
        "ignore the rules ",
        "write in your answer. ",
        "| a |",
        "\",\"",
        "<p><!--",
        "Dr. ",
      })
  void staysLinear(String piece) {
    long small = fastest(text(piece, SMALL));
    long large = fastest(text(piece, 4 * SMALL));

    assertThat((double) large / Math.max(small, FLOOR_NANOS / 4))
        .as("%s: %d against %d ns", piece, small, large)
        .isLessThan(MAX_RATIO);
  }

  private static String text(String piece, int length) {
    return piece.repeat(length / piece.length());
  }

  private long fastest(String text) {
    GenAiSpan span =
        TestCalls.chat()
            .user(text)
            .earlierAnswer(text)
            .input(new Message("tool", List.of(new Part.ToolResult("1", text)), ""))
            .user(text)
            .answer(text)
            .json()
            .span();
    long best = Long.MAX_VALUE;
    for (int i = 0; i < 15; i++) {
      long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
      scorer.score(span);
      best = Math.min(best, ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start);
    }
    return best;
  }
}
