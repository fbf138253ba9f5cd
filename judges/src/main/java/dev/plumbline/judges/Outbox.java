// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.judges;

import dev.plumbline.model.error.PlumblineException;
import dev.plumbline.model.store.LateScore;
import dev.plumbline.model.store.ScoreStore;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Scores on their way to the store. Written in batches; a store that is down is waited for; a score
 * whose call is not stored yet is tried again for a while. Thread-safe.
 */
final class Outbox implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Outbox.class);
  private static final int MAX_WAITING = 20_000;
  private static final int BATCH = 500;
  private static final int MAX_TRIES = 20;

  private final ScoreStore store;
  private final JudgeMeters meters;
  private final Duration pause;
  private final ArrayDeque<Letter> waiting = new ArrayDeque<>();
  private final Thread thread = Thread.ofVirtual().name("judge-outbox").unstarted(this::run);
  private final CountDownLatch stop = new CountDownLatch(1);

  private record Letter(String judge, LateScore score, int tries) {}

  Outbox(ScoreStore store, JudgeMeters meters, Duration pause) {
    this.store = store;
    this.meters = meters;
    this.pause = pause;
  }

  void start() {
    thread.start();
  }

  synchronized void add(String judge, List<LateScore> scores) {
    for (LateScore score : scores) {
      put(new Letter(judge, score, 0));
    }
  }

  private synchronized void put(Letter letter) {
    if (waiting.size() >= MAX_WAITING) {
      meters.scores(letter.judge(), "lost");
    } else {
      waiting.add(letter);
    }
  }

  private synchronized List<Letter> take() {
    List<Letter> batch = new ArrayList<>();
    while (batch.size() < BATCH && !waiting.isEmpty()) {
      batch.add(waiting.removeFirst());
    }
    return batch;
  }

  private void run() {
    try {
      do {
        writeAll();
      } while (!stop.await(pause.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Writes what is there now, once. */
  private void writeAll() {
    List<Letter> again = new ArrayList<>();
    for (List<Letter> batch = take(); !batch.isEmpty(); batch = take()) {
      try {
        List<LateScore> refused =
            new ArrayList<>(store.write(batch.stream().map(Letter::score).toList()));
        for (Letter letter : batch) {
          if (!refused.remove(letter.score())) {
            meters.scores(letter.judge(), "written");
          } else if (letter.tries() >= MAX_TRIES) {
            meters.scores(letter.judge(), "orphaned");
          } else {
            again.add(new Letter(letter.judge(), letter.score(), letter.tries() + 1));
          }
        }
      } catch (RuntimeException e) {
        again.addAll(batch);
        String type =
            e instanceof PlumblineException known ? known.kind().label() : e.getClass().getName();
        log.atWarn()
            .addKeyValue("error.type", type)
            .addKeyValue("batch.size", batch.size())
            .log("scores of judges were not written; trying again");
        break;
      }
    }
    again.forEach(this::put);
  }

  /** Writes what is left; what the store does not take now is lost, and counted. */
  @Override
  public void close() {
    stop.countDown();
    try {
      if (thread.isAlive() && !thread.join(Duration.ofSeconds(10))) {
        thread.interrupt();
      }
    } catch (InterruptedException e) {
      thread.interrupt();
      Thread.currentThread().interrupt();
    }
    writeAll();
    for (Letter letter : take()) {
      meters.scores(letter.judge(), "lost");
    }
  }
}
