// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.query.labels;

import dev.plumbline.model.error.PlumblineException;
import dev.plumbline.model.labels.Calibration;
import dev.plumbline.model.labels.CalibrationRecord;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Measurements that may take longer than a request: a judge that scores hundreds of calls again.
 * Whoever asks while one runs waits for that one. Thread-safe.
 */
final class CalibrationRuns {
  private final Calibration calibration;
  private @Nullable FutureTask<List<CalibrationRecord>> current;

  CalibrationRuns(Calibration calibration) {
    this.calibration = calibration;
  }

  /** Starts a run unless one is going on, and waits for its end. */
  Optional<List<CalibrationRecord>> run(Optional<String> dimension, String actor, Duration patience)
      throws InterruptedException {
    return await(start(dimension, actor), patience);
  }

  /**
   * What the last run came to.
   *
   * @return empty while it goes on; no records when there was none
   */
  Optional<List<CalibrationRecord>> last() throws InterruptedException {
    FutureTask<List<CalibrationRecord>> task;
    synchronized (this) {
      task = current;
    }
    return task == null ? Optional.of(List.of()) : await(task, Duration.ZERO);
  }

  private synchronized FutureTask<List<CalibrationRecord>> start(
      Optional<String> dimension, String actor) {
    FutureTask<List<CalibrationRecord>> known = current;
    if (known != null && !known.isDone()) {
      return known;
    }
    FutureTask<List<CalibrationRecord>> task =
        new FutureTask<>(() -> calibration.run(dimension, actor));
    current = task;
    Thread.ofVirtual().name("calibration-run").start(task);
    return task;
  }

  private static Optional<List<CalibrationRecord>> await(
      FutureTask<List<CalibrationRecord>> task, Duration patience) throws InterruptedException {
    try {
      return Optional.of(task.get(patience.toMillis(), TimeUnit.MILLISECONDS));
    } catch (TimeoutException e) {
      return Optional.empty();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof PlumblineException known) {
        throw known;
      }
      throw new IllegalStateException("the calibration failed", e);
    }
  }
}
