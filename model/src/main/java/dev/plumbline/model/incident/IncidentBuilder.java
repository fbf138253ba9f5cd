// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.model.incident;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** An incident with some fields changed. One thread. */
public final class IncidentBuilder {
  private final Incident base;
  private IncidentState state;
  private String dimension;
  private String segment;
  private String segmentValue;
  private String severity;
  private String owner;
  private Instant startedAt;
  private Optional<Instant> acknowledgedAt;
  private Optional<Instant> resolvedAt;
  private List<String> alertIds;
  private List<String> endedAlertIds;
  private List<String> recoveredAlertIds;
  private String summary;
  private List<ChangedPart> changes;
  private String reason;
  private Optional<Instant> fixedAt;
  private Optional<Instant> recoveredAt;
  private List<String> cases;
  private Instant clockFrom;
  private List<RunbookStep> runbook;

  IncidentBuilder(Incident incident) {
    base = incident;
    state = incident.state();
    dimension = incident.dimension();
    segment = incident.segment();
    segmentValue = incident.segmentValue();
    severity = incident.severity();
    owner = incident.owner();
    startedAt = incident.startedAt();
    acknowledgedAt = incident.acknowledgedAt();
    resolvedAt = incident.resolvedAt();
    alertIds = incident.alertIds();
    endedAlertIds = incident.endedAlertIds();
    recoveredAlertIds = incident.recoveredAlertIds();
    summary = incident.summary();
    changes = incident.changes();
    reason = incident.reason();
    fixedAt = incident.fixedAt();
    recoveredAt = incident.recoveredAt();
    cases = incident.cases();
    clockFrom = incident.clockFrom();
    runbook = incident.runbook();
  }

  public IncidentBuilder state(IncidentState value) {
    state = value;
    return this;
  }

  /** Dimension and place of the leading alert. */
  public IncidentBuilder leading(String ofDimension, String inSegment, String value) {
    dimension = ofDimension;
    segment = inSegment;
    segmentValue = value;
    return this;
  }

  public IncidentBuilder severity(String value) {
    severity = value;
    return this;
  }

  public IncidentBuilder owner(String value) {
    owner = value;
    return this;
  }

  public IncidentBuilder startedAt(Instant value) {
    startedAt = value;
    return this;
  }

  public IncidentBuilder acknowledgedAt(Optional<Instant> value) {
    acknowledgedAt = value;
    return this;
  }

  public IncidentBuilder resolvedAt(Optional<Instant> value) {
    resolvedAt = value;
    return this;
  }

  public IncidentBuilder alertIds(List<String> value) {
    alertIds = value;
    return this;
  }

  public IncidentBuilder endedAlertIds(List<String> value) {
    endedAlertIds = value;
    return this;
  }

  public IncidentBuilder recoveredAlertIds(List<String> value) {
    recoveredAlertIds = value;
    return this;
  }

  public IncidentBuilder summary(String value) {
    summary = value;
    return this;
  }

  public IncidentBuilder changes(List<ChangedPart> value) {
    changes = value;
    return this;
  }

  public IncidentBuilder reason(String value) {
    reason = value;
    return this;
  }

  public IncidentBuilder fixedAt(Optional<Instant> value) {
    fixedAt = value;
    return this;
  }

  public IncidentBuilder recoveredAt(Optional<Instant> value) {
    recoveredAt = value;
    return this;
  }

  public IncidentBuilder cases(List<String> value) {
    cases = value;
    return this;
  }

  /** The steps, and from where their clocks count. */
  public IncidentBuilder runbook(List<RunbookStep> value, Instant from) {
    runbook = value;
    clockFrom = from;
    return this;
  }

  /** The incident; it counts as updated only when something differs. */
  public Incident at(Instant now) {
    Incident same = build(base.updatedAt());
    return same.equals(base) ? base : build(now);
  }

  private Incident build(Instant updatedAt) {
    return new Incident(
        base.id(),
        base.service(),
        state,
        dimension,
        segment,
        segmentValue,
        severity,
        owner,
        startedAt,
        base.openedAt(),
        acknowledgedAt,
        resolvedAt,
        updatedAt,
        alertIds,
        endedAlertIds,
        recoveredAlertIds,
        summary,
        changes,
        reason,
        fixedAt,
        recoveredAt,
        cases,
        clockFrom,
        runbook);
  }
}
