// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.model.genai;

import java.util.Locale;
import java.util.OptionalLong;

/**
 * Tokens of one call. A missing number is not zero.
 *
 * @param input input tokens, cached ones included
 * @param output output tokens, reasoning included
 * @param cacheRead part of {@code input} that was read from the provider's cache
 * @param cacheWrite part of {@code input} that was written to the provider's cache
 * @param reasoning part of {@code output} that was reasoning
 */
public record Usage(
    OptionalLong input,
    OptionalLong output,
    OptionalLong cacheRead,
    OptionalLong cacheWrite,
    OptionalLong reasoning,
    Source source) {
  public static final Usage MISSING =
      new Usage(
          OptionalLong.empty(),
          OptionalLong.empty(),
          OptionalLong.empty(),
          OptionalLong.empty(),
          OptionalLong.empty(),
          Source.MISSING);

  /** Where the numbers come from. */
  public enum Source {
    /** The provider's own count. */
    REPORTED,
    /** Counted by an instrumentation or by us. */
    ESTIMATED,
    MISSING;

    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
