// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.otlp.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.otlp.pipeline.DedupIndex.ItemKey;
import dev.plumbline.otlp.pipeline.DedupIndex.Verdict;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DedupIndexTest {
  private static final long MINUTE = DedupIndex.MINUTE_NANOS;

  /** What a store would say: the keys of all batches up to the stored one. */
  private final List<List<ItemKey>> batches = new ArrayList<>();

  private int stored;
  private int questions;

  private void load(long from, long to, DedupIndex.Sink sink) {
    questions++;
    for (List<ItemKey> batch : batches.subList(0, stored)) {
      for (ItemKey key : batch) {
        if (key.epochNanos() >= from && key.epochNanos() < to) {
          sink.add(key.high(), key.low(), key.position());
        }
      }
    }
  }

  @Test
  void agreesWithASetThatForgetsNothingWhateverIsDropped() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    DedupIndex index = new DedupIndex(this::load, 1000, 1_000_000);
    Set<List<Long>> truth = new HashSet<>();
    for (int batch = 1; batch <= 200; batch++) {
      List<ItemKey> keys = new ArrayList<>();
      for (int i = random.nextInt(50); i >= 0; i--) {
        long id = random.nextInt(3000);
        keys.add(new ItemKey(id * 31, id, id % 700 * MINUTE + id, batch));
      }
      index.prepare(keys, batch, stored);
      List<ItemKey> fresh = new ArrayList<>();
      for (ItemKey key : keys) {
        boolean isNew = truth.add(List.of(key.high(), key.low()));
        assertThat(index.add(key))
            .as("seed %d, batch %d", seed, batch)
            .isEqualTo(isNew ? Verdict.FRESH : Verdict.DUPLICATE);
        if (isNew) {
          fresh.add(key);
        }
      }
      batches.add(fresh);
      stored = Math.max(stored, batch - random.nextInt(3)); // the store is up to two batches behind
      stored = Math.min(stored, batches.size());
    }
    assertThat(questions).isGreaterThan(10);
  }

  /** A sender that got no answer may make the span again under its id, after the minute's end. */
  @Test
  void anIdThatComesAgainALittleLaterIsFound() {
    batches.add(List.of(new ItemKey(1, 2, 59 * MINUTE / 60, 1)));
    stored = 1;
    DedupIndex index = new DedupIndex(this::load, 1000, 100);
    ItemKey later = new ItemKey(1, 2, 61 * MINUTE / 60, 200);
    ItemKey other = new ItemKey(1, 3, 61 * MINUTE / 60, 200);
    index.prepare(List.of(later, other), 1, 0);
    assertThat(index.add(later)).isEqualTo(Verdict.DUPLICATE);
    assertThat(index.add(other)).isEqualTo(Verdict.FRESH);

    ItemKey nextMinute = new ItemKey(1, 3, 121 * MINUTE / 60, 201);
    index.prepare(List.of(nextMinute), 2, 1);
    assertThat(index.add(nextMinute)).isEqualTo(Verdict.DUPLICATE);
  }

  @Test
  void holdsNoMoreThanItsBound() {
    DedupIndex index = new DedupIndex(this::load, 1000, 0);
    for (int batch = 1; batch <= 100; batch++) {
      List<ItemKey> keys = new ArrayList<>();
      for (int i = 1; i <= 100; i++) {
        keys.add(new ItemKey(batch, i, batch * MINUTE, batch));
      }
      index.prepare(keys, batch, batch - 2);
      keys.forEach(index::add);
    }
    assertThat(index.size()).isLessThan(1300);
  }

  @Test
  void rowsOfTheSameEntryCountAsStoredOnceAfterACrash() {
    batches.add(List.of(new ItemKey(1, 2, 5, 70)));
    stored = 1;
    DedupIndex index = new DedupIndex(this::load, 1000, 70);
    ItemKey again = new ItemKey(1, 2, 5, 70);
    index.prepare(List.of(again), 1, 0);
    assertThat(index.add(again)).isEqualTo(Verdict.STORED_BEFORE_CRASH);
    assertThat(index.add(again)).isEqualTo(Verdict.DUPLICATE);
    assertThat(index.add(new ItemKey(1, 2, 5, 80))).isEqualTo(Verdict.DUPLICATE);
  }

  @Test
  void aLongStretchOfSparseDataTakesFewQuestions() {
    List<ItemKey> keys = new ArrayList<>();
    for (int minute = 0; minute < 20_000; minute++) {
      keys.add(new ItemKey(minute + 1, 0, minute * MINUTE, 1));
    }
    DedupIndex index = new DedupIndex(this::load, 10_000, 0);
    index.prepare(keys, 1, 0);
    assertThat(questions).isLessThan(40);
    assertThat(keys).allSatisfy(key -> assertThat(index.add(key)).isEqualTo(Verdict.FRESH));
  }

  @Test
  void anyTimeCanBeAsked() {
    DedupIndex index = new DedupIndex(this::load, 1000, 0);
    for (long time : new long[] {0, 1, Long.MAX_VALUE, Long.MAX_VALUE - MINUTE}) {
      ItemKey key = new ItemKey(0, time, time, 1);
      index.prepare(List.of(key), 1, 0);
      assertThat(index.add(key)).isEqualTo(Verdict.FRESH);
      assertThat(index.add(key)).isEqualTo(Verdict.DUPLICATE);
    }
  }
}
