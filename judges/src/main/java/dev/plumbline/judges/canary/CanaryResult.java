// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.judges.canary;

import java.time.Instant;
import java.util.List;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;

/**
 * What one run of a set gave.
 *
 * @param model that was asked for
 * @param responseModels that answered
 * @param fingerprints of the provider's system, where it gives them
 * @param asked questions, repeats included
 * @param failures label of the failure to number
 * @param scores dimension to question to mean over its answers
 * @param spread dimension to mean standard deviation between answers to one question; only with
 *     repeats
 * @param outputs question to its first answer
 */
public record CanaryResult(
    String runId,
    Instant at,
    String set,
    String provider,
    String model,
    SortedSet<String> responseModels,
    SortedSet<String> fingerprints,
    int asked,
    SortedMap<String, Integer> failures,
    SortedMap<String, SortedMap<String, Double>> scores,
    SortedMap<String, Double> spread,
    SortedMap<String, String> outputs) {
  /** Name of the share of answers that hold what is expected. */
  public static final String PASS = "canary_pass";

  /** Answers that came. */
  public int answered() {
    return asked - failures.values().stream().mapToInt(Integer::intValue).sum();
  }

  /** Mean over questions; empty when none has the score. */
  public OptionalDouble mean(String dimension) {
    return scores.getOrDefault(dimension, new TreeMap<>()).values().stream()
        .mapToDouble(Double::doubleValue)
        .average();
  }

  /** Names of everything that was scored. */
  public List<String> dimensions() {
    return List.copyOf(scores.keySet());
  }
}
