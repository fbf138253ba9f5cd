// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.drift.incident;

import dev.plumbline.model.alert.Alert;
import dev.plumbline.model.incident.ChangedPart;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What an incident says of its alerts.
 *
 * @param leading the alert with the largest severity, then the largest effect, then the first
 * @param startedAt start of the first drift
 * @param changes that the alerts' evidence names, at most 20, the nearest to the start first
 */
record Description(Alert leading, Instant startedAt, String summary, List<ChangedPart> changes) {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final int NAMED = 10;
  private static final int MAX_CHANGES = 20;

  /** Most important first. */
  static final Comparator<Alert> ORDER =
      Comparator.comparingInt((Alert alert) -> severity(alert.severity()))
          .thenComparingDouble(Description::effect)
          .reversed()
          .thenComparing(Alert::startedAt)
          .thenComparing(Alert::id);

  /** Of one alert or more. */
  static Description of(List<Alert> alerts) {
    List<Alert> sorted = alerts.stream().sorted(ORDER).toList();
    Alert leading = sorted.getFirst();
    Instant start =
        sorted.stream().map(Alert::startedAt).min(Comparator.naturalOrder()).orElseThrow();
    return new Description(leading, start, summary(sorted), changes(sorted, start));
  }

  /** 2 for page, 1 for ticket, 0 for info and what is not known. */
  static int severity(String label) {
    return switch (label) {
      case "page" -> 2;
      case "ticket" -> 1;
      default -> 0;
    };
  }

  /** Distance from the baseline in its own standard deviations; the statistic where it has none. */
  private static double effect(Alert alert) {
    double effect = Math.abs(alert.value() - alert.baselineMean()) / alert.baselineSd();
    double size = Double.isFinite(effect) ? effect : Math.abs(alert.statistic());
    return Double.isNaN(size) ? 0 : size;
  }

  private static String summary(List<Alert> alerts) {
    StringBuilder out = new StringBuilder(alerts.getFirst().summary());
    List<String> others = alerts.stream().skip(1).map(Description::place).distinct().toList();
    if (!others.isEmpty()) {
      out.append(" Also: ").append(String.join(", ", others.stream().limit(NAMED).toList()));
      if (others.size() > NAMED) {
        out.append(" and ").append(others.size() - NAMED).append(" more");
      }
      out.append('.');
    }
    return out.toString();
  }

  /** For example {@code refusal in feature=billing}. */
  static String place(Alert alert) {
    return alert.segment().equals("all")
        ? alert.dimension()
        : alert.dimension() + " in " + alert.segment() + "=" + alert.segmentValue();
  }

  private static List<ChangedPart> changes(List<Alert> alerts, Instant start) {
    Map<String, ChangedPart> found = new LinkedHashMap<>();
    for (Alert alert : alerts) {
      for (ChangedPart change : changes(alert.evidenceJson())) {
        found.putIfAbsent(change.part() + "\n" + change.before() + "\n" + change.after(), change);
      }
    }
    return found.values().stream()
        .sorted(
            Comparator.comparingLong(
                change -> Math.abs(change.firstSeen().getEpochSecond() - start.getEpochSecond())))
        .limit(MAX_CHANGES)
        .toList();
  }

  /** {@code what_changed} of an evidence packet; what cannot be read is left out. */
  private static List<ChangedPart> changes(String evidenceJson) {
    List<ChangedPart> changes = new ArrayList<>();
    try {
      for (JsonNode item : JSON.readTree(evidenceJson).path("what_changed")) {
        changes.add(
            new ChangedPart(
                item.path("part").asString(""),
                item.path("before").asString(""),
                item.path("after").asString(""),
                Instant.parse(item.path("first_seen").asString(""))));
      }
    } catch (JacksonException | DateTimeException e) {
      return changes; // another monitor's evidence may look different
    }
    return changes;
  }
}
