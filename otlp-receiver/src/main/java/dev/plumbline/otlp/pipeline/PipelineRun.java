// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.otlp.pipeline;

import dev.plumbline.otlp.pipeline.EntryQueue.Item;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One run from a checkpoint: a thread prepares the next batch while the caller's thread stores the
 * one before. Ends when it is told to and the log is empty, or with the first failure; then all
 * that is not checkpointed begins again in another run. Used once.
 */
final class PipelineRun {
  private static final Duration WAIT = Duration.ofMillis(200);
  private static final Duration IDLE = Duration.ofMillis(5);

  /** What the preparing thread hands over: a batch, the end, or why it failed. */
  private record Handed(@Nullable Batch batch, @Nullable Throwable failure) {}

  /** Stores one batch and checkpoints it. */
  interface Storing {
    void store(Batch batch) throws InterruptedException;
  }

  private final EntryQueue entries;
  private final BatchMaker maker;
  private final OptionalLong firstBatchEnd;
  private final BooleanSupplier closing;
  private final SynchronousQueue<Handed> handover = new SynchronousQueue<>();
  private final AtomicLong storedBatch = new AtomicLong();

  PipelineRun(
      EntryQueue entries, BatchMaker maker, OptionalLong firstBatchEnd, BooleanSupplier closing) {
    this.entries = entries;
    this.maker = maker;
    this.firstBatchEnd = firstBatchEnd;
    this.closing = closing;
  }

  void run(Storing storing) throws InterruptedException {
    Thread preparing = Thread.ofVirtual().name("pipeline-prepare").start(this::prepare);
    try {
      while (true) {
        Handed next = handover.take();
        if (next.failure() != null) {
          throw new IllegalStateException("a batch could not be prepared", next.failure());
        }
        if (next.batch() == null) {
          return;
        }
        storing.store(next.batch());
        storedBatch.set(next.batch().number());
      }
    } finally {
      preparing.interrupt();
      preparing.join();
    }
  }

  private void prepare() {
    try {
      try {
        prepareAll();
        handover.put(new Handed(null, null));
      } catch (RuntimeException | Error e) {
        handover.put(new Handed(null, e));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the storing side has ended: nobody takes batches
    }
  }

  private void prepareAll() throws InterruptedException {
    OptionalLong end = firstBatchEnd;
    for (long number = 1; ; ) {
      boolean last = closing.getAsBoolean();
      List<Item> items = entries.next(last ? Duration.ZERO : WAIT, !last, end);
      if (items.isEmpty() && end.isEmpty()) {
        if (last) {
          return;
        }
        Thread.sleep(IDLE); // a log that is closed gives nothing without waiting
        continue;
      }
      end = OptionalLong.empty();
      if (!items.isEmpty()) {
        handover.put(new Handed(maker.make(number, items, storedBatch.get()), null));
        number++;
      }
    }
  }
}
