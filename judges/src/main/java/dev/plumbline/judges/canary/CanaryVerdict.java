// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.judges.canary;

import dev.plumbline.judges.canary.CanaryComparison.Worse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a run means.
 *
 * @param comparisons with the baseline, judged dimensions only, in the order of their names
 * @param fallen names of dimensions that fell
 * @param reasons in plain words, one for each thing that is wrong
 */
public record CanaryVerdict(
    Outcome outcome,
    List<CanaryComparison> comparisons,
    List<String> fallen,
    List<String> reasons) {
  /** Share of questions that may stay without an answer. */
  private static final double MAX_UNANSWERED = 0.1;

  /** Whether a run is good. */
  public enum Outcome {
    GOOD,
    /** Good in itself; there was nothing to compare it with. */
    NO_BASELINE,
    FELL,
    /** Too few answers to say anything. */
    FAILED;

    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }

    public boolean good() {
      return this == GOOD || this == NO_BASELINE;
    }
  }

  public CanaryVerdict {
    comparisons = List.copyOf(comparisons);
    fallen = List.copyOf(fallen);
    reasons = List.copyOf(reasons);
  }

  /**
   * Judges a run.
   *
   * @param judged dimension to its bad direction, beside {@code canary_pass}
   */
  public static CanaryVerdict of(
      GoldenSet set,
      CanaryResult result,
      Optional<SortedMap<String, SortedMap<String, Double>>> baseline,
      SortedMap<String, Worse> judged,
      double minFall,
      double alpha) {
    List<String> reasons = new ArrayList<>();
    if (result.asked() - result.answered() > MAX_UNANSWERED * result.asked()) {
      reasons.add(
          "%d of %d questions got no answer: %s"
              .formatted(result.asked() - result.answered(), result.asked(), result.failures()));
      return new CanaryVerdict(Outcome.FAILED, List.of(), List.of(), reasons);
    }
    List<String> fallen = new ArrayList<>();
    OptionalDouble pass = result.mean(CanaryResult.PASS);
    if (set.minPass() > 0 && pass.orElse(0) < set.minPass()) {
      fallen.add(CanaryResult.PASS);
      reasons.add(
          String.format(
              Locale.ROOT,
              "%s is %.3f, below the %.3f that the set asks for",
              CanaryResult.PASS,
              pass.orElse(0),
              set.minPass()));
    }
    TreeMap<String, Worse> all = new TreeMap<>(judged);
    all.put(CanaryResult.PASS, Worse.LOWER);
    all.keySet().retainAll(result.scores().keySet());
    List<CanaryComparison> comparisons = new ArrayList<>();
    baseline.ifPresent(before ->
        all.forEach((dimension, worse) ->
            CanaryComparison.of(
                    dimension,
                    before.getOrDefault(dimension, new TreeMap<>()),
                    result.scores().getOrDefault(dimension, new TreeMap<>()),
                    alpha,
                    all.size())
                .ifPresent(comparison -> {
                  comparisons.add(comparison);
                  if (comparison.fell(worse, minFall)) {
                    if (!fallen.contains(dimension)) {
                      fallen.add(dimension);
                    }
                    reasons.add(words(comparison));
                  }
                })));
    Outcome outcome =
        !fallen.isEmpty() ? Outcome.FELL : baseline.isEmpty() ? Outcome.NO_BASELINE : Outcome.GOOD;
    return new CanaryVerdict(outcome, comparisons, fallen, reasons);
  }

  private static String words(CanaryComparison c) {
    return String.format(
        Locale.ROOT,
        "%s went from %.3f to %.3f over the same %d questions (difference %.3f, interval %.3f to"
            + " %.3f)",
        c.dimension(),
        c.before(),
        c.now(),
        c.n(),
        c.difference(),
        c.low(),
        c.high());
  }
}
