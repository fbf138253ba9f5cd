// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.model.score.Evidence;
import dev.plumbline.model.score.Score;
import dev.plumbline.model.score.ScoreStatus;
import dev.plumbline.model.score.VersionTuple;
import dev.plumbline.model.store.LateScore;
import dev.plumbline.model.store.RowQuery;
import dev.plumbline.model.store.ScoreStore;
import dev.plumbline.model.store.SpanStore;
import dev.plumbline.model.store.StoreBatch;
import dev.plumbline.model.store.TelemetryReader;
import dev.plumbline.model.telemetry.SpanKey;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What every {@link ScoreStore} must do, seen through a {@link TelemetryReader}. */
public abstract class ScoreStoreContract {
  private static final long NOW = SpanStoreContract.NOW;

  /** A store with nothing in it, the same for all methods of one test. */
  protected abstract ScoreStore scores();

  /** Keeps the calls that the scores belong to. */
  protected abstract SpanStore spans();

  protected abstract TelemetryReader reader();

  @Test
  void aScoreCarriesTheSegmentsOfItsCall() {
    spans().write(batch(Calls.call().segment("feature", "billing").segment("shop", "north"), "a"));
    assertThat(scores().write(List.of(late(Calls.key(1), "warmth", 0.7, OptionalLong.of(NOW)))))
        .isEmpty();
    assertThat(rows("warmth"))
        .singleElement()
        .satisfies(row ->
            assertThat(row)
                .containsEntry("Value", 0.7)
                .containsEntry("Status", "ok")
                .containsEntry("Feature", "billing")
                .containsEntry("ServiceName", "checkout")
                .containsEntry("Evaluator", "heads")
                .containsEntry("SamplingProbability", 0.5)
                .containsEntry("Timestamp", "2026-11-21T15:00:00.000000000Z")
                .containsEntry("Segments", Map.of("shop", "north")));
  }

  /** A batch that is written again, or a call that is scored again after a crash. */
  @Test
  void theFirstScoreOfAnEvaluatorStays() {
    spans().write(batch(Calls.call(), "a"));
    LateScore first = late(Calls.key(1), "warmth", 0.7, OptionalLong.of(NOW));
    LateScore again = late(Calls.key(1), "warmth", 0.9, OptionalLong.empty());
    scores().write(List.of(first, first));
    scores().write(List.of(again, late(Calls.key(1), "openness", 0.1, OptionalLong.of(NOW))));
    assertThat(rows("warmth"))
        .singleElement()
        .satisfies(r -> assertThat(r).containsEntry("Value", 0.7));
    assertThat(rows("openness")).hasSize(1);
  }

  @Test
  void givesBackWhatBelongsToNoStoredCall() {
    spans().write(batch(Calls.call(), "a"));
    LateScore stranger = late(Calls.key(2), "warmth", 0.7, OptionalLong.empty());
    LateScore known = late(Calls.key(1), "warmth", 0.6, OptionalLong.empty());
    assertThat(scores().write(List.of(stranger, known))).containsExactly(stranger);
    assertThat(rows("warmth")).hasSize(1);
  }

  @Test
  void aScoreWithoutValueHasAStatusOnly() {
    spans().write(batch(Calls.call(), "a"));
    Score skipped =
        new Score(
            "warmth",
            OptionalDouble.empty(),
            "",
            ScoreStatus.SKIPPED,
            "the queue was full",
            1,
            List.of(),
            "heads",
            "1");
    scores().write(List.of(new LateScore(Calls.key(1), OptionalLong.of(NOW), skipped, tuple(), 1)));
    assertThat(rows("warmth"))
        .singleElement()
        .satisfies(
            row -> assertThat(row).containsEntry("Value", null).containsEntry("Status", "skipped"));
  }

  private static StoreBatch batch(Calls call, String token) {
    return new StoreBatch(token, List.of(call.row(1, NOW)), List.of(), List.of(), List.of());
  }

  private static LateScore late(SpanKey key, String dimension, double value, OptionalLong start) {
    Score score =
        new Score(
            dimension,
            OptionalDouble.of(value),
            "yes",
            ScoreStatus.OK,
            "why",
            0.9,
            List.of(new Evidence("output", 1, 4, "rule")),
            "heads",
            "1");
    return new LateScore(key, start, score, tuple(), 0.5);
  }

  private static VersionTuple tuple() {
    return VersionTuple.of(new TreeMap<>(Map.of("evaluators", "heads-1")));
  }

  private List<SequencedMap<String, @Nullable Object>> rows(String dimension) {
    return reader()
        .rows(
            new RowQuery(
                RowQuery.View.SCORES,
                Instant.EPOCH,
                Instant.parse("2263-01-01T00:00:00Z"),
                Map.of("Dimension", dimension),
                List.of(),
                100,
                Optional.empty()))
        .rows();
  }
}
