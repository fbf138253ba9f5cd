// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.model.feedback;

import dev.plumbline.model.config.Settings;
import dev.plumbline.model.feedback.SignalQuery.Abandonment;
import java.time.Duration;

/**
 * How rates of user signals are made.
 *
 * @param abandonment which ended sessions count as abandoned
 * @param idle a session without a call for this long has ended
 * @param maxExternal distinct names of scores that others may send
 */
public record SignalConfig(Abandonment abandonment, Duration idle, int maxExternal) {
  public static SignalConfig read(Settings settings) {
    Duration idle = settings.duration("user_signals.abandonment.idle", Duration.ofMinutes(30));
    if (idle.isZero()) {
      settings.problem("user_signals.abandonment.idle", "0s", "must be longer than zero");
    }
    return new SignalConfig(
        settings.choice("user_signals.abandonment.rule", Abandonment.class, Abandonment.SILENT),
        idle,
        settings.number("user_signals.external_scores.max_dimensions", 100, 0, 10_000));
  }
}
