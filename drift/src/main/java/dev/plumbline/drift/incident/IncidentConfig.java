// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.drift.incident;

import dev.plumbline.model.config.Settings;
import dev.plumbline.model.incident.RunbookStep;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * How alerts become incidents.
 *
 * @param reopenWindow an alert that comes back this soon after the resolution reopens its incident
 * @param clocks how long each step of the runbook may take, from the opening
 * @param recoveryWindow how much time of scores is held against the baseline after a fix
 * @param recoveryMinScores scores that it needs at least
 */
public record IncidentConfig(
    boolean enabled,
    Duration reopenWindow,
    Map<RunbookStep.Kind, Duration> clocks,
    Duration recoveryWindow,
    int recoveryMinScores) {

  public IncidentConfig {
    clocks = Map.copyOf(clocks);
  }

  public static IncidentConfig read(Settings settings) {
    Duration recovery = settings.duration("incidents.recovery.window", Duration.ofMinutes(30));
    if (recovery.compareTo(Duration.ofMinutes(1)) < 0) {
      settings.problem("incidents.recovery.window", recovery, "must be at least 1m");
    }
    return new IncidentConfig(
        settings.flag("incidents.enabled", true),
        settings.duration("incidents.reopen_window", Duration.ofDays(7)),
        Map.of(
            RunbookStep.Kind.TRIAGE,
            settings.duration("incidents.runbook.triage", Duration.ofMinutes(30)),
            RunbookStep.Kind.SCOPE,
            settings.duration("incidents.runbook.scope", Duration.ofHours(1)),
            RunbookStep.Kind.ISOLATE,
            settings.duration("incidents.runbook.isolate", Duration.ofHours(2)),
            RunbookStep.Kind.RESPOND,
            settings.duration("incidents.runbook.respond", Duration.ofHours(8)),
            RunbookStep.Kind.LEARN,
            settings.duration("incidents.runbook.learn", Duration.ofDays(5))),
        recovery,
        settings.number("incidents.recovery.min_scores", 20, 2, 1_000_000));
  }

  /** The runbook of an incident that is opened now. */
  List<RunbookStep> runbook(Instant openedAt) {
    List<RunbookStep> steps = new ArrayList<>();
    for (RunbookStep.Kind kind : RunbookStep.Kind.values()) {
      steps.add(RunbookStep.due(kind, openedAt.plus(clocks.getOrDefault(kind, Duration.ZERO))));
    }
    return steps;
  }
}
