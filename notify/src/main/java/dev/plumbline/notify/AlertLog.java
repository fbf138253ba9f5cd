// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.notify;

import dev.plumbline.model.alert.Alert;
import dev.plumbline.model.alert.AlertEvent;
import dev.plumbline.model.alert.AlertState;
import dev.plumbline.model.error.PlumblineException;
import dev.plumbline.model.hash.Sha256;
import dev.plumbline.model.store.SpanStore;
import dev.plumbline.model.store.StoreBatch;
import dev.plumbline.model.store.StoredLog;
import dev.plumbline.model.telemetry.AnyValue;
import dev.plumbline.model.telemetry.LogRecord;
import dev.plumbline.model.telemetry.Resource;
import dev.plumbline.model.telemetry.Scope;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes each change of an alert's state as OpenTelemetry log event {@value #EVENT} into {@code
 * otel_logs}. The record's hash is that of the change, so that a change is there once whatever is
 * written again. One thread.
 */
public final class AlertLog {
  public static final String EVENT = "plumbline.alert";

  private static final Logger log = LoggerFactory.getLogger(AlertLog.class);
  private static final Duration OLDEST = Duration.ofDays(2);
  private static final int MAX_WAITING = 10_000;

  private final SpanStore store;
  private final String version;
  private final Map<String, Set<Long>> written = new TreeMap<>();
  private final Map<Long, Change> waiting = new LinkedHashMap<>();

  private record Change(String alertId, StoredLog row) {}

  /**
   * Does nothing yet.
   *
   * @param version of Plumbline
   */
  public AlertLog(SpanStore store, String version) {
    this.store = store;
    this.version = version;
  }

  void learn(Alert alert, List<AlertEvent> events) {
    Set<Long> done = written.computeIfAbsent(alert.id(), _ -> new HashSet<>());
    for (AlertEvent event : events) {
      boolean change = event.from() != event.to() || event.to() == AlertState.PENDING;
      if (change && !event.actor().startsWith(Notifications.ACTOR)) {
        long hash = hash(event);
        if (!done.contains(hash) && waiting.size() < MAX_WAITING) {
          waiting.putIfAbsent(hash, new Change(alert.id(), row(alert, event, hash)));
        }
      }
    }
  }

  void forgetAllBut(Set<String> alertIds) {
    written.keySet().retainAll(alertIds);
  }

  /** Writes what waits; what the store does not take waits for the next time. */
  void write(Instant now) {
    try {
      while (!waiting.isEmpty()) {
        Map.Entry<Long, Change> next = waiting.entrySet().iterator().next();
        StoredLog row = next.getValue().row();
        long at = row.record().epochNanos();
        boolean old = at < nanos(now.minus(OLDEST));
        if (!old && !store.logHashes(at, at + 1).containsKey(next.getKey())) {
          store.write(
              new StoreBatch(
                  "alert-event:%016x".formatted(next.getKey()),
                  List.of(),
                  List.of(row),
                  List.of(),
                  List.of()));
        }
        written.computeIfAbsent(next.getValue().alertId(), _ -> new HashSet<>()).add(next.getKey());
        waiting.remove(next.getKey());
      }
    } catch (PlumblineException e) {
      log.atWarn()
          .addKeyValue("waiting", waiting.size())
          .addKeyValue("error.type", e.kind().label())
          .log("alert events could not be logged yet");
    }
  }

  private StoredLog row(Alert alert, AlertEvent event, long hash) {
    Map<String, AnyValue> attributes = new LinkedHashMap<>();
    put(attributes, "id", alert.id());
    put(attributes, "state", event.to().label());
    put(attributes, "previous_state", event.from().label());
    put(attributes, "actor", event.actor());
    put(attributes, "note", event.note());
    put(attributes, "monitor", alert.monitor());
    put(attributes, "service", alert.service());
    put(attributes, "dimension", alert.dimension());
    put(attributes, "segment", alert.segment());
    put(attributes, "segment_value", alert.segmentValue());
    put(attributes, "severity", alert.severity());
    put(attributes, "gate", alert.gate().label());
    put(attributes, "owner", alert.owner());
    put(attributes, "started_at", alert.startedAt().toString());
    boolean open = event.to() == AlertState.FIRING;
    int severity =
        switch (alert.severity()) {
          case "page" -> open ? 17 : 9;
          case "ticket" -> open ? 13 : 9;
          default -> 9;
        };
    LogRecord record =
        new LogRecord(
            nanos(event.at()),
            "",
            "",
            0,
            severity,
            severity == 17 ? "ERROR" : severity == 13 ? "WARN" : "INFO",
            EVENT,
            new AnyValue.StringValue(alert.summary()),
            attributes,
            new Resource(
                Map.of(
                    "service.name",
                    new AnyValue.StringValue("plumbline"),
                    "service.version",
                    new AnyValue.StringValue(version)),
                ""),
            new Scope("dev.plumbline.notify", version, Map.of(), ""));
    return new StoredLog(record, hash, 0);
  }

  private static void put(Map<String, AnyValue> attributes, String name, String value) {
    if (!value.isEmpty()) {
      attributes.put(EVENT + "." + name, new AnyValue.StringValue(value));
    }
  }

  private static long hash(AlertEvent event) {
    String text =
        String.join(
            "\n",
            EVENT,
            event.alertId(),
            String.valueOf(event.at().toEpochMilli()),
            event.from().label(),
            event.to().label(),
            event.actor(),
            event.note());
    return ByteBuffer.wrap(Sha256.digest(text.getBytes(StandardCharsets.UTF_8))).getLong();
  }

  private static long nanos(Instant time) {
    return Math.addExact(Math.multiplyExact(time.getEpochSecond(), 1_000_000_000L), time.getNano());
  }
}
