// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.judges.probe;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/**
 * How a judge judged its canaries on one day. Values are degrees of the rubric, 0 to 1.
 *
 * @param judge name
 * @param model that answered
 * @param rubrics identity of each rubric by its id
 * @param pairs by id; pairs without a valid verdict on both answers are missing
 * @param asked pairs that were tried
 * @param noise standard deviation of five judgements of the same answer, over twenty canaries;
 *     empty when it could not be measured
 */
public record CanaryRun(
    Instant at,
    String judge,
    String model,
    SortedMap<String, String> rubrics,
    SortedMap<String, Pair> pairs,
    int asked,
    OptionalDouble noise) {
  public CanaryRun {
    rubrics = new TreeMap<>(rubrics);
    pairs = new TreeMap<>(pairs);
  }

  /** Values of the two answers of one pair. */
  public record Pair(String rubric, double good, double bad) {}

  /** Share of judged pairs whose good answer was set higher; a tie is half. */
  public OptionalDouble accuracy() {
    return pairs.values().stream()
        .mapToDouble(pair -> pair.good() > pair.bad() ? 1 : pair.good() == pair.bad() ? 0.5 : 0)
        .average();
  }

  /** Four of five pairs at least must have been judged for a comparison to mean anything. */
  public boolean complete() {
    return asked > 0 && pairs.size() >= 0.8 * asked;
  }

  /**
   * What became different since another run, by what is compared.
   *
   * @param level the mean of both answers: the judge became milder or stricter
   * @param separation good minus bad: the judge tells worse or better what is good
   */
  public record Drift(PairedDrift level, PairedDrift separation) {
    public boolean drifted() {
      return level.drifted() || separation.drifted();
    }
  }

  /**
   * Compares with an earlier run, rubric by rubric; only pairs that both runs judged, only rubrics
   * that are the same in both.
   */
  public SortedMap<String, Drift> since(CanaryRun before) {
    TreeMap<String, Drift> drifts = new TreeMap<>();
    for (Map.Entry<String, String> rubric : rubrics.entrySet()) {
      if (!rubric.getValue().equals(before.rubrics().get(rubric.getKey()))) {
        continue;
      }
      List<Pair> then = new ArrayList<>();
      List<Pair> now = new ArrayList<>();
      pairs.forEach((id, pair) ->
          Optional.ofNullable(before.pairs().get(id))
              .filter(_ -> pair.rubric().equals(rubric.getKey()))
              .ifPresent(old -> {
                then.add(old);
                now.add(pair);
              }));
      if (then.size() >= 5) {
        drifts.put(
            rubric.getKey(),
            new Drift(
                compare(then, now, pair -> (pair.good() + pair.bad()) / 2),
                compare(then, now, pair -> pair.good() - pair.bad())));
      }
    }
    return drifts;
  }

  private static PairedDrift compare(
      List<Pair> then, List<Pair> now, ToDoubleFunction<Pair> measure) {
    return PairedDrift.of(
        then.stream().mapToDouble(measure).toArray(), now.stream().mapToDouble(measure).toArray());
  }
}
