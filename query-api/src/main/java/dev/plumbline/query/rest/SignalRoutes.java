// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.query.rest;

import static dev.plumbline.query.rest.CommonParams.FROM;
import static dev.plumbline.query.rest.CommonParams.TO;

import dev.plumbline.model.feedback.Coverage;
import dev.plumbline.model.feedback.FeedbackStore;
import dev.plumbline.model.feedback.SignalConfig;
import dev.plumbline.model.feedback.SignalQuery;
import dev.plumbline.model.feedback.SignalRates;
import dev.plumbline.query.http.Answer;
import dev.plumbline.query.http.Doc;
import dev.plumbline.query.http.Param;
import dev.plumbline.query.http.Request;
import dev.plumbline.query.http.Route;
import dev.plumbline.query.rest.CommonParams.Stretch;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** Rates of what users said and did, and how complete the telemetry is. Thread-safe. */
final class SignalRoutes {
  private static final Duration USUAL = Duration.ofHours(24);
  private static final Param<String> SERVICE = Param.text("service", "service.name");
  private static final Param<String> GROUP_BY =
      Param.text("group_by", "Segment whose values each get rates, such as feature or model.")
          .orElse("all");

  private final FeedbackStore store;
  private final SignalConfig config;

  SignalRoutes(FeedbackStore store, SignalConfig config) {
    this.store = store;
    this.config = config;
  }

  List<Route> routes() {
    return List.of(
        Route.get("/api/v1/user-signals", "list_user_signals")
            .tag("user signals")
            .summary("Positive rate, feedback coverage, corrections, follow-ups, abandonment")
            .params(FROM, TO, SERVICE, GROUP_BY)
            .answers(Signals.class)
            .by(this::signals),
        Route.get("/api/v1/coverage", "list_coverage")
            .tag("user signals")
            .summary("Which share of calls carries content, session, user, prompt version, ...")
            .params(FROM, TO)
            .answers(Coverages.class)
            .by(this::coverage));
  }

  private Answer signals(Request request) {
    Stretch stretch = CommonParams.stretch(request, USUAL);
    SignalQuery query =
        new SignalQuery(
            stretch.from(),
            stretch.to(),
            request.now(),
            request.find(SERVICE),
            request.get(GROUP_BY),
            config.abandonment(),
            config.idle());
    return Answer.json(
        new Signals(
            stretch.from(),
            stretch.to(),
            query.groupBy(),
            config.abandonment().name().toLowerCase(Locale.ROOT),
            config.idle().toSeconds(),
            store.rates(query).stream().map(Signal::of).toList()));
  }

  private Answer coverage(Request request) {
    Stretch stretch = CommonParams.stretch(request, USUAL);
    return Answer.json(
        new Coverages(
            stretch.from(),
            stretch.to(),
            store.coverage(stretch.from(), stretch.to()).stream().map(CoverageItem::of).toList()));
  }

  private static @Nullable Double maybe(OptionalDouble value) {
    return value.isPresent() ? Answer.finite(value.getAsDouble()) : null;
  }

  /** Answer of {@code /api/v1/user-signals}. */
  record Signals(
      Instant from,
      Instant to,
      String groupBy,
      @Doc("Which ended sessions count as abandoned: silent, unanswered or reported.")
          String abandonmentRule,
      @Doc("A session without a call for this long has ended.") long idleSeconds,
      List<Signal> items) {}

  /** Rates of one service, or of one value of the segment in it. Null is a rate of nothing. */
  record Signal(
      String serviceName,
      String segmentValue,
      @Doc("Share of explicit opinions above the middle of their scale.")
          @Nullable Double explicitPositiveRate,
      @Doc("Share of calls with an explicit opinion: thumb, rating or CSAT.")
          @Nullable Double explicitFeedbackCoverage,
      @Doc("Share of judged user messages that correct the answer before.")
          @Nullable Double correctionRate,
      @Doc("Share of user turns that follow an earlier one.") @Nullable Double followUpRate,
      @Doc("Share of ended sessions that were abandoned.") @Nullable Double abandonmentRate,
      @Doc("More than 0.3 abandoned beside more than 0.8 positive: praise by those who stayed.")
          boolean survivorshipBiasRisk,
      @Nullable Double escalationRate,
      @Nullable Double acceptanceRate,
      @Doc("Copies for each call.") @Nullable Double copyRate,
      @Doc("Retries for each call.") @Nullable Double retryRate,
      @Doc("Share of an edited answer that was changed.") @Nullable Double meanEditShare,
      @Nullable Double meanSessionTurns,
      @Nullable Double meanSessionSeconds,
      long calls,
      long explicitFeedback,
      long positiveFeedback,
      long sessions,
      long endedSessions,
      long abandonedSessions) {
    static Signal of(SignalRates rates) {
      return new Signal(
          rates.service(),
          rates.segmentValue(),
          maybe(rates.explicitPositiveRate()),
          maybe(rates.explicitFeedbackCoverage()),
          maybe(rates.correctionRate()),
          maybe(rates.followUpRate()),
          maybe(rates.abandonmentRate()),
          rates.survivorshipBiasRisk(),
          maybe(rates.escalationRate()),
          maybe(rates.acceptanceRate()),
          maybe(rates.copyRate()),
          maybe(rates.retryRate()),
          maybe(rates.meanEditShare()),
          maybe(rates.meanTurns()),
          maybe(rates.meanSessionSeconds()),
          rates.calls(),
          rates.explicit(),
          rates.positive(),
          rates.sessions(),
          rates.endedSessions(),
          rates.abandonedSessions());
    }
  }

  /** Answer of {@code /api/v1/coverage}. */
  record Coverages(Instant from, Instant to, List<CoverageItem> items) {}

  /** How many calls of a service carry a field. */
  record CoverageItem(String serviceName, String field, double ratio, long calls, long covered) {
    static CoverageItem of(Coverage coverage) {
      return new CoverageItem(
          coverage.service(),
          coverage.field(),
          coverage.ratio(),
          coverage.calls(),
          coverage.covered());
    }
  }
}
