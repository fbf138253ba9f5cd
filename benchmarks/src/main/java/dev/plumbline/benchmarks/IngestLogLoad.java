// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.benchmarks;

import dev.plumbline.model.ingest.Checkpoint;
import dev.plumbline.model.ingest.LogPosition;
import dev.plumbline.model.ingest.LogReader;
import dev.plumbline.model.ingest.LogRecord;
import dev.plumbline.model.ingest.Signal;
import dev.plumbline.model.metrics.Meters;
import dev.plumbline.otlp.log.DiskIngestLog;
import dev.plumbline.otlp.log.IngestLogConfig;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Question: how fast are appends to the disk log, and how long does one take? Arguments: folder,
 * writers, bytes of a request, seconds, and MB/s to offer (0: as fast as it goes). A reader
 * checkpoints as it goes, so the log stays small. Answers, with the machine: RESULTS.md.
 */
public final class IngestLogLoad {
  private IngestLogLoad() {}

  public static void main(String[] args) throws Exception {
    int writers = Integer.parseInt(args[1]);
    int bytes = Integer.parseInt(args[2]);
    double seconds = Double.parseDouble(args[3]);
    double offered = args.length > 4 ? Double.parseDouble(args[4]) : 0;
    byte[] payload = new byte[bytes];
    new Random(42).nextBytes(payload);
    List<Thread> threads = new ArrayList<>();
    List<long[]> times = new ArrayList<>();
    AtomicLong measured = new AtomicLong();
    try (DiskIngestLog log =
        DiskIngestLog.open(
            IngestLogConfig.defaults(Path.of(args[0])), Meters.none(), InstantSource.system())) {
      Thread reader = Thread.ofVirtual().start(() -> consume(log));
      long start = System.nanoTime();
      long warm = start + (long) (seconds * 0.3e9);
      long end = start + (long) (seconds * 1e9);
      long pause = offered == 0 ? 0 : (long) (bytes * (long) writers / offered * 1e3);
      for (int i = 0; i < writers; i++) {
        long[] nanos = new long[100_000];
        times.add(nanos);
        long first = start + pause * i / writers;
        threads.add(
            Thread.ofVirtual()
                .start(() -> {
                  int n = 0;
                  long due = first;
                  while (System.nanoTime() < end) {
                    due += pause;
                    sleepUntil(due);
                    long began = pause == 0 ? System.nanoTime() : due;
                    append(log, payload);
                    long now = System.nanoTime();
                    if (now > warm && now < end && n < nanos.length) {
                      nanos[n++] = now - began;
                      measured.addAndGet(bytes);
                    }
                  }
                }));
      }
      for (Thread thread : threads) {
        thread.join();
      }
      reader.interrupt();
      reader.join();
    }
    long[] all = times.stream().flatMapToLong(Arrays::stream).filter(n -> n > 0).sorted().toArray();
    System.out.printf(
        "writers %d, %d bytes each, offered %.0f MB/s: %.0f MB/s, append p50 %.1f ms, p99 %.1f ms,"
            + " max %.1f ms, %d appends%n",
        writers,
        bytes,
        offered,
        measured.get() / 1e6 / (seconds * 0.7),
        all[all.length / 2] / 1e6,
        all[(int) (all.length * 0.99)] / 1e6,
        all[all.length - 1] / 1e6,
        all.length);
  }

  private static void consume(DiskIngestLog log) {
    try (LogReader reader = log.read(LogPosition.START)) {
      while (true) {
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(500);
        while (System.nanoTime() < until) {
          reader.poll(8 << 20, Duration.ofMillis(100));
        }
        log.checkpoint(new Checkpoint(reader.position(), Map.of()));
      }
    } catch (InterruptedException e) {
      return; // the run is over
    }
  }

  private static void append(DiskIngestLog log, byte[] payload) {
    try {
      log.append(new LogRecord(Signal.TRACES, ByteBuffer.wrap(payload)));
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void sleepUntil(long nanoTime) {
    long left = nanoTime - System.nanoTime();
    if (left > 0) {
      try {
        TimeUnit.NANOSECONDS.sleep(left);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
