// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.model.store;

import java.time.Instant;
import java.util.List;

/** Which models calls asked for, and which answered. Thread-safe. */
public interface ModelUses {
  /** Each pair that was called in a stretch of time, the most calls first; at most 10,000. */
  List<ModelUse> modelUses(Instant from, Instant to);

  /**
   * Calls of one service that asked for one model and were answered by one.
   *
   * @param responseModel empty when the provider did not say
   */
  record ModelUse(
      String service,
      String provider,
      String requestModel,
      String responseModel,
      long calls,
      Instant firstSeen,
      Instant lastSeen) {}
}
