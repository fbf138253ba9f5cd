// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.notify;

import dev.plumbline.model.alert.Alert;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Optional;
import java.util.Set;

/**
 * A time in which nobody is told of new alerts. What still fires when it ends is told then.
 *
 * @param start first moment; empty for always
 * @param end first moment after; empty for ever
 * @param days on which the daily stretch begins
 * @param from start of the daily stretch
 * @param to its end, on the next day when not after {@code from}
 * @param severities empty for all, as for services and dimensions
 */
record MuteWindow(
    String name,
    Optional<Instant> start,
    Optional<Instant> end,
    Set<DayOfWeek> days,
    LocalTime from,
    LocalTime to,
    ZoneId zone,
    Set<String> severities,
    Set<String> services,
    Set<String> dimensions) {
  MuteWindow {
    days = Set.copyOf(days);
    severities = Set.copyOf(severities);
    services = Set.copyOf(services);
    dimensions = Set.copyOf(dimensions);
  }

  boolean active(Instant now) {
    if (start.filter(now::isBefore).isPresent() || end.filter(t -> !now.isBefore(t)).isPresent()) {
      return false;
    }
    ZonedDateTime local = now.atZone(zone);
    LocalTime time = local.toLocalTime();
    DayOfWeek today = local.getDayOfWeek();
    if (from.isBefore(to)) {
      return days.contains(today) && !time.isBefore(from) && time.isBefore(to);
    }
    return (days.contains(today) && !time.isBefore(from))
        || (days.contains(today.minus(1)) && time.isBefore(to));
  }

  boolean matches(Alert alert) {
    return holds(severities, alert.severity())
        && holds(services, alert.service())
        && holds(dimensions, alert.dimension());
  }

  static boolean holds(Set<String> wanted, String value) {
    return wanted.isEmpty() || wanted.contains(value);
  }
}
