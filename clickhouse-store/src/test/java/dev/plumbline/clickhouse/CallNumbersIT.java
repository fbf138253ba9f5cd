// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.clickhouse.read.ClickHouseCallNumbers;
import dev.plumbline.clickhouse.windows.DirtyMinutes;
import dev.plumbline.clickhouse.write.ClickHouseScoreStore;
import dev.plumbline.model.score.Score;
import dev.plumbline.model.score.ScoreStatus;
import dev.plumbline.model.score.VersionTuple;
import dev.plumbline.model.store.CallNumbers;
import dev.plumbline.model.store.LateScore;
import dev.plumbline.model.store.StoreBatch;
import dev.plumbline.testkit.store.Calls;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What monitors read of single calls. */
class CallNumbersIT {
  private static final Instant HOUR = TestStore.thisHour();
  private static final long NOW = HOUR.getEpochSecond() * 1_000_000_000L;
  private static TestStore store = TestStore.embedded();

  @BeforeEach
  void empty() {
    store = store.emptied();
  }

  @AfterAll
  static void close() {
    store.close();
  }

  @Test
  void inlineAndLateScoresOfACallStandTogether() {
    store.spans.write(
        new StoreBatch(
            "a",
            List.of(
                Calls.call()
                    .conversation("c", 3)
                    .texts("Wörd?", "x")
                    .segment("customer", "acme")
                    .score("refusal", 0.9, "refusal")
                    .score("pii", 0, "")
                    .row(1, NOW),
                Calls.call().score("pii", 1, "").row(2, NOW + 5_000_000),
                Calls.call().service("other").score("pii", 1, "").row(3, NOW)),
            List.of(),
            List.of(),
            List.of()));
    ClickHouseScoreStore late =
        new ClickHouseScoreStore(store.clickHouse, new DirtyMinutes(), InstantSource.system());
    late.write(List.of(late(1, "warmth", 0.7, 0.5), late(1, "refusal", 0.1, 0.5)));

    List<CallNumbers.Row> rows = read(1);

    assertThat(rows).hasSize(2);
    CallNumbers.Row first = rows.getFirst();
    assertThat(first.epochMillis()).isEqualTo(HOUR.toEpochMilli());
    assertThat(first.turn()).isEqualTo(3);
    assertThat(first.questionChars()).isEqualTo(5);
    assertThat(first.segments()).containsExactly("acme", "");
    assertThat(first.scores()).containsExactly(0.9, 0.7); // the call's own score comes first
    assertThat(first.probabilities()).containsExactly(1, 0.5);
    assertThat(rows.getLast().scores()).containsExactly(Double.NaN, Double.NaN);
    assertThat(rows.getLast().turn()).isZero();
  }

  @Test
  void aPartOfTheTracesIsTheSameEachTime() {
    List<dev.plumbline.model.store.StoredSpan> calls = new ArrayList<>();
    for (int i = 1; i <= 200; i++) {
      calls.add(Calls.call().score("refusal", 0.5, "").row(i, NOW + i));
    }
    store.spans.write(new StoreBatch("b", calls, List.of(), List.of(), List.of()));

    assertThat(read(1)).hasSize(200);
    assertThat(read(4).size()).isBetween(25, 75);
    assertThat(read(4)).extracting(CallNumbers.Row::epochMillis).isSorted();
  }

  private static List<CallNumbers.Row> read(int oneIn) {
    List<CallNumbers.Row> rows = new ArrayList<>();
    new ClickHouseCallNumbers(store.clickHouse)
        .read(
            new CallNumbers.Query(
                "checkout",
                HOUR,
                HOUR.plus(Duration.ofHours(1)),
                List.of("refusal", "warmth"),
                List.of("customer", "region"),
                oneIn),
            rows::add);
    return rows;
  }

  private static LateScore late(int call, String dimension, double value, double probability) {
    Score score =
        new Score(
            dimension, OptionalDouble.of(value), "", ScoreStatus.OK, "", 1, List.of(), "head", "1");
    return new LateScore(
        Calls.key(call),
        OptionalLong.of(NOW),
        score,
        VersionTuple.of(new TreeMap<>()),
        probability);
  }
}
