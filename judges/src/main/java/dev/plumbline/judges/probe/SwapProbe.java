// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.judges.probe;

import java.util.List;

/**
 * How much the place of a reply decides, over pairs that were compared in both orders.
 *
 * @param compared pairs with two valid answers
 * @param agreed share in which both orders gave the same winner
 * @param first share in which the first place won both times
 * @param second share in which the second place won both times
 * @param right share of all in which the good reply won both times
 * @param rightWhereAgreed the same among those where both orders agreed
 */
public record SwapProbe(
    int compared,
    double agreed,
    double first,
    double second,
    double right,
    double rightWhereAgreed) {

  /** Compares the good with the bad answer of each canary. */
  public static SwapProbe run(PairwiseJudge judge, List<CanaryPair> pairs)
      throws InterruptedException {
    int compared = 0;
    int agreed = 0;
    int first = 0;
    int second = 0;
    int right = 0;
    for (CanaryPair pair : pairs) {
      PairwiseJudge.Comparison result = judge.compare(pair.goodInput(), pair.good(), pair.bad());
      if (result.winner().isPresent()) {
        compared++;
        agreed += result.agreed() ? 1 : 0;
        first += result.firstTwice() ? 1 : 0;
        second += result.secondTwice() ? 1 : 0;
        right += result.winner().get() == dev.plumbline.judges.rubric.Pairwise.Winner.A ? 1 : 0;
      }
    }
    return new SwapProbe(
        compared,
        share(agreed, compared),
        share(first, compared),
        share(second, compared),
        share(right, compared),
        share(right, agreed));
  }

  private static double share(int part, int whole) {
    return whole == 0 ? 0 : (double) part / whole;
  }
}
