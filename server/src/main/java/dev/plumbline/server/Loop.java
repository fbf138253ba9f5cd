// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.server;

import dev.plumbline.model.error.PlumblineException;
import dev.plumbline.model.metrics.Meters;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs one step again and again, with a pause between two runs, until closed. Thread-safe. */
final class Loop implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Loop.class);

  private final String name;
  private final Step step;
  private final Duration pause;
  private final Duration drainTimeout;
  private final Meters.Counter failures;
  private final CountDownLatch stop = new CountDownLatch(1);
  private final Thread thread;

  /** One run. */
  interface Step {
    void run() throws InterruptedException;
  }

  Loop(String name, Step step, Duration pause, Duration drainTimeout, Meters meters) {
    this.name = name;
    this.step = step;
    this.pause = pause;
    this.drainTimeout = drainTimeout;
    failures =
        meters.counter(
            "plumbline_background_failures_total", "Steps of background work that failed.", "loop");
    thread = Thread.ofPlatform().daemon().name(name).unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  private void run() {
    try {
      do {
        try {
          step.run();
        } catch (RuntimeException e) { // one bad step must not end the work for good
          failures.increment(name);
          String type =
              e instanceof PlumblineException known ? known.kind().label() : e.getClass().getName();
          log.atError()
              .addKeyValue("loop", name)
              .addKeyValue("error.type", type)
              .setCause(e)
              .log("step failed");
        }
      } while (!stop.await(pause.toNanos(), TimeUnit.NANOSECONDS));
    } catch (InterruptedException e) {
      log.atWarn().addKeyValue("loop", name).log("interrupted before it was drained");
    }
  }

  /** Lets the running step finish, for at most the drain timeout. Safe to call twice. */
  @Override
  public void close() {
    stop.countDown();
    try {
      if (thread.isAlive() && !thread.join(drainTimeout)) {
        thread.interrupt();
        thread.join(drainTimeout);
      }
    } catch (InterruptedException e) {
      thread.interrupt();
      Thread.currentThread().interrupt(); // the caller is being stopped too: pass it on
    }
  }
}
