// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.plumbline.model.feedback.CallLink;
import dev.plumbline.model.feedback.Coverage;
import dev.plumbline.model.feedback.Feedback;
import dev.plumbline.model.feedback.FeedbackKind;
import dev.plumbline.model.feedback.FeedbackStore;
import dev.plumbline.model.feedback.SignalQuery;
import dev.plumbline.model.feedback.SignalQuery.Abandonment;
import dev.plumbline.model.feedback.SignalRates;
import dev.plumbline.model.genai.CallError;
import dev.plumbline.model.store.SpanStore;
import dev.plumbline.model.store.StoreBatch;
import dev.plumbline.model.store.StoredSpan;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** What every {@link FeedbackStore} must do. */
public abstract class FeedbackStoreContract {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final Instant START = NOW.minus(Duration.ofHours(6));

  /** A store with nothing in it, the same for all calls of one test. */
  protected abstract FeedbackStore store();

  /** Where the calls are that the feedback is about. */
  protected abstract SpanStore spans();

  @Test
  void keepsOneRowOfAnEventThatComesTwice() {
    Feedback up = feedback("1", FeedbackKind.THUMBS, 1, span(1), "u1", 60);
    Feedback copy = feedback("2", FeedbackKind.COPIED, 1, conversation("c1"), "", 61);
    assertThat(store().write(List.of(up, up, copy))).isEqualTo(2);
    assertThat(store().write(List.of(copy, up))).isZero();
    assertThat(store().list(START, NOW, 10)).containsExactly(copy, up);
  }

  @Test
  void keepsEveryFieldAndTheAbsenceOfAValue() {
    Feedback all =
        new Feedback(
            Feedback.idOf("x"),
            nanos(5),
            new CallLink(Calls.key(1).traceId(), Calls.key(1).spanId(), "resp-1", "c1"),
            FeedbackKind.RATING,
            OptionalDouble.of(0.75),
            "4",
            "1-5",
            "checkout",
            "user-7",
            "it's \"fine\"\n\u00fc\ud83d\ude00",
            "rest");
    Feedback none =
        new Feedback(
            Feedback.idOf("y"),
            nanos(4),
            conversation("c2"),
            FeedbackKind.SESSION_LENGTH,
            OptionalDouble.empty(),
            "93",
            "",
            "",
            "",
            "",
            "log");
    store().write(List.of(all, none));
    assertThat(store().list(START, NOW, 10)).containsExactly(all, none);
    assertThat(store().list(START, START.plusSeconds(5), 10)).containsExactly(none);
    assertThat(store().list(START, NOW, 1)).containsExactly(all);
  }

  @Test
  void findsTheCallByTheMostExactOfItsLinks() {
    calls(
        Calls.call().conversation("c1", 1).row(1, nanos(0)),
        Calls.call().conversation("c1", 2).row(2, nanos(60)));
    CallLink span = span(1);
    CallLink trace = new CallLink(Calls.key(2).traceId(), "00000000000000aa", "", "");
    CallLink response = new CallLink("0".repeat(31) + "9", "", "resp-1", "c1");
    CallLink conversation = conversation("c1");
    CallLink nothing = conversation("c9");
    Map<CallLink, FeedbackStore.FoundCall> found =
        store().find(List.of(span, trace, response, conversation, nothing));
    assertThat(found)
        .containsEntry(span, call(1, 0))
        .containsEntry(trace, call(2, 60))
        .containsEntry(response, call(1, 0))
        .containsEntry(conversation, call(2, 60));
    assertThat(found).doesNotContainKey(nothing);
  }

  @Test
  void makesRatesOfOpinionsOnCalls() {
    calls(
        Calls.call().segment("feature", "billing").row(1, nanos(0)),
        Calls.call().segment("feature", "billing").row(2, nanos(1)),
        Calls.call().segment("feature", "search").row(3, nanos(2)),
        Calls.call().service("other").row(4, nanos(3)));
    store()
        .write(
            List.of(
                feedback("1", FeedbackKind.THUMBS, 0, span(1), "u1", 10),
                feedback("2", FeedbackKind.THUMBS, 1, span(1), "u1", 20), // changed his mind
                feedback("3", FeedbackKind.RATING, 0.5, response("resp-2"), "u2", 10),
                feedback("4", FeedbackKind.THUMBS, 1, span(3), "u3", 10),
                feedback("5", FeedbackKind.EDITED, 0.25, span(3), "u3", 11),
                feedback("6", FeedbackKind.COPIED, 1, span(3), "u3", 12),
                feedback("7", FeedbackKind.ACCEPTED, 0, span(3), "u3", 13),
                feedback("8", FeedbackKind.RETRIED, 1, span(3), "u3", 14),
                feedback("9", FeedbackKind.THUMBS, 1, conversation("unknown"), "u9", 14)));
    SignalRates all = rates("all", Abandonment.SILENT).getFirst();
    assertThat(all.service()).isEqualTo("checkout");
    assertThat(all.calls()).isEqualTo(3);
    assertThat(all.explicit()).isEqualTo(3);
    assertThat(all.explicitPositiveRate()).hasValueCloseTo(2 / 3.0, within(1e-12));
    assertThat(all.explicitFeedbackCoverage()).hasValue(1);
    List<SignalRates> byFeature = rates("feature", Abandonment.SILENT);
    assertThat(byFeature)
        .extracting(SignalRates::segmentValue)
        .containsExactly("billing", "search");
    assertThat(byFeature.getFirst().explicitPositiveRate()).hasValue(0.5);
    SignalRates search = byFeature.getLast();
    assertThat(search.meanEditShare()).hasValue(0.25);
    assertThat(search.copyRate()).hasValue(1);
    assertThat(search.acceptanceRate()).hasValue(0);
    assertThat(search.retryRate()).hasValue(1);
    SignalRates other = rates("all", Abandonment.SILENT).getLast();
    assertThat(other.service()).isEqualTo("other");
    assertThat(other.explicitPositiveRate()).isEmpty();
    assertThat(other.explicitFeedbackCoverage()).hasValue(0);
  }

  @Test
  void makesRatesOfCorrectionsAndFollowUps() {
    calls(
        Calls.call().conversation("a", 1).row(1, nanos(0)),
        Calls.call().conversation("a", 2).score("user_correction", 0.9, "").row(2, nanos(60)),
        Calls.call().conversation("a", 3).score("user_correction", 0.1, "").row(3, nanos(120)),
        Calls.call().conversation("b", 1).row(4, nanos(0)));
    SignalRates rates = rates("all", Abandonment.SILENT).getFirst();
    assertThat(rates.correctionRate()).hasValue(0.5);
    assertThat(rates.followUpRate()).hasValue(0.5); // two of four turns
    assertThat(rates.meanTurns()).hasValue(2);
    assertThat(rates.meanSessionSeconds()).hasValueCloseTo((121.5 + 1.5) / 2, within(1e-9));
  }

  @Test
  void countsIdleSessionsWithoutAPositiveSignAsAbandoned() {
    calls(
        Calls.call().conversation("praised", 1).row(1, nanos(0)),
        Calls.call().conversation("copied", 1).row(2, nanos(0)),
        Calls.call().conversation("left", 1).row(3, nanos(0)),
        Calls.call().conversation("failed", 1).error(CallError.SERVER).row(4, nanos(0)),
        Calls.call().conversation("handed over", 1).row(5, nanos(0)),
        Calls.call().conversation("open", 1).row(6, minutesAgo(10)),
        Calls.call().conversation("said so", 1).row(7, minutesAgo(9)));
    store()
        .write(
            List.of(
                feedback("1", FeedbackKind.THUMBS, 1, span(1), "", 10),
                feedback("2", FeedbackKind.COPIED, 1, conversation("copied"), "", 10),
                feedback("3", FeedbackKind.ESCALATED, 1, conversation("handed over"), "", 10),
                feedback("4", FeedbackKind.ABANDONED, 1, conversation("said so"), "", 10)));
    SignalRates silent = rates("all", Abandonment.SILENT).getFirst();
    assertThat(silent.sessions()).isEqualTo(7);
    assertThat(silent.endedSessions()).isEqualTo(6);
    assertThat(silent.abandonedSessions()).isEqualTo(3);
    assertThat(silent.escalationRate()).hasValueCloseTo(1 / 6.0, within(1e-12));
    assertThat(rates("all", Abandonment.UNANSWERED).getFirst().abandonedSessions()).isEqualTo(2);
    assertThat(rates("all", Abandonment.REPORTED).getFirst().abandonedSessions()).isEqualTo(1);
  }

  /** 55 sessions with a copied answer, 45 left in silence; 50 opinions, 44 of them good. */
  @Test
  void flagsPraiseByThoseWhoStayed() {
    List<StoredSpan> rows = new ArrayList<>();
    List<Feedback> events = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      rows.add(Calls.call().conversation("s" + i, 1).row(i, nanos(i)));
      if (i < 55) {
        events.add(feedback("c" + i, FeedbackKind.COPIED, 1, span(i), "", 200));
      }
      if (i < 50) {
        events.add(feedback("t" + i, FeedbackKind.THUMBS, i < 44 ? 1 : 0, span(i), "", 201));
      }
    }
    calls(rows.toArray(StoredSpan[]::new));
    store().write(events);
    SignalRates rates = rates("all", Abandonment.SILENT).getFirst();
    assertThat(rates.explicitPositiveRate()).hasValueCloseTo(0.88, within(1e-12));
    assertThat(rates.abandonmentRate()).hasValueCloseTo(0.45, within(1e-12));
    assertThat(rates.explicitFeedbackCoverage()).hasValue(0.5);
    assertThat(rates.survivorshipBiasRisk()).isTrue();
    store().write(List.of(feedback("down", FeedbackKind.THUMBS, 0, span(99), "", 300)));
    for (int i = 55; i < 75; i++) {
      store().write(List.of(feedback("d" + i, FeedbackKind.COPIED, 1, span(i), "", 300)));
    }
    SignalRates later = rates("all", Abandonment.SILENT).getFirst();
    assertThat(later.abandonmentRate()).hasValueCloseTo(0.25, within(1e-12));
    assertThat(later.survivorshipBiasRisk()).isFalse();
  }

  @Test
  void countsWhichCallsCarryAField() {
    calls(
        Calls.call().conversation("a", 1).texts("hello", "hi").row(1, nanos(0)),
        Calls.call().row(2, nanos(1)));
    List<Coverage> coverage = store().coverage(START, NOW);
    assertThat(coverage)
        .contains(
            new Coverage("checkout", "content", 2, 1),
            new Coverage("checkout", "session", 2, 1),
            new Coverage("checkout", "user", 2, 2),
            new Coverage("checkout", "prompt_version", 2, 0),
            new Coverage("checkout", "documents", 2, 0));
    assertThat(store().coverage(START.minusSeconds(60), START)).isEmpty();
  }

  private List<SignalRates> rates(String groupBy, Abandonment abandonment) {
    return store()
        .rates(
            new SignalQuery(
                START, NOW, NOW, Optional.empty(), groupBy, abandonment, Duration.ofMinutes(30)));
  }

  private void calls(StoredSpan... rows) {
    spans().write(new StoreBatch("calls", List.of(rows), List.of(), List.of(), List.of()));
  }

  private static long nanos(long seconds) {
    return (START.getEpochSecond() + seconds) * 1_000_000_000L;
  }

  private static FeedbackStore.FoundCall call(int number, long second) {
    return new FeedbackStore.FoundCall(Calls.key(number), nanos(second), "checkout");
  }

  private static long minutesAgo(long minutes) {
    return (NOW.getEpochSecond() - minutes * 60) * 1_000_000_000L;
  }

  private static CallLink span(int number) {
    return new CallLink(Calls.key(number).traceId(), Calls.key(number).spanId(), "", "");
  }

  private static CallLink response(String id) {
    return new CallLink("", "", id, "");
  }

  private static CallLink conversation(String id) {
    return new CallLink("", "", "", id);
  }

  private static Feedback feedback(
      String id, FeedbackKind kind, double value, CallLink link, String user, long second) {
    return new Feedback(
        Feedback.idOf(id),
        nanos(second),
        link,
        kind,
        OptionalDouble.of(value),
        "",
        "",
        "",
        user,
        "",
        "rest");
  }
}
