// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.judges.probe;

import dev.plumbline.judges.rubric.JudgeInput;
import dev.plumbline.judges.rubric.RubricJudge;
import dev.plumbline.judges.rubric.RubricJudge.Outcome;
import dev.plumbline.judges.rubric.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Whether a judge pays for length: each reply is judged as it is and with half as much again of
 * words that say nothing. Its score must not rise.
 *
 * @param judged replies with a verdict on both
 * @param rose share of them whose score rose
 * @param change of the score; empty when nothing was judged
 */
public record PaddingProbe(int judged, double rose, Optional<PairedDrift> change) {
  private static final List<String> FILLER =
      List.of(
          "It is worth taking a moment to consider this carefully.",
          "As with many things of this kind, there are several ways to look at it.",
          "This is of course a matter that comes up again and again in practice.",
          "Needless to say, every situation has its own particular circumstances.",
          "In this connection it may be useful to keep the wider picture in mind.",
          "All of this should naturally be seen in its proper context.");

  /**
   * Runs the probe.
   *
   * @param inputs calls with a reply, ten at least to say anything
   */
  public static PaddingProbe run(RubricJudge judge, List<JudgeInput> inputs)
      throws InterruptedException {
    List<Double> plain = new ArrayList<>();
    List<Double> padded = new ArrayList<>();
    int rose = 0;
    int sign =
        judge.rubric().polarity() == dev.plumbline.model.score.Polarity.HIGHER_IS_WORSE ? -1 : 1;
    for (JudgeInput input : inputs) {
      Outcome before = judge.judge(input, 1);
      Outcome after = judge.judge(input.withReply(pad(input.text(Source.REPLY))), 1);
      if (before.grade().isPresent() && after.grade().isPresent()) {
        double one = sign * judge.rubric().value(before.grade().getAsInt());
        double two = sign * judge.rubric().value(after.grade().getAsInt());
        plain.add(one);
        padded.add(two);
        rose += two > one ? 1 : 0;
      }
    }
    int n = plain.size();
    if (n == 0) {
      return new PaddingProbe(0, 0, Optional.empty());
    }
    return new PaddingProbe(
        n,
        (double) rose / n,
        Optional.of(
            PairedDrift.of(
                plain.stream().mapToDouble(Double::doubleValue).toArray(),
                padded.stream().mapToDouble(Double::doubleValue).toArray())));
  }

  /** The reply with half as many characters again, none of which says anything. */
  static String pad(String reply) {
    StringBuilder out = new StringBuilder(reply);
    int wanted = reply.length() + (reply.length() + 1) / 2;
    for (int i = 0; out.length() < wanted; i++) {
      out.append(' ').append(FILLER.get(i % FILLER.size()));
    }
    return out.toString();
  }

  /** False when scores rose, by an interval that excludes 0. */
  public boolean passed() {
    return change.isPresent() && change.get().low() <= 0;
  }
}
