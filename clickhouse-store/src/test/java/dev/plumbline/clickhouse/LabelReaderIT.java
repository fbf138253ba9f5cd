// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.plumbline.clickhouse.labels.ClickHouseCalibrationStore;
import dev.plumbline.clickhouse.labels.ClickHouseLabelReader;
import dev.plumbline.clickhouse.labels.ClickHouseLabelStore;
import dev.plumbline.model.labels.CallScore;
import dev.plumbline.model.labels.CallText;
import dev.plumbline.model.labels.Candidates;
import dev.plumbline.model.labels.Candidates.Stratum;
import dev.plumbline.model.labels.ChosenSample;
import dev.plumbline.model.labels.CoFailure;
import dev.plumbline.model.labels.Fleet;
import dev.plumbline.model.labels.Label;
import dev.plumbline.model.labels.ReviewItem;
import dev.plumbline.model.store.StoreBatch;
import dev.plumbline.model.store.StoredSpan;
import dev.plumbline.testkit.store.Calls;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What labelling reads of stored calls. */
class LabelReaderIT {
  private static final Instant HOUR = TestStore.thisHour();
  private static final Instant END = HOUR.plus(Duration.ofHours(1));
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
  void scoresAndWordsOfLabelledCalls() {
    StoredSpan one =
        Calls.call()
            .conversation("c1", 1)
            .texts("Which plan?", "I can't say. é")
            .segment("customer", "acme")
            .score("refusal", 0.9, "refusal")
            .score("pii", 0, "")
            .row(1, NOW);
    StoredSpan two = Calls.call().texts("Hi", "Hello").score("refusal", 0.1, "").row(2, NOW + 1);
    write("a", one, two);
    label(one, "refusal", "page");

    CallScore score = reader().scoresOfLabelled("refusal").getFirst();

    assertThat(reader().scoresOfLabelled("refusal")).hasSize(1);
    assertThat(score.value()).isEqualTo(0.9);
    assertThat(score.cluster()).isEqualTo("c1");
    assertThat(score.tenant()).isEqualTo("acme");
    assertThat(score.answerChars()).isEqualTo(14);
    assertThat(reader().running(HOUR)).containsOnlyKeys("refusal").containsValue(score.by());
    CallText text = reader().labelledCalls("refusal").getFirst();
    assertThat(text.output()).isEqualTo("I can't say. é");
    assertThat(reader().call(text.traceId(), text.spanId())).contains(text);
    assertThat(reader().call(text.traceId(), "ffffffffffffffff")).isEmpty();

    // scored again by another version: both are there, each once
    CallScore again =
        new CallScore(
            score.traceId(), score.spanId(), "c1", "acme", 0.2, "judge", "2", 0.5, 14, HOUR);
    ClickHouseCalibrationStore records =
        new ClickHouseCalibrationStore(store.clickHouse, InstantSource.system());
    records.saveReruns("refusal", List.of(again));
    records.saveReruns("refusal", List.of(again));
    assertThat(reader().scoresOfLabelled("refusal")).containsExactlyInAnyOrder(score, again);
  }

  @Test
  void theFleetOfOneVersion() {
    write(
        "a",
        Calls.call().score("refusal", 0.9, "").segment("customer", "acme").row(1, NOW),
        Calls.call().score("refusal", 0.1, "").row(2, NOW + 1),
        Calls.call().score("refusal", 0.2, "").row(3, NOW + 2));
    label(Calls.call().row(1, NOW), "refusal", "page");
    String by = reader().running(HOUR).getOrDefault("refusal", "");

    Fleet fleet = reader().fleet("refusal", by, "", HOUR, END);

    assertThat(fleet.n()).isEqualTo(3);
    assertThat(fleet.effective()).isEqualTo(3, within(1e-9));
    assertThat(fleet.mean()).isEqualTo(0.4, within(1e-9));
    assertThat(fleet.shareHigh()).isEqualTo(1 / 3.0, within(1e-9));
    assertThat(fleet.variance()).isEqualTo((0.25 + 0.09 + 0.04) / 3, within(1e-9));
    assertThat(reader().fleet("refusal", by, "acme", HOUR, END).n()).isEqualTo(1);
    assertThat(reader().fleet("refusal", "other@9", "", HOUR, END))
        .isEqualTo(new Fleet(0, 0, 0, 0, 0));
  }

  @Test
  void candidatesByStratumWithoutThoseAlreadyChosen() {
    for (int i = 1; i <= 30; i++) {
      write("b" + i, Calls.call().score("refusal", i <= 3 ? 0.95 : 0.02, "").row(i, NOW + i));
    }
    Candidates first = reader().candidates("refusal", HOUR, END, 5);

    assertThat(first.strata()).hasSize(2);
    Stratum low = first.strata().stream().filter(s -> !s.high()).findFirst().orElseThrow();
    Stratum high = first.strata().stream().filter(Stratum::high).findFirst().orElseThrow();
    assertThat(low.calls()).isEqualTo(27);
    assertThat(low.some()).hasSize(5);
    assertThat(high.some()).hasSize(3);
    assertThat(high.part()).isEqualTo(2);
    assertThat(high.slice()).startsWith("checkout/");

    Candidates.Call call = high.some().getFirst();
    labels()
        .choose(
            List.of(
                new ChosenSample(
                    "refusal",
                    call.traceId(),
                    call.spanId(),
                    call.time(),
                    0,
                    call.score(),
                    "high",
                    "",
                    0.5,
                    HOUR)));
    assertThat(reader().candidates("refusal", HOUR, END, 5).strata())
        .filteredOn(Stratum::high)
        .allMatch(s -> s.calls() == 2);
  }

  @Test
  void dimensionsThatFailTogether() {
    write(
        "a",
        Calls.call().score("refusal", 1, "").score("schema_valid", 0, "").row(1, NOW),
        Calls.call().score("refusal", 1, "").score("schema_valid", 1, "").row(2, NOW + 1),
        Calls.call().score("refusal", 0, "").score("schema_valid", 0, "").row(3, NOW + 2),
        Calls.call().score("refusal", 0, "").score("schema_valid", 1, "").row(4, NOW + 3),
        Calls.call().score("refusal", 0, "").score("schema_valid", 1, "").row(5, NOW + 4),
        Calls.call().score("refusal", 1, "").row(6, NOW + 5));

    assertThat(reader().coFailures(List.of("refusal"), List.of("schema_valid"), HOUR, END))
        .containsExactly(new CoFailure("refusal", "schema_valid", 1, 1, 1, 2));
  }

  @Test
  void flaggedThumbsDownAndEscalatedCallsAreReviewed() {
    StoredSpan toxic = Calls.call().texts("x", "y").score("toxicity", 0.8, "").row(1, NOW);
    StoredSpan mild = Calls.call().score("toxicity", 0.2, "").row(2, NOW + 1);
    StoredSpan thumbed = Calls.call().segment("feature", "billing").row(3, NOW + 2);
    StoredSpan talk = Calls.call().conversation("c9", 1).row(4, NOW + 3);
    StoredSpan later = Calls.call().conversation("c9", 2).row(5, NOW + 4);
    write("a", toxic, mild, thumbed, talk, later);
    feedback(3, "", "thumbs", 0, NOW + 100);
    feedback(0, "c9", "escalated", 1, NOW + 100);
    feedback(2, "", "thumbs", 1, NOW + 100);

    List<ReviewItem> items = reader().review(List.of("toxicity"), HOUR, END, 100);

    assertThat(items)
        .extracting(ReviewItem::reason)
        .containsExactly("escalated", "thumbs_down", "flagged");
    assertThat(items.getFirst().spanId()).isEqualTo(later.span().span().key().spanId());
    assertThat(items.get(1).feature()).isEqualTo("billing");
    assertThat(items).noneMatch(ReviewItem::reviewed);

    label(toxic, "review", "review");
    assertThat(reader().review(List.of("toxicity"), HOUR, END, 100).get(2).reviewed()).isTrue();
  }

  /** What somebody wrote into the first table of labels is kept by its successor. */
  @Test
  void labelsWrittenByHandAreShown() {
    store.clickHouse.execute(
        "INSERT INTO labels_data (LabelId, LabelledAt, TraceId, SpanId, Dimension, Value, Reviewer,"
            + " InclusionProbability, Revision, Gone) VALUES ('x', now64(3), '"
            + "a".repeat(32)
            + "', '"
            + "b".repeat(16)
            + "', 'refusal', 1, 'anna', 1, 1, 0)");
    assertThat(labels().dimensions()).containsExactly("refusal");
  }

  private static void feedback(int call, String conversation, String kind, int value, long nanos) {
    String trace = call == 0 ? "" : Calls.call().row(call, NOW).span().span().key().traceId();
    store.clickHouse.execute(
        "INSERT INTO feedback (Timestamp, TraceId, SpanId, ConversationId, Kind, Value) SELECT"
            + " fromUnixTimestamp64Nano(toInt64("
            + nanos
            + ")), '"
            + trace
            + "', '', '"
            + conversation
            + "', '"
            + kind
            + "', "
            + value);
  }

  private static void label(StoredSpan call, String dimension, String origin) {
    labels()
        .save(
            List.of(
                new Label(
                    call.span().span().key().traceId(),
                    call.span().span().key().spanId(),
                    dimension,
                    "anna",
                    OptionalDouble.of(1),
                    "",
                    "",
                    "",
                    "",
                    origin,
                    "",
                    1,
                    HOUR)));
  }

  private static ClickHouseLabelReader reader() {
    return new ClickHouseLabelReader(store.clickHouse);
  }

  private static ClickHouseLabelStore labels() {
    return new ClickHouseLabelStore(store.clickHouse, InstantSource.system());
  }

  private static void write(String token, StoredSpan... rows) {
    store.spans.write(new StoreBatch(token, List.of(rows), List.of(), List.of(), List.of()));
  }
}
