// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.agreement;

import dev.plumbline.model.labels.Candidates;
import dev.plumbline.model.labels.Candidates.Stratum;
import dev.plumbline.model.labels.ChosenSample;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Chooses calls to be labelled: half from each side of the evaluator's own 0.5, because agreement
 * cannot be measured where one side is rare; on each side spread evenly over thirds of the score
 * and over slices. Within a stratum the choice is uniform, and how likely it was is kept.
 */
final class SampleChoice {
  private SampleChoice() {}

  /**
   * The samples, in an order that tells raters nothing.
   *
   * @param firstPosition position of the first one
   */
  static List<ChosenSample> of(
      String dimension, Candidates candidates, int count, int firstPosition, Instant now) {
    List<Stratum> strata =
        candidates.strata().stream()
            .sorted(
                Comparator.comparing(Stratum::high)
                    .thenComparingInt(Stratum::part)
                    .thenComparing(Stratum::slice))
            .toList();
    int high = strata.stream().filter(Stratum::high).mapToInt(s -> s.some().size()).sum();
    int low = strata.stream().filter(s -> !s.high()).mapToInt(s -> s.some().size()).sum();
    int fromHigh = Math.min(high, Math.max(count / 2, count - low));
    int[] taken = new int[strata.size()];
    spread(strata, true, fromHigh, taken);
    spread(strata, false, Math.min(low, count - fromHigh), taken);
    List<ChosenSample> samples = new ArrayList<>();
    for (int i = 0; i < strata.size(); i++) {
      Stratum stratum = strata.get(i);
      for (Candidates.Call call : stratum.some().subList(0, taken[i])) {
        samples.add(
            new ChosenSample(
                dimension,
                call.traceId(),
                call.spanId(),
                call.time(),
                0,
                call.score(),
                name(stratum),
                call.tenant(),
                call.samplingProbability() * taken[i] / Math.max(stratum.calls(), taken[i]),
                now));
      }
    }
    samples.sort(
        Comparator.comparingLong(SampleChoice::shuffled).thenComparing(ChosenSample::traceId));
    List<ChosenSample> placed = new ArrayList<>();
    for (ChosenSample s : samples) {
      placed.add(
          new ChosenSample(
              s.dimension(),
              s.traceId(),
              s.spanId(),
              s.callTime(),
              firstPosition + placed.size(),
              s.score(),
              s.stratum(),
              s.tenant(),
              s.inclusionProbability(),
              s.chosenAt()));
    }
    return placed;
  }

  /** Hands out one place after the other, in turn, as long as a stratum has calls. */
  private static void spread(List<Stratum> strata, boolean high, int count, int[] taken) {
    int left = count;
    while (left > 0) {
      int before = left;
      for (int i = 0; i < strata.size() && left > 0; i++) {
        Stratum stratum = strata.get(i);
        if (stratum.high() == high && taken[i] < stratum.some().size()) {
          taken[i]++;
          left--;
        }
      }
      if (left == before) {
        throw new IllegalStateException(
            "strata hold fewer calls than counted: " + Arrays.toString(taken));
      }
    }
  }

  private static long shuffled(ChosenSample sample) {
    return new SplittableRandom((sample.traceId() + sample.spanId()).hashCode()).nextLong();
  }

  private static String name(Stratum stratum) {
    return (stratum.high() ? "high" : "low") + "/" + stratum.part() + "/" + stratum.slice();
  }
}
