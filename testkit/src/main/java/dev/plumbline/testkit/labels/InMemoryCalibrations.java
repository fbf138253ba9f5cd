// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.testkit.labels;

import dev.plumbline.model.labels.CalibrationRecord;
import dev.plumbline.model.labels.CalibrationStore;
import dev.plumbline.model.labels.CallScore;
import dev.plumbline.model.labels.OwnerTask;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Calibration records in memory. Thread-safe. */
public final class InMemoryCalibrations implements CalibrationStore {
  private final Set<CalibrationRecord> records = new LinkedHashSet<>();
  private final Map<String, Map<String, CallScore>> reruns = new TreeMap<>();
  private final Map<String, OwnerTask> tasks = new LinkedHashMap<>();

  @Override
  public synchronized void append(List<CalibrationRecord> more) {
    records.addAll(more);
  }

  @Override
  public synchronized List<CalibrationRecord> records(Optional<String> dimension, int limit) {
    return records.stream()
        .filter(record -> dimension.map(record.dimension()::equals).orElse(true))
        .sorted(
            Comparator.comparing(CalibrationRecord::measuredAt)
                .reversed()
                .thenComparing(CalibrationRecord::dimension)
                .thenComparing(CalibrationRecord::tenant))
        .limit(limit)
        .toList();
  }

  @Override
  public synchronized List<CalibrationRecord> latest() {
    Map<String, CalibrationRecord> latest = new TreeMap<>();
    records(Optional.empty(), 10_000)
        .forEach(record -> latest.putIfAbsent(record.dimension() + '\n' + record.tenant(), record));
    return new ArrayList<>(latest.values());
  }

  @Override
  public synchronized void saveReruns(String dimension, List<CallScore> scores) {
    Map<String, CallScore> own = reruns.computeIfAbsent(dimension, _ -> new LinkedHashMap<>());
    scores.forEach(score -> own.put(score.call() + score.by(), score));
  }

  /** What was saved, for a reader in memory. */
  public synchronized List<CallScore> reruns(String dimension) {
    return List.copyOf(reruns.getOrDefault(dimension, Map.of()).values());
  }

  @Override
  public synchronized void saveTasks(List<OwnerTask> more) {
    more.forEach(task -> tasks.put(task.id(), task));
  }

  @Override
  public synchronized List<OwnerTask> tasks(Instant doneSince) {
    return tasks.values().stream()
        .filter(task -> task.doneAt().map(at -> !at.isBefore(doneSince)).orElse(true))
        .sorted(
            Comparator.comparing((OwnerTask task) -> task.doneAt().isPresent())
                .thenComparing(OwnerTask::dueAt)
                .thenComparing(OwnerTask::id))
        .toList();
  }
}
