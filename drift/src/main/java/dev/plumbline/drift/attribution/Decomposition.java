// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.drift.attribution;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The difference of two means split into mix and behaviour: Kitagawa, "Components of a difference
 * between two rates", JASA 50 (1955); with regression coefficients known as Oaxaca–Blinder.
 *
 * @param mix Σ (w₁ − w₀)(m₀ + m₁)/2: the slices are asked for more or less often
 * @param behaviour Σ (w₀ + w₁)/2·(m₁ − m₀): inside slices, scores are other than before
 * @param bySlice both parts for each slice
 */
public record Decomposition(double mix, double behaviour, SortedMap<String, Part> bySlice) {
  /** What one slice adds to the two parts. */
  public record Part(double mix, double behaviour) {}

  /**
   * Number and mean of the scores of a slice.
   *
   * @param n calls, or their weights; not negative
   */
  public record Group(double n, double mean) {}

  /** The map is copied. */
  public Decomposition {
    bySlice = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(bySlice));
  }

  /** The whole difference. */
  public double total() {
    return mix + behaviour;
  }

  /**
   * Splits. A slice that is there on one side alone counts as mix: nothing is known about how its
   * behaviour changed.
   *
   * @throws IllegalArgumentException when a side has no calls
   */
  public static Decomposition of(Map<String, Group> before, Map<String, Group> after) {
    double n0 = total(before);
    double n1 = total(after);
    TreeSet<String> names = new TreeSet<>(before.keySet());
    names.addAll(after.keySet());
    SortedMap<String, Part> parts = new TreeMap<>();
    double mix = 0;
    double behaviour = 0;
    for (String name : names) {
      Group b = before.getOrDefault(name, new Group(0, 0));
      Group a = after.getOrDefault(name, new Group(0, 0));
      double m0 = b.n() > 0 ? b.mean() : a.mean();
      double m1 = a.n() > 0 ? a.mean() : b.mean();
      double w0 = b.n() / n0;
      double w1 = a.n() / n1;
      Part part = new Part((w1 - w0) * (m0 + m1) / 2, (w0 + w1) / 2 * (m1 - m0));
      parts.put(name, part);
      mix += part.mix();
      behaviour += part.behaviour();
    }
    return new Decomposition(mix, behaviour, parts);
  }

  /**
   * The mean at constant traffic: slices weighted as in the reference. Slices without calls now
   * keep their weight out of the mean.
   *
   * @throws IllegalArgumentException when no slice of the reference has calls now
   */
  public static double postStratified(Map<String, Group> reference, Map<String, Group> now) {
    double weight = 0;
    double sum = 0;
    for (Map.Entry<String, Group> entry : new TreeMap<>(now).entrySet()) {
      Group base = reference.get(entry.getKey());
      if (base != null && entry.getValue().n() > 0) {
        weight += base.n();
        sum += base.n() * entry.getValue().mean();
      }
    }
    if (weight <= 0) {
      throw new IllegalArgumentException("now: must share a slice with the reference");
    }
    return sum / weight;
  }

  private static double total(Map<String, Group> groups) {
    double sum = groups.values().stream().mapToDouble(Group::n).sum();
    if (sum <= 0) {
      throw new IllegalArgumentException("groups: must have calls");
    }
    return sum;
  }
}
