// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.judges;

import dev.plumbline.model.genai.Usage;
import java.time.Instant;
import java.util.OptionalDouble;

/** What a judge's model costs. Thread-safe. */
@FunctionalInterface
public interface Tariff {
  /**
   * Price of one answer in USD; empty when model or usage is unknown, which is not 0.
   *
   * @param provider openai or anthropic
   */
  OptionalDouble usd(String provider, String model, Usage usage, Instant at);

  /** Knows no price. */
  static Tariff unknown() {
    return (_, _, _, _) -> OptionalDouble.empty();
  }

  /** One price for all, in USD for a million tokens. */
  static Tariff of(double inputPerMillion, double outputPerMillion) {
    return (_, _, usage, _) ->
        usage.input().isEmpty() || usage.output().isEmpty()
            ? OptionalDouble.empty()
            : OptionalDouble.of(
                (usage.input().getAsLong() * inputPerMillion
                        + usage.output().getAsLong() * outputPerMillion)
                    / 1e6);
  }
}
