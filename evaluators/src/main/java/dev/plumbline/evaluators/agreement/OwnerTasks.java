// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.agreement;

import dev.plumbline.model.labels.CalibrationRecord;
import dev.plumbline.model.labels.CalibrationStore;
import dev.plumbline.model.labels.OwnerTask;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/**
 * What owners are asked to do: measure anew when another evaluator version (judge model, rubric,
 * rules) runs, and refresh a tenth of the labels every month. A task is asked once for each cause,
 * and is done by itself once it has been seen to.
 */
final class OwnerTasks {
  static final String CHANGED = "evaluator_changed";
  static final String MONTHLY = "monthly";
  private static final Duration MONTH = Duration.ofDays(30);
  private static final Duration SOON = Duration.ofDays(3);

  private final CalibrationStore store;
  private final int minLabels;

  OwnerTasks(CalibrationStore store, int minLabels) {
    this.store = store;
    this.minLabels = minLabels;
  }

  /**
   * Brings the tasks up to date.
   *
   * @param latest newest records
   * @param freshLabels labels of the last 30 days by dimension
   * @param running evaluator and version of each dimension now
   */
  void update(
      List<CalibrationRecord> latest,
      Map<String, Integer> freshLabels,
      Map<String, String> running,
      Instant now) {
    Map<String, OwnerTask> known = new TreeMap<>();
    store.tasks(Instant.EPOCH).forEach(task -> known.put(task.id(), task));
    List<OwnerTask> changed = new ArrayList<>();
    for (CalibrationRecord record : latest) {
      if (record.tenant().isEmpty()) {
        String measured = record.evaluator() + "@" + record.evaluatorVersion();
        String now1 = running.getOrDefault(record.dimension(), measured);
        boolean proved = now1.equals(measured) && record.n() >= minLabels;
        if (!now1.equals(measured)) {
          add(known, changed, changedTask(record, measured, now1, now));
        }
        finish(known, changed, record.dimension(), CHANGED, proved, now);
        boolean fresh =
            freshLabels.getOrDefault(record.dimension(), 0) * 10 >= Math.max(record.n(), minLabels);
        if (!fresh && record.n() > 0) {
          add(known, changed, monthlyTask(record, now));
        }
        finish(known, changed, record.dimension(), MONTHLY, fresh, now);
      }
    }
    if (!changed.isEmpty()) {
      store.saveTasks(changed);
    }
  }

  private static OwnerTask changedTask(
      CalibrationRecord record, String before, String after, Instant now) {
    return task(
        CHANGED,
        record,
        after,
        "The evaluator changed from "
            + before
            + " to "
            + after
            + ". Run ./plumbline calibrate, and label more calls if it does not reach the gate.",
        now,
        now.plus(SOON));
  }

  private static OwnerTask monthlyTask(CalibrationRecord record, Instant now) {
    YearMonth month = YearMonth.from(now.atOffset(ZoneOffset.UTC));
    return task(
        MONTHLY,
        record,
        month.toString(),
        "Fewer than a tenth of the labels are of the last 30 days. Label some calls of this month"
            + " on /label, then run ./plumbline calibrate.",
        now,
        now.plus(MONTH));
  }

  private static OwnerTask task(
      String kind,
      CalibrationRecord record,
      String cause,
      String reason,
      Instant now,
      Instant due) {
    String key = kind + '\n' + record.dimension() + '\n' + cause;
    return new OwnerTask(
        UUID.nameUUIDFromBytes(key.getBytes(StandardCharsets.UTF_8)).toString(),
        kind,
        record.dimension(),
        record.owner(),
        reason,
        now,
        due,
        Optional.empty(),
        "");
  }

  private static void add(Map<String, OwnerTask> known, List<OwnerTask> changed, OwnerTask task) {
    if (known.putIfAbsent(task.id(), task) == null) {
      changed.add(task);
    }
  }

  private static void finish(
      Map<String, OwnerTask> known,
      List<OwnerTask> changed,
      String dimension,
      String kind,
      boolean done,
      Instant now) {
    if (done) {
      for (OwnerTask task : known.values()) {
        if (task.dimension().equals(dimension)
            && task.kind().equals(kind)
            && task.doneAt().isEmpty()) {
          changed.add(task.done(now, "calibration"));
        }
      }
    }
  }
}
