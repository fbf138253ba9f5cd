// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.otlp.pipeline;

import dev.plumbline.model.ingest.LogEntry;
import dev.plumbline.model.ingest.LogPosition;
import dev.plumbline.model.ingest.LogReader;
import dev.plumbline.otlp.decode.Decoded;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** Takes entries from the log and cuts them into batches. One thread. */
final class EntryQueue {
  /** An entry with what it says. */
  record Item(LogEntry entry, Decoded decoded) {}

  private final LogReader reader;
  private final EntryDecoder decoder;
  private final PipelineConfig config;
  private final ArrayDeque<LogEntry> ahead = new ArrayDeque<>();

  EntryQueue(LogReader reader, EntryDecoder decoder, PipelineConfig config) {
    this.reader = reader;
    this.decoder = decoder;
    this.config = config;
  }

  /**
   * The entries of the next batch, in order.
   *
   * @param wait how long to wait for the first one
   * @param lingering false when nothing more will come, so that a batch need not wait for more
   * @param until when present, the batch ends before this position and nowhere else
   * @return empty when the time passed
   */
  List<Item> next(Duration wait, boolean lingering, OptionalLong until)
      throws InterruptedException {
    List<Item> batch = new ArrayList<>();
    if (ahead.isEmpty()) {
      ahead.addAll(reader.poll(config.maxBytes(), wait));
    }
    long deadline = System.nanoTime() + (lingering ? config.linger().toNanos() : 0);
    long bytes = 0;
    long items = 0;
    while (true) {
      while (!ahead.isEmpty()) {
        LogEntry entry = ahead.peek();
        if (until.isPresent()
            ? entry.position().value() >= until.getAsLong()
            : !batch.isEmpty() && bytes + entry.payload().remaining() > config.maxBytes()) {
          return batch;
        }
        Item item = new Item(entry, decoder.decode(entry));
        if (until.isEmpty()
            && !batch.isEmpty()
            && items + item.decoded().received() > config.maxItems()) {
          return batch;
        }
        ahead.remove();
        bytes += entry.payload().remaining();
        items += item.decoded().received();
        batch.add(item);
      }
      long left = deadline - System.nanoTime();
      if (left <= 0 || batch.isEmpty()) {
        return batch;
      }
      List<LogEntry> more = reader.poll(config.maxBytes(), Duration.ofNanos(left));
      if (more.isEmpty()) {
        return batch;
      }
      ahead.addAll(more);
    }
  }

  static LogPosition end(List<Item> batch) {
    return batch.getLast().entry().position().next();
  }
}
