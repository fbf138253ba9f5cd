// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.price;

import dev.plumbline.model.error.Checks;
import dev.plumbline.model.genai.Usage;
import java.time.LocalDate;
import java.util.List;
import java.util.OptionalDouble;

/**
 * What a model costs from a day on.
 *
 * @param validFrom first day, UTC
 * @param tiers by rising threshold; the first one has threshold 0. The whole call is priced by the
 *     last tier whose threshold its input tokens exceed
 */
record ModelPrice(LocalDate validFrom, List<Rates> tiers) {
  /**
   * USD for a million tokens.
   *
   * @param above input tokens beyond which these rates hold
   * @param cacheRead of tokens read from the provider's cache
   * @param cacheWrite of tokens written to it
   * @param reasoning of reasoning tokens
   */
  record Rates(
      long above,
      double input,
      double output,
      double cacheRead,
      double cacheWrite,
      double reasoning) {
    Rates {
      Checks.inRange("input", input, 0, 1e6);
      Checks.inRange("output", output, 0, 1e6);
      Checks.inRange("cache_read", cacheRead, 0, 1e6);
      Checks.inRange("cache_write", cacheWrite, 0, 1e6);
      Checks.inRange("reasoning", reasoning, 0, 1e6);
    }
  }

  ModelPrice {
    tiers = List.copyOf(tiers);
    if (tiers.isEmpty() || tiers.getFirst().above() != 0) {
      throw Checks.broken("tiers", "must begin with the one above 0 tokens", tiers.size());
    }
  }

  /**
   * Cost in USD; empty when input tokens are missing, or output tokens of a call that has output.
   */
  OptionalDouble cost(Usage usage, boolean hasOutput) {
    if (usage.input().isEmpty() || (hasOutput && usage.output().isEmpty())) {
      return OptionalDouble.empty();
    }
    long input = usage.input().getAsLong();
    long output = usage.output().orElse(0);
    long cacheRead = usage.cacheRead().orElse(0);
    long cacheWrite = usage.cacheWrite().orElse(0);
    long reasoning = Math.min(usage.reasoning().orElse(0), output);
    Rates rates = tiers.getFirst();
    for (Rates tier : tiers) {
      if (input > tier.above()) {
        rates = tier;
      }
    }
    long fresh = Math.max(0, input - cacheRead - cacheWrite);
    return OptionalDouble.of(
        (fresh * rates.input()
                + cacheRead * rates.cacheRead()
                + cacheWrite * rates.cacheWrite()
                + (output - reasoning) * rates.output()
                + reasoning * rates.reasoning())
            / 1e6);
  }
}
