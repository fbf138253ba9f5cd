// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.drift;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.drift.engine.Alarm;
import dev.plumbline.drift.engine.BaselineFit;
import dev.plumbline.drift.engine.Call;
import dev.plumbline.drift.engine.EngineConfig;
import dev.plumbline.drift.engine.Residuals;
import dev.plumbline.drift.engine.ServiceScan;
import dev.plumbline.drift.engine.StreamSchema;
import dev.plumbline.drift.preset.Presets;
import dev.plumbline.model.config.Settings;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Slow creep is found where rolling and static rules stay silent; fixed seeds. */
final class RampTest {
  private static final long START = 1_766_361_600_000L;
  private static final long HOUR = 3_600_000L;
  private static final int CHANGE_DAY = 21;

  /** Value of a call at a time in days since the change (negative before), from a random source. */
  private interface Score {
    double[] at(double day, Random random);
  }

  private record Found(List<Alarm> alarms, boolean rolling, boolean fixed) {
    double firstDay() {
      return alarms.stream()
          .filter(a -> a.kind() == Alarm.Kind.BEHAVIOUR && a.scope() == Alarm.Scope.PANEL)
          .mapToDouble(a -> (a.detectedAt() - START) / 86_400_000.0 - CHANGE_DAY)
          .filter(day -> day > 0)
          .findFirst()
          .orElse(Double.NaN);
    }
  }

  private static Found run(List<String> names, int days, long seed, boolean binary, Score score) {
    StreamSchema schema =
        new StreamSchema(
            names, List.of(), List.of(), false, names.stream().map(n -> false).toList());
    Random random = new Random(seed);
    List<Call> reference = new ArrayList<>();
    List<Call> later = new ArrayList<>();
    TreeMap<Instant, Sums> windows = new TreeMap<>();
    for (int i = 0; i < days * 600; i++) {
      Call call = new Call(schema);
      call.time = START + i * 144_000L;
      double day = i / 600.0 - CHANGE_DAY;
      double[] values = score.at(day, random);
      System.arraycopy(values, 0, call.scores, 0, values.length);
      (i < 14 * 600 ? reference : later).add(call);
      Instant hour = Instant.ofEpochMilli(Math.floorDiv(call.time, HOUR) * HOUR);
      windows.merge(hour, new Sums(1, values[0], values[0] * values[0]), RampTest::plus);
    }
    long first = START / HOUR;
    EngineConfig config = EngineConfig.defaults();
    BaselineFit.Fitted fitted =
        BaselineFit.fit(schema, reference, first, first + 336, config).orElseThrow();
    Residuals residuals = new Residuals(fitted.baseline());
    later.forEach(call -> residuals.add(call, fitted.sums()));
    List<Alarm> alarms =
        new ServiceScan(fitted.baseline(), fitted.sums(), config).run(false, (h, n, v) -> {});
    boolean rolling =
        new RollingZ(RollingZConfig.read(Settings.empty()))
            .scan(windows, Instant.ofEpochMilli(START + 14 * 24 * HOUR), binary).episodes().stream()
                .anyMatch(Episode::fired);
    double[] means = windows.values().stream().mapToDouble(s -> s.sum() / s.n()).toArray();
    double mean = 0;
    double squares = 0;
    for (int h = 0; h < 336; h++) {
      mean += means[h] / 336;
    }
    for (int h = 0; h < 336; h++) {
      squares += (means[h] - mean) * (means[h] - mean) / 335;
    }
    double wide = 3 * Math.sqrt(squares);
    boolean fixed = Presets.threshold(means, mean - wide, mean + wide, 3) >= 0;
    return new Found(alarms, rolling, fixed);
  }

  private static Sums plus(Sums a, Sums b) {
    return new Sums(a.n() + b.n(), a.sum() + b.sum(), a.sumOfSquares() + b.sumOfSquares());
  }

  @Test
  void fivePointsInTwoWeeks() {
    Found found =
        run(
            List.of("refusal"),
            56,
            11,
            true,
            (day, random) -> {
              double rate = .20 + .05 * Math.max(0, Math.min(1, day / 14));
              return new double[] {random.nextDouble() < rate ? 1 : 0};
            });
    assertThat(found.firstDay()).isBetween(0.0, 14.0);
    assertThat(found.rolling()).isFalse();
    assertThat(found.fixed()).isFalse();
  }

  @Test
  void fifteenPerCentAMonth() {
    Found found =
        run(
            List.of("length"),
            56,
            12,
            false,
            (day, random) -> {
              double growth = Math.log(1.15) * Math.max(0, day / 28);
              return new double[] {5 + .6 * random.nextGaussian() + growth};
            });
    assertThat(found.firstDay()).isBetween(0.0, 21.0);
    assertThat(found.rolling()).isFalse();
    assertThat(found.fixed()).isFalse();
  }

  @Test
  void aFifthOfAStandardDeviationInSixtyDays() {
    Found found =
        run(
            List.of("warmth"),
            84,
            13,
            false,
            (day, random) -> new double[] {random.nextGaussian() + .2 * Math.max(0, day / 60)});
    assertThat(found.firstDay()).isBetween(0.0, 50.0);
    assertThat(found.rolling()).isFalse();
    assertThat(found.fixed()).isFalse();
  }

  @Test
  void longerAnswersWithMayAndMightWithinADay() {
    Found found =
        run(
            List.of("length", "hedge"),
            35,
            14,
            false,
            (day, random) ->
                new double[] {
                  5 + .6 * random.nextGaussian() + (day > 0 ? Math.log(1.3) : 0),
                  random.nextDouble() < (day > 0 ? .2 : .1) ? 1 : 0
                });
    assertThat(found.firstDay()).isBetween(0.0, 1.0);
  }
}
