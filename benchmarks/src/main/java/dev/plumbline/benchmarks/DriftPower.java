// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.benchmarks;

import dev.plumbline.drift.engine.Alarm;
import dev.plumbline.drift.engine.BaselineFit;
import dev.plumbline.drift.engine.Call;
import dev.plumbline.drift.engine.EngineConfig;
import dev.plumbline.drift.engine.Residuals;
import dev.plumbline.drift.engine.ServiceScan;
import dev.plumbline.model.config.Settings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Question: do false alarms come as often as they were ordered, and how soon are changes found?
 * Made streams; answers in RESULTS.md. Arguments: streams for each case, then key=value settings
 * and {@code only=name} to run one group.
 */
public final class DriftPower {
  private static final double QUARTER = 2190;
  private static final double MONITORED = 42 * 24;
  private static final int[] RATES = {200, 600, 2000};

  private final EngineConfig config;
  private final int streams;
  private final ExecutorService workers =
      Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());

  private DriftPower(EngineConfig config, int streams) {
    this.config = config;
    this.streams = streams;
  }

  /** What one stream gave. */
  @SuppressWarnings("ArrayRecordComponent") // numbers, never compared
  private record Outcome(
      DriftStreams.Made made, List<Alarm> alarms, Map<String, double[]> series, long firstHour) {
    /** Hours from the change to the first crossing, -1 when it never crosses. */
    double delay(String name, double threshold) {
      double[] values = series.get(name);
      long change = made.changeAt() / 3_600_000L;
      if (values == null) {
        return -1;
      }
      for (int h = (int) Math.max(0, change - firstHour); h < values.length; h++) {
        if (values[h] >= threshold) {
          return h + firstHour + 1 - made.changeAt() / 3.6e6;
        }
      }
      return -1;
    }

    double highest(String name) {
      double[] values = series.get(name);
      return values == null ? Double.NEGATIVE_INFINITY : Arrays.stream(values).max().orElse(0);
    }
  }

  private Outcome run(DriftStreams.Recipe recipe) {
    DriftStreams.Made made = DriftStreams.make(recipe);
    long first = DriftStreams.START / 3_600_000L;
    long end = first + 14 * 24;
    List<Call> reference = new ArrayList<>();
    for (Call call : made.calls()) {
      if (call.time < end * 3_600_000L) {
        reference.add(call);
      }
    }
    BaselineFit.Fitted fitted =
        BaselineFit.fit(made.schema(), reference, first, end, config).orElseThrow();
    Residuals residuals = new Residuals(fitted.baseline());
    for (Call call : made.calls()) {
      if (call.time >= end * 3_600_000L) {
        residuals.add(call, fitted.sums());
      }
    }
    Map<String, double[]> series = new TreeMap<>();
    List<Alarm> alarms =
        new ServiceScan(fitted.baseline(), fitted.sums(), config)
            .run(
                false,
                (hour, name, value) -> {
                  double[] values =
                      series.computeIfAbsent(
                          name,
                          n -> {
                            double[] made2 = new double[(int) MONITORED];
                            Arrays.fill(made2, Double.NEGATIVE_INFINITY);
                            return made2;
                          });
                  values[(int) (hour - end)] = value;
                });
    return new Outcome(
        new DriftStreams.Made(
            made.schema(), List.of(), made.changeAt(), made.effects(), made.slice()),
        alarms,
        series,
        end);
  }

  private List<Outcome> runAll(List<DriftStreams.Recipe> recipes) throws Exception {
    List<Callable<Outcome>> tasks = new ArrayList<>();
    recipes.forEach(recipe -> tasks.add(() -> run(recipe)));
    List<Outcome> outcomes = new ArrayList<>();
    for (Future<Outcome> future : workers.invokeAll(tasks)) {
      outcomes.add(future.get());
    }
    return outcomes;
  }

  private List<DriftStreams.Recipe> recipes(
      DriftStreams.Scenario scenario, int pool, double repeat, boolean fit, long seed) {
    List<DriftStreams.Recipe> recipes = new ArrayList<>();
    for (int rate : RATES) {
      int count = rate == 2000 ? Math.max(1, streams / 2) : streams;
      for (int i = 0; i < count; i++) {
        double size = new double[] {.12, .2, .3, .5}[i % 4];
        recipes.add(
            new DriftStreams.Recipe(
                scenario, rate, pool, repeat, fit, size, seed * 1_000_003 + rate * 1009L + i));
      }
    }
    return recipes;
  }

  @SuppressWarnings("SystemOut")
  private static void say(String format, Object... arguments) {
    System.out.printf(Locale.ROOT, format + "%n", arguments);
  }

  /** The threshold that lets a share of series cross in the monitored time. */
  private static double matched(List<Outcome> quiet, List<String> names, double perQuarter) {
    List<Double> highest = new ArrayList<>();
    for (Outcome outcome : quiet) {
      for (String name : names) {
        if (outcome.series().containsKey(name)) {
          highest.add(outcome.highest(name));
        }
      }
    }
    highest.sort(Double::compare);
    double share = 1 - Math.exp(-perQuarter * MONITORED / QUARTER);
    return highest.get(
        (int) Math.min(highest.size() - 1, Math.floor((1 - share) * highest.size())));
  }

  private static final List<String> ALL = names("");

  private static List<String> names(String prefix) {
    List<String> names = new ArrayList<>();
    for (int j = 0; j < DriftStreams.DIMENSIONS; j++) {
      names.add(prefix + "d" + j);
    }
    return names;
  }

  private void group(String label, int pool, double repeat, boolean fit, long seed)
      throws Exception {
    say("## %s: %d questions, %.0f %% of the noise is the question's", label, pool, 100 * repeat);
    List<Outcome> quiet = runAll(recipes(DriftStreams.Scenario.NONE, pool, repeat, fit, seed));
    double theory = StrictMath.log(QUARTER);
    int at = 0;
    for (int rate : RATES) {
      int count = rate == 2000 ? Math.max(1, streams / 2) : streams;
      List<Outcome> part = quiet.subList(at, at + count);
      at += count;
      say(
          "A/A %4d a day: false alarms for nominal 1: stream %.2f, panel %.2f, variance %.2f, depth %.2f, input %.2f",
          rate,
          crossings(part, ALL, theory),
          alarms(part, Alarm.Kind.BEHAVIOUR),
          alarms(part, Alarm.Kind.VARIANCE),
          alarms(part, Alarm.Kind.DEPTH),
          alarms(part, Alarm.Kind.INPUT));
    }
    double stream = matched(quiet, ALL, 0.25);
    double panel = matched(quiet, List.of("panel"), 0.25);
    double input = matched(quiet, List.of("input"), 0.25);
    say("thresholds for .25 a quarter: stream %.2f, panel %.2f, input %.2f", stream, panel, input);
    List<Outcome> full = runAll(recipes(DriftStreams.Scenario.FULL, pool, repeat, fit, seed + 1));
    double[][] bins = {{.1, .2}, {.2, .4}, {.4, 9}};
    for (double[] bin : bins) {
      List<Double> delays = new ArrayList<>();
      for (Outcome outcome : full) {
        for (int j = 0; j < DriftStreams.DIMENSIONS; j++) {
          double d = Math.abs(outcome.made().effects()[j]);
          if (d >= bin[0] && d < bin[1] && outcome.series().containsKey("d" + j)) {
            delays.add(outcome.delay("d" + j, stream));
          }
        }
      }
      say("stream %.1f to %.1f: %s", bin[0], bin[1], delays(delays));
    }
    say("service, full swap: %s", delays(of(full, "panel", panel)));
    List<Outcome> one =
        runAll(recipes(DriftStreams.Scenario.ONE_SLICE, pool, repeat, fit, seed + 2));
    say("service, one slice: %s", delays(of(one, "panel", panel)));
    localisation(one, "one slice");
    localisation(full, "full swap");
    List<Outcome> mix = runAll(recipes(DriftStreams.Scenario.MIX, pool, repeat, fit, seed + 3));
    say(
        "mix shift: panel %s; input %s",
        delays(of(mix, "panel", panel)), delays(of(mix, "input", input)));
    List<Outcome> moved =
        runAll(recipes(DriftStreams.Scenario.PROMPTS, pool, repeat, fit, seed + 4));
    List<Double> streams14 = new ArrayList<>();
    for (String name : ALL) {
      streams14.addAll(of(moved, name, stream));
    }
    say(
        "questions move: panel %s; streams %s; input %s",
        delays(of(moved, "panel", panel)), delays(streams14), delays(of(moved, "input", input)));
    if (!fit) {
      for (DriftStreams.Scenario scenario :
          List.of(
              DriftStreams.Scenario.SPREAD_UP,
              DriftStreams.Scenario.SPREAD_DOWN,
              DriftStreams.Scenario.DEPTH)) {
        List<Outcome> outcomes = runAll(recipes(scenario, pool, repeat, false, seed + 5));
        String name = scenario == DriftStreams.Scenario.DEPTH ? "depth/d2" : "variance/d2";
        say("%s: %s", scenario, delays(of(outcomes.subList(streams, 2 * streams), name, theory)));
      }
    }
  }

  private static List<Double> of(List<Outcome> outcomes, String name, double threshold) {
    List<Double> delays = new ArrayList<>();
    outcomes.forEach(outcome -> delays.add(outcome.delay(name, threshold)));
    return delays;
  }

  /** False alarms a quarter: crossings, each followed by 14 quiet days. */
  private static double crossings(List<Outcome> outcomes, List<String> names, double threshold) {
    double hours = 0;
    double crossed = 0;
    for (Outcome outcome : outcomes) {
      for (String name : names) {
        double[] values = outcome.series().get(name);
        if (values == null) {
          continue;
        }
        int h = 0;
        while (h < values.length && values[h] < threshold) {
          h++;
        }
        hours += h;
        crossed += h < values.length ? 1 : 0;
      }
    }
    return crossed / hours * QUARTER;
  }

  private static double alarms(List<Outcome> outcomes, Alarm.Kind kind) {
    double hours = 0;
    double raised = 0;
    for (Outcome outcome : outcomes) {
      double until = MONITORED;
      for (Alarm alarm : outcome.alarms()) {
        if (alarm.kind() == kind && alarm.scope() == Alarm.Scope.PANEL) {
          until = alarm.detectedAt() / 3.6e6 - outcome.firstHour();
          raised++;
          break;
        }
      }
      hours += until;
    }
    return raised / hours * QUARTER;
  }

  private static String delays(List<Double> delays) {
    if (delays.isEmpty()) {
      return "none";
    }
    double cap = 14 * 24;
    double[] capped =
        delays.stream().mapToDouble(d -> d < 0 || d > cap ? cap : d).sorted().toArray();
    long missed = Arrays.stream(capped).filter(d -> d >= cap).count();
    return String.format(
        Locale.ROOT,
        "median %.1f h, mean %.1f h, alarming within 14 days %.0f %% of %d",
        capped[capped.length / 2],
        Arrays.stream(capped).average().orElse(0),
        100.0 * (capped.length - missed) / capped.length,
        capped.length);
  }

  private static void localisation(List<Outcome> outcomes, String label) {
    double found = 0;
    double wrong = 0;
    double present = 0;
    double hit = 0;
    for (Outcome outcome : outcomes) {
      boolean alarmed = false;
      List<String> confirmed = new ArrayList<>();
      long from = Long.MAX_VALUE;
      for (Alarm alarm : outcome.alarms()) {
        if (alarm.kind() == Alarm.Kind.BEHAVIOUR
            && alarm.scope() == Alarm.Scope.PANEL
            && alarm.detectedAt() >= outcome.made().changeAt()
            && !alarmed) {
          alarmed = true;
          from = alarm.detectedAt();
        }
        if (alarmed
            && alarm.scope() == Alarm.Scope.SLICE
            && alarm.detectedAt() <= from + 73 * 3_600_000L) {
          confirmed.add(alarm.dimension().orElse("") + "/" + alarm.segment().orElseThrow().value());
        }
      }
      for (String cell : confirmed) {
        int j = Integer.parseInt(cell.substring(1, cell.indexOf('/')));
        int s = Arrays.asList(DriftStreams.SLICES).indexOf(cell.substring(cell.indexOf('/') + 1));
        found++;
        if ((outcome.made().slice() >= 0 && s != outcome.made().slice())
            || Math.abs(outcome.made().effects()[j]) < 0.01) {
          wrong++;
        }
      }
      for (int j = 0; j < 7 && alarmed; j++) {
        for (int s = 0; s < DriftStreams.SLICES.length; s++) {
          if ((outcome.made().slice() < 0 || outcome.made().slice() == s)
              && Math.abs(outcome.made().effects()[j]) >= 0.3) {
            present++;
            hit += confirmed.contains("d" + j + "/" + DriftStreams.SLICES[s]) ? 1 : 0;
          }
        }
      }
    }
    say(
        "cells, %s: false %.3f of %.0f; power at .3 and more %.2f of %.0f",
        label, wrong / Math.max(1, found), found, hit / Math.max(1, present), present);
  }

  /** Runs all groups. */
  public static void main(String[] arguments) throws Exception {
    Map<String, Object> settings = new TreeMap<>();
    String only = "";
    for (int i = 1; i < arguments.length; i++) {
      String[] pair = arguments[i].split("=", 2);
      if (pair[0].equals("only")) {
        only = pair[1];
      } else {
        settings.put(pair[0], pair[1]);
      }
    }
    DriftPower power =
        new DriftPower(
            EngineConfig.read(new Settings("arguments", settings)), Integer.parseInt(arguments[0]));
    try {
      if (only.isEmpty() || only.equals("fresh")) {
        power.group("fresh", 0, 0, false, 1);
      }
      if (only.isEmpty() || only.equals("recurring")) {
        power.group("recurring", 1200, 0.7, false, 2);
      }
      if (only.isEmpty() || only.equals("stored")) {
        power.group("stored", 1200, 1, false, 3);
      }
      if (only.isEmpty() || only.equals("unseen")) {
        power.group("unseen", 1200, 1, true, 4);
      }
    } finally {
      power.workers.shutdownNow();
    }
  }
}
