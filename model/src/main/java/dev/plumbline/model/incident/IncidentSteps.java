// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.model.incident;

import dev.plumbline.model.error.ErrorKind;
import dev.plumbline.model.error.PlumblineException;
import dev.plumbline.model.incident.IncidentEvent.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What people do to an incident, as pure functions from the incident to its change. What cannot be
 * done throws INVALID_INPUT with the reason in plain words.
 */
public final class IncidentSteps {
  private IncidentSteps() {}

  /** Somebody has taken over; twice is the same as once. */
  public static IncidentChange acknowledge(Incident was, Instant at, String actor, String note) {
    if (was.state() == IncidentState.ACKNOWLEDGED) {
      return IncidentChange.none(was);
    }
    refuseResolved(was);
    Incident now =
        was.edit().state(IncidentState.ACKNOWLEDGED).acknowledgedAt(Optional.of(at)).at(at);
    return new IncidentChange(
        now, List.of(IncidentEvent.of(was, now.state(), Kind.ACKNOWLEDGED, at, actor, note)));
  }

  /** Words for the audit; the incident stays as it is, resolved or not. */
  public static IncidentChange note(Incident was, Instant at, String actor, String note) {
    if (note.isBlank()) {
      throw new PlumblineException(ErrorKind.INVALID_INPUT, "note must not be blank");
    }
    return new IncidentChange(was, List.of(IncidentEvent.of(was, Kind.NOTE, at, actor, note)));
  }

  /** A step of the runbook is done; twice keeps the first time and takes the new note. */
  public static IncidentChange done(
      Incident was, RunbookStep.Kind kind, Instant at, String actor, String note) {
    List<RunbookStep> steps = new ArrayList<>();
    for (RunbookStep step : was.runbook()) {
      boolean wanted = step.kind() == kind;
      steps.add(wanted ? step.done(step.doneAt().orElse(at), actor, note) : step);
    }
    Incident now = was.edit().runbook(steps, was.clockFrom()).at(at);
    if (now.equals(was)) {
      return IncidentChange.none(was);
    }
    return new IncidentChange(
        now,
        List.of(
            IncidentEvent.of(
                was,
                Kind.STEP_DONE,
                at,
                actor,
                kind.label() + (note.isEmpty() ? "" : ": " + note))));
  }

  /**
   * A fix went out: from now on the scores are watched until they are back.
   *
   * @param fixedAt not before the start of the drift, not after {@code at}
   */
  public static IncidentChange fixed(
      Incident was, Instant fixedAt, Instant at, String actor, String note) {
    if (fixedAt.isBefore(was.startedAt()) || fixedAt.isAfter(at)) {
      throw PlumblineException.invalid(
          "at",
          "must be between the start of the drift, " + was.startedAt() + ", and now",
          fixedAt);
    }
    Incident now =
        was.edit()
            .fixedAt(Optional.of(fixedAt))
            .recoveredAt(Optional.empty())
            .recoveredAlertIds(List.of())
            .at(at);
    return new IncidentChange(
        now,
        List.of(
            IncidentEvent.of(
                was,
                Kind.FIX_MARKED,
                at,
                actor,
                "fix at " + fixedAt + (note.isEmpty() ? "" : ": " + note))));
  }

  /**
   * Failing samples were written to a golden set.
   *
   * @param set {@code name@version}
   */
  public static IncidentChange cases(
      Incident was, String set, int added, Instant at, String actor, String note) {
    List<String> cases = new ArrayList<>(was.cases());
    if (!cases.contains(set)) {
      cases.add(set);
    }
    Incident now = was.edit().cases(cases).at(at);
    return new IncidentChange(
        now,
        List.of(
            IncidentEvent.of(
                was,
                Kind.CASES_WRITTEN,
                at,
                actor,
                added + " in " + set + (note.isEmpty() ? "" : ": " + note))));
  }

  /**
   * It is over.
   *
   * @param reason needed when no cases were written, and while an alert is open
   */
  public static IncidentChange resolve(Incident was, Instant at, String actor, String reason) {
    if (was.resolved()) {
      return IncidentChange.none(was);
    }
    if (reason.isBlank() && was.cases().isEmpty()) {
      throw new PlumblineException(
          ErrorKind.INVALID_INPUT,
          "no failing samples were written to a golden set: write them with cases, or say in reason"
              + " why there are none");
    }
    if (reason.isBlank() && !was.openAlertIds().isEmpty()) {
      throw new PlumblineException(
          ErrorKind.INVALID_INPUT,
          "not every alert is over ("
              + was.openAlertIds().size()
              + " of "
              + was.alertIds().size()
              + " are open): wait, or say in reason why it is resolved all the same");
    }
    Incident now =
        was.edit().state(IncidentState.RESOLVED).resolvedAt(Optional.of(at)).reason(reason).at(at);
    String words = reason.isBlank() ? "cases: " + String.join(", ", was.cases()) : reason;
    return new IncidentChange(
        now, List.of(IncidentEvent.of(was, now.state(), Kind.RESOLVED, at, actor, words)));
  }

  /** It is not over: the runbook starts anew, each step with as much time as it had at first. */
  public static IncidentChange reopen(Incident was, Instant at, String actor, String note) {
    if (!was.resolved()) {
      throw new PlumblineException(
          ErrorKind.INVALID_INPUT,
          "only a resolved incident can be reopened; this one is " + was.state().label());
    }
    Incident now = reopened(was, at);
    return new IncidentChange(
        now, List.of(IncidentEvent.of(was, now.state(), Kind.REOPENED, at, actor, note)));
  }

  /** The incident, open again. */
  public static Incident reopened(Incident was, Instant at) {
    List<RunbookStep> steps = new ArrayList<>();
    Duration shift = Duration.between(was.clockFrom(), at);
    for (RunbookStep step : was.runbook()) {
      steps.add(RunbookStep.due(step.kind(), step.dueAt().plus(shift)));
    }
    return was.edit()
        .state(IncidentState.REOPENED)
        .acknowledgedAt(Optional.empty())
        .resolvedAt(Optional.empty())
        .reason("")
        .fixedAt(Optional.empty())
        .recoveredAt(Optional.empty())
        .recoveredAlertIds(List.of())
        .runbook(steps, at)
        .at(at);
  }

  private static void refuseResolved(Incident incident) {
    if (incident.resolved()) {
      throw new PlumblineException(
          ErrorKind.INVALID_INPUT, "the incident is resolved; reopen it first");
    }
  }
}
