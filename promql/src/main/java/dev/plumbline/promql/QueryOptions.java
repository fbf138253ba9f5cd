// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.promql;

import dev.plumbline.model.error.Checks;
import java.time.Duration;
import java.util.Optional;

/**
 * What one request asks for; it can only tighten what {@link PromqlConfig} allows.
 *
 * @param timeout empty for the configured one; a longer one is cut to it
 * @param limit the most series in the answer, the rest cut off with a warning; 0 for all
 */
public record QueryOptions(Optional<Duration> timeout, int limit) {
  public static final QueryOptions DEFAULT = new QueryOptions(Optional.empty(), 0);

  public QueryOptions {
    timeout.ifPresent(t -> Checks.notNegative("timeout", t));
    Checks.atLeast("limit", limit, 0);
  }
}
