// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.model.series;

import dev.plumbline.model.error.Checks;
import java.time.Duration;

/**
 * What one request to a source may cost.
 *
 * @param maxSeries at least 1
 * @param maxSamples samples returned, at least 1
 * @param timeout the time left; never negative
 */
public record SeriesLimits(int maxSeries, long maxSamples, Duration timeout) {
  public SeriesLimits {
    Checks.atLeast("maxSeries", maxSeries, 1);
    Checks.atLeast("maxSamples", maxSamples, 1);
    Checks.notNegative("timeout", timeout);
  }
}
