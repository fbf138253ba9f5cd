// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.model.store;

import java.time.Instant;
import java.util.Optional;

/**
 * Which windows.
 *
 * @param resolution width of a window
 * @param from inclusive
 * @param to exclusive
 * @param service only this one; empty for every service
 * @param segment only this one; empty for every segment
 * @param segmentValue only this one; empty for every value
 * @param dimension only this one; empty for every dimension
 */
public record WindowQuery(
    Resolution resolution,
    Instant from,
    Instant to,
    Optional<String> service,
    Optional<String> segment,
    Optional<String> segmentValue,
    Optional<String> dimension) {
  /** Width of a window. */
  public enum Resolution {
    MINUTE,
    HOUR
  }
}
