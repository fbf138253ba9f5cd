// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.judges;

import dev.plumbline.judges.probe.CanaryCheck;
import dev.plumbline.judges.probe.CanaryPair;
import dev.plumbline.judges.probe.CanaryRun;
import dev.plumbline.judges.probe.CanaryStore;
import dev.plumbline.judges.probe.PaddingProbe;
import dev.plumbline.judges.probe.PairwiseJudge;
import dev.plumbline.judges.probe.SwapProbe;
import dev.plumbline.judges.rubric.RubricJudge;
import dev.plumbline.model.genai.Usage;
import dev.plumbline.model.metrics.Meters;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Judges the judges: once a day, and as soon as the model or a rubric changed, each enabled judge
 * judges its canaries. The result is kept and compared with the first run by the same rubrics; a
 * judge that drifted is counted and logged. Takes its money from the judge's budget, and goes on in
 * the next step when that is low. One thread.
 */
public final class JudgeCare {
  private static final Logger log = LoggerFactory.getLogger(JudgeCare.class);
  private static final Duration EVERY = Duration.ofDays(1);
  private static final int PROBES_EVERY_RUNS = 7;
  private static final int PROBE_ITEMS = 10;

  private final JudgePool pool;
  private final CanaryStore store;
  private final List<CanaryPair> pairs;
  private final InstantSource clock;
  private final Meters.Counter runs;
  private final Meters.Counter probes;
  private final Map<String, CanaryCheck> running = new TreeMap<>();

  public JudgeCare(JudgePool pool, CanaryStore store, Meters meters, InstantSource clock) {
    this(pool, store, CanaryPair.builtIn(), meters, clock);
  }

  JudgeCare(
      JudgePool pool,
      CanaryStore store,
      List<CanaryPair> pairs,
      Meters meters,
      InstantSource clock) {
    this.pool = pool;
    this.store = store;
    this.pairs = List.copyOf(pairs);
    this.clock = clock;
    this.runs =
        meters.counter(
            "plumbline_judge_canary_runs_total",
            "Runs of judges over their canaries: first, steady, drifted or incomplete.",
            "judge",
            "result");
    this.probes =
        meters.counter(
            "plumbline_judge_probes_total",
            "Probes of judges: padding fails when longer answers score higher, swap when the place"
                + " of an answer decides more often than not; inconclusive: too few verdicts.",
            "judge",
            "probe",
            "result");
  }

  /** Runs what is due, as far as the budget goes. */
  public void step() throws InterruptedException {
    for (Lane lane : pool.lanes()) {
      JudgeConfig config = lane.judge().config();
      if (config.enabled() && config.canaries() > 0 && !lane.judge().client().resting()) {
        step(lane);
      }
    }
  }

  private void step(Lane lane) throws InterruptedException {
    String name = lane.judge().config().name();
    CanaryCheck check = running.get(name);
    if (check == null) {
      Optional<CanaryCheck> due = due(lane);
      if (due.isEmpty()) {
        return;
      }
      check = due.get();
      running.put(name, check);
    }
    Optional<CanaryRun> run = check.run(purse(lane));
    if (run.isPresent()) {
      running.remove(name);
      int before = store.runs(name).size();
      finish(name, run.get());
      if (run.get().complete() && before % PROBES_EVERY_RUNS == 0) {
        probe(lane);
      }
    }
  }

  /** Position and length: with the first run and each seventh after it. */
  private void probe(Lane lane) throws InterruptedException {
    CanaryCheck.Purse purse = purse(lane);
    CountingClient client = new CountingClient(lane.judge().client(), purse::spent);
    String name = lane.judge().config().name();
    for (RubricJudge one : lane.judge().rubrics()) {
      List<CanaryPair> items = CanaryPair.choose(pairs, List.of(one.rubric().id()), PROBE_ITEMS);
      if (items.isEmpty() || !lane.budget().reserve("", 0, 4 * items.size())) {
        continue;
      }
      PaddingProbe padding =
          PaddingProbe.run(
              new RubricJudge(one.rubric(), client),
              items.stream().map(CanaryPair::badInput).toList());
      boolean enough = padding.judged() * 2 > items.size();
      count(name, one, "padding", enough, padding.passed());
      SwapProbe swap = SwapProbe.run(new PairwiseJudge(one.rubric(), client), items);
      count(name, one, "swap", swap.compared() * 2 > items.size(), swap.agreed() > 0.5);
    }
  }

  private void count(
      String judge, RubricJudge rubric, String probe, boolean enough, boolean passed) {
    String result = !enough ? "inconclusive" : passed ? "passed" : "failed";
    probes.increment(judge, probe, result);
    if (result.equals("failed")) {
      log.atWarn()
          .addKeyValue("judge", judge)
          .addKeyValue("rubric", rubric.rubric().id())
          .addKeyValue("probe", probe)
          .log("judge failed a probe");
    }
  }

  private Optional<CanaryCheck> due(Lane lane) {
    JudgeConfig config = lane.judge().config();
    TreeMap<String, RubricJudge> rubrics = new TreeMap<>();
    TreeMap<String, String> identities = new TreeMap<>();
    for (RubricJudge one : lane.judge().rubrics()) {
      rubrics.put(one.rubric().id(), one);
      identities.put(one.rubric().id(), one.rubric().identity());
    }
    List<CanaryPair> chosen =
        CanaryPair.choose(pairs, List.copyOf(rubrics.keySet()), config.canaries());
    if (chosen.isEmpty()) {
      return Optional.empty();
    }
    List<CanaryRun> before = store.runs(config.name());
    if (!before.isEmpty()) {
      CanaryRun last = before.getLast();
      boolean fresh = last.at().plus(EVERY).isAfter(clock.instant());
      if (fresh && last.rubrics().equals(identities)) {
        return Optional.empty();
      }
    }
    return Optional.of(new CanaryCheck(config.name(), rubrics, chosen, clock));
  }

  private CanaryCheck.Purse purse(Lane lane) {
    return new CanaryCheck.Purse() {
      @Override
      public boolean allows() {
        return !lane.judge().client().resting() && lane.budget().reserve("", 0, 1);
      }

      @Override
      public void spent(List<Usage> usage) {
        double usd = 0;
        int unpriced = 0;
        for (Usage one : usage) {
          var price = lane.judge().usd(one);
          usd += price.orElse(0);
          unpriced += price.isEmpty() ? 1 : 0;
        }
        lane.budget().settle("", usd, Math.max(0, usage.size() - 1));
        lane.meters()
            .spent(
                lane.judge().config().name(),
                new Judge.Result(
                    List.of(), Math.max(1, usage.size()), usage, usd, unpriced, false));
      }
    };
  }

  private void finish(String name, CanaryRun run) {
    if (!run.complete()) {
      runs.increment(name, "incomplete");
      log.atWarn()
          .addKeyValue("judge", name)
          .addKeyValue("judged", run.pairs().size())
          .addKeyValue("asked", run.asked())
          .log("canary run is incomplete and is not compared");
      // tried again in a day, not at once: the run itself costs money
      store.save(run);
      return;
    }
    Optional<CanaryRun> first =
        store.runs(name).stream()
            .filter(CanaryRun::complete)
            .filter(old -> old.rubrics().equals(run.rubrics()))
            .findFirst();
    store.save(run);
    if (first.isEmpty()) {
      runs.increment(name, "first");
      return;
    }
    List<String> drifted =
        run.since(first.get()).entrySet().stream()
            .filter(entry -> entry.getValue().drifted())
            .map(Map.Entry::getKey)
            .toList();
    runs.increment(name, drifted.isEmpty() ? "steady" : "drifted");
    if (!drifted.isEmpty()) {
      log.atWarn()
          .addKeyValue("judge", name)
          .addKeyValue("rubrics", String.join(",", drifted))
          .addKeyValue("model", run.model())
          .log("judge judges its canaries otherwise than before");
    }
  }
}
