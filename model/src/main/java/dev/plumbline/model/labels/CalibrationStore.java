// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.model.labels;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Keeps calibration records, the scores of repeated runs and the owners' tasks. Thread-safe. */
public interface CalibrationStore {
  /** Appends records; the same record may be written again. */
  void append(List<CalibrationRecord> records);

  /**
   * Records, the newest first.
   *
   * @param dimension only this one; empty for all
   * @param limit 1 to 10,000
   */
  List<CalibrationRecord> records(Optional<String> dimension, int limit);

  /** The newest record of each tenant and dimension. */
  List<CalibrationRecord> latest();

  /**
   * Keeps scores that were given to labelled calls again, by whatever version runs now. The newest
   * of each call and version counts.
   */
  void saveReruns(String dimension, List<CallScore> scores);

  /** Adds tasks, or replaces those with the same id. */
  void saveTasks(List<OwnerTask> tasks);

  /** Open tasks and those done since, the most urgent first. */
  List<OwnerTask> tasks(Instant doneSince);
}
