// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.model.score;

import dev.plumbline.model.error.Checks;

/**
 * A named score, as the registry lists it.
 *
 * @param name stable, lower_snake_case, unique in the process
 * @param group operational, cost, quality, behaviour, safety, user or input
 * @param unit {@code 1} for degrees; else ms, USD, tokens, characters, ...
 * @param min smallest possible value; negative infinity when unbounded
 * @param max largest possible value; positive infinity when unbounded
 * @param factual true when the value is a plain fact (latency, cost, validity) that needs no proof
 *     against human labels before it may alert
 * @param description one sentence for people
 */
public record Dimension(
    String name,
    String group,
    Scale scale,
    Polarity polarity,
    String unit,
    double min,
    double max,
    boolean factual,
    String owner,
    String description) {
  public Dimension {
    Checks.notBlank("name", name);
    Checks.notBlank("unit", unit);
    Checks.notBlank("owner", owner);
  }

  /** A degree from 0 to 1. */
  public static Dimension degree(
      String name,
      String group,
      Scale scale,
      Polarity polarity,
      boolean factual,
      String description) {
    return new Dimension(
        name, group, scale, polarity, "1", 0, 1, factual, "plumbline", description);
  }

  /** A number of its own unit, zero or more. */
  public static Dimension quantity(
      String name, String group, Polarity polarity, String unit, String description) {
    return new Dimension(
        name,
        group,
        Scale.QUANTITY,
        polarity,
        unit,
        0,
        Double.POSITIVE_INFINITY,
        true,
        "plumbline",
        description);
  }
}
