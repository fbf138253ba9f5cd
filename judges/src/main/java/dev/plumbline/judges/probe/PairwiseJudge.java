// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.judges.probe;

import dev.plumbline.judges.client.ModelClient;
import dev.plumbline.judges.client.ModelReply;
import dev.plumbline.judges.client.ModelRequest;
import dev.plumbline.judges.rubric.JudgeInput;
import dev.plumbline.judges.rubric.Pairwise;
import dev.plumbline.judges.rubric.Pairwise.Winner;
import dev.plumbline.judges.rubric.Rubric;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Which of two replies is better by a rubric. Both orders are asked; only where they agree there is
 * a winner, so that a judge who likes the first place best gives ties. Thread-safe.
 */
public final class PairwiseJudge {
  private static final int MAX_OUTPUT_TOKENS = 1000;

  private final Pairwise prompt;
  private final ModelClient client;

  public PairwiseJudge(Rubric rubric, ModelClient client) {
    this.prompt = new Pairwise(rubric);
    this.client = client;
  }

  /**
   * What came of one comparison.
   *
   * @param winner A, B or tie; empty when an answer was malformed or missing
   * @param agreed both orders gave the same reply or both a tie
   * @param firstTwice the judge chose the first place both times
   * @param secondTwice the judge chose the second place both times
   */
  public record Comparison(
      Optional<Winner> winner, boolean agreed, boolean firstTwice, boolean secondTwice) {}

  /** Compares. */
  public Comparison compare(JudgeInput input, String replyA, String replyB)
      throws InterruptedException {
    Optional<Winner> one = ask(input, replyA, replyB);
    Optional<Winner> swapped = ask(input, replyB, replyA);
    if (one.isEmpty() || swapped.isEmpty()) {
      return new Comparison(Optional.empty(), false, false, false);
    }
    Winner back = swapped.get().swapped();
    boolean agreed = one.get() == back;
    return new Comparison(
        Optional.of(agreed ? back : Winner.TIE),
        agreed,
        one.get() == Winner.A && back == Winner.B,
        one.get() == Winner.B && back == Winner.A);
  }

  private Optional<Winner> ask(JudgeInput input, String first, String second)
      throws InterruptedException {
    Pairwise.Question question = prompt.about(input, first, second);
    ModelReply reply =
        client.ask(
            new ModelRequest(
                question.system(),
                List.of(new ModelRequest.Turn(true, question.user())),
                "comparison",
                prompt.schema(),
                MAX_OUTPUT_TOKENS,
                OptionalLong.of(1)));
    return switch (reply) {
      case ModelReply.Answered answered when !answered.truncated() ->
          prompt.read(answered.text(), first, second);
      case ModelReply.Answered _, ModelReply.Declined _, ModelReply.Failed _ -> Optional.empty();
    };
  }
}
