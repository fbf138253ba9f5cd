// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * The time that all evaluators of one call may take. What counts is the processor time of the
 * thread: one that had to wait for a busy machine has not used it up. While the process is new and
 * its code not yet compiled, the budget is fifty times as long. Thread-safe.
 */
final class TimeBudget {
  private static final int WARM_UP_CALLS = 10_000;
  private static final int WARM_UP_FACTOR = 50;
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final long nanos;
  private final LongSupplier wall;
  private final LongSupplier cpu;
  private final AtomicInteger warmUp;

  TimeBudget(long nanos, int warmUpCalls, LongSupplier wall, LongSupplier cpu) {
    this.nanos = nanos;
    this.wall = wall;
    this.cpu = cpu;
    this.warmUp = new AtomicInteger(warmUpCalls);
  }

  static TimeBudget of(Duration budget) {
    return new TimeBudget(
        budget.toNanos(), WARM_UP_CALLS, System::nanoTime, TimeBudget::processorTime);
  }

  static TimeBudget unlimited() {
    return new TimeBudget(Long.MAX_VALUE, 0, System::nanoTime, System::nanoTime);
  }

  /** False where nothing is ever skipped. */
  boolean limited() {
    return nanos != Long.MAX_VALUE;
  }

  Run start() {
    long limit = nanos;
    if (warmUp.get() > 0) {
      warmUp.decrementAndGet();
      limit = nanos * WARM_UP_FACTOR;
    }
    return new Run(limit);
  }

  private static long processorTime() {
    // virtual threads have no processor time of their own
    return Thread.currentThread().isVirtual()
        ? System.nanoTime()
        : THREADS.getCurrentThreadCpuTime();
  }

  /** The clock of one call. One thread. */
  final class Run {
    private final long limit;
    private final long cpuStart = cpu.getAsLong();
    private final long wallStart = wall.getAsLong();
    private long lapStart = wallStart;

    private Run(long limit) {
      this.limit = limit;
    }

    /** Asks the dearer clock only when the cheap one says that it could be so. */
    boolean usedUp() {
      return lapStart - wallStart > limit && cpu.getAsLong() - cpuStart > limit;
    }

    /** Nanoseconds since the last lap, or since the start. */
    long lap() {
      long now = wall.getAsLong();
      long lap = now - lapStart;
      lapStart = now;
      return lap;
    }
  }
}
