// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.server;

import dev.plumbline.evaluators.agreement.LocalRescorer;
import dev.plumbline.evaluators.agreement.Rescorer;
import dev.plumbline.evaluators.price.PriceTable;
import dev.plumbline.judges.JudgePool;
import dev.plumbline.judges.OfflineJudge;
import dev.plumbline.judges.Tariff;
import dev.plumbline.judges.plan.JudgePlan;
import dev.plumbline.model.genai.Content;
import dev.plumbline.model.genai.ModelCall;
import dev.plumbline.model.labels.CallText;
import dev.plumbline.model.metrics.Meters;
import dev.plumbline.model.score.Dimension;
import dev.plumbline.model.score.Score;
import dev.plumbline.model.store.ScoreStore;
import dev.plumbline.query.rest.Judges;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Brings judges together with the price table, and shows them to the query API. */
final class JudgeWiring {
  private JudgeWiring() {}

  /**
   * The pool, not yet started.
   *
   * @param taken dimensions of the other evaluators
   */
  static JudgePool pool(
      AppConfig config,
      ScoreStore scores,
      List<Dimension> taken,
      Meters meters,
      InstantSource clock) {
    TreeSet<String> names = new TreeSet<>();
    taken.forEach(dimension -> names.add(dimension.name()));
    return JudgePool.create(config.judges(), scores, tariff(config), names, meters, clock);
  }

  /**
   * Judges that score labelled calls again when people calibrate; asks nothing before.
   *
   * @param taken dimensions of the other evaluators
   */
  static OfflineJudge calibrated(AppConfig config, List<Dimension> taken, InstantSource clock) {
    TreeSet<String> names = new TreeSet<>();
    taken.forEach(dimension -> names.add(dimension.name()));
    return OfflineJudge.create(config.judges(), names, clock);
  }

  static Rescorer rescorer(OfflineJudge judge) {
    Map<String, String> running = judge.running();
    return new Rescorer() {
      @Override
      public Optional<String> running(String dimension) {
        return Optional.ofNullable(running.get(dimension));
      }

      @Override
      public Optional<Score> score(String dimension, CallText call) throws InterruptedException {
        return judge.score(dimension, LocalRescorer.call(call));
      }
    };
  }

  private static Tariff tariff(AppConfig config) {
    if (config.judges().judges().isEmpty()) {
      return Tariff.unknown();
    }
    PriceTable prices =
        config
            .evaluators()
            .priceFile()
            .map(PriceTable::withOverrides)
            .orElseGet(PriceTable::builtIn);
    return (provider, model, usage, at) ->
        prices.cost(ModelCall.chat(provider, model, usage, Content.NONE), nanos(at));
  }

  private static long nanos(Instant at) {
    return TimeUnit.SECONDS.toNanos(at.getEpochSecond()) + at.getNano();
  }

  static Judges view(JudgePool pool) {
    return new Judges() {
      @Override
      public List<Item> list() {
        return pool.statuses().stream().map(JudgeWiring::item).toList();
      }

      @Override
      public Optional<Plan> plan(String id, OptionalDouble callsPerDay, OptionalDouble sd) {
        String model =
            pool.statuses().stream()
                .filter(status -> status.id().equals(id))
                .map(JudgePool.Status::model)
                .findFirst()
                .orElse("");
        return pool.plan(id, callsPerDay, sd).map(plan -> shown(id, model, plan));
      }
    };
  }

  private static Judges.Item item(JudgePool.Status status) {
    return new Judges.Item(
        status.id(),
        status.enabled(),
        status.format(),
        status.model(),
        status.rubrics(),
        status.dimensions(),
        status.sampling(),
        status.floor(),
        status.usdPerHour(),
        status.callsPerHour(),
        status.resting(),
        status.waiting());
  }

  private static Judges.Plan shown(String id, String model, JudgePlan plan) {
    return new Judges.Plan(
        id,
        model,
        plan.callsPerDay(),
        plan.requestsPerCall(),
        plan.inputTokensPerCall(),
        plan.outputTokensPerCall(),
        orNull(plan.usdPerCall()),
        plan.canaryRequestsPerDay(),
        plan.anomalyShare(),
        plan.sd(),
        plan.alpha(),
        plan.power(),
        "two-sample z test, two-sided, equal weeks: (z(1-alpha/2) + z(power)) sd sqrt(2/n)",
        plan.levels().stream().map(JudgeWiring::level).toList());
  }

  private static Judges.Level level(JudgePlan.Level level) {
    return new Judges.Level(
        level.sampling(),
        level.judgedPerDay(),
        orNull(level.usdPerDay()),
        level.withinBudget(),
        level.independentPerWeek(),
        orNull(level.smallestChange()));
  }

  private static @Nullable Double orNull(OptionalDouble value) {
    return value.isPresent() ? value.getAsDouble() : null;
  }
}
