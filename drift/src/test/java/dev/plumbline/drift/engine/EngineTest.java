// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.drift.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** The engine from calls to alarms, on made streams with fixed seeds. */
final class EngineTest {
  private static final long START = 1_766_361_600_000L;
  private static final long FIRST = START / 3_600_000L;
  private static final EngineConfig CONFIG = EngineConfig.defaults();

  /** Fills a call; {@code day} counts from the start of the stream. */
  private interface Traffic {
    void fill(Call call, double day, Random random);
  }

  private static List<Call> calls(StreamSchema schema, int rate, long seed, Traffic traffic) {
    Random random = new Random(seed);
    List<Call> calls = new ArrayList<>();
    for (int i = 0; i < 56 * rate; i++) {
      Call call = new Call(schema);
      call.time = START + (long) (i * (86_400_000.0 / rate));
      traffic.fill(call, i / (double) rate, random);
      calls.add(call);
    }
    return calls;
  }

  private record Run(
      BaselineFit.Fitted fitted, List<Alarm> alarms, TreeMap<String, Double> highest) {
    List<Alarm> panel(Alarm.Kind kind) {
      return alarms.stream()
          .filter(a -> a.kind() == kind && a.scope() == Alarm.Scope.PANEL)
          .toList();
    }
  }

  private static Run run(StreamSchema schema, List<Call> calls) {
    List<Call> reference = calls.stream().filter(c -> c.hour() < FIRST + 336).toList();
    BaselineFit.Fitted fitted =
        BaselineFit.fit(schema, reference, FIRST, FIRST + 336, CONFIG).orElseThrow();
    Residuals residuals = new Residuals(fitted.baseline());
    calls.stream()
        .filter(c -> c.hour() >= FIRST + 336)
        .forEach(c -> residuals.add(c, fitted.sums()));
    TreeMap<String, Double> highest = new TreeMap<>();
    List<Alarm> alarms =
        new ServiceScan(fitted.baseline(), fitted.sums(), CONFIG)
            .run(false, (hour, name, value) -> highest.merge(name, value, Math::max));
    return new Run(fitted, alarms, highest);
  }

  private static StreamSchema schema(int dimensions, List<String> attributes, List<String> x) {
    List<String> names = new ArrayList<>();
    for (int j = 0; j < dimensions; j++) {
      names.add("d" + j);
    }
    return new StreamSchema(names, attributes, x, false, Collections.nCopies(dimensions, false));
  }

  /** Nominal is .46 in the 42 monitored days of each; 40 streams, three standard errors. */
  @Test
  void falseAlarmsComeAboutAsOftenAsOrdered() {
    StreamSchema schema = schema(1, List.of(), List.of());
    int alarmed = 0;
    for (int seed = 0; seed < 40; seed++) {
      Run run =
          run(schema, calls(schema, 200, seed, (c, day, r) -> c.scores[0] = r.nextGaussian()));
      alarmed += run.panel(Alarm.Kind.BEHAVIOUR).isEmpty() ? 0 : 1;
    }
    assertThat(alarmed).isBetween(3, 22);
  }

  @Test
  void aShiftInOneSliceIsFoundNamedAndConfirmed() {
    StreamSchema schema = schema(3, List.of("intent"), List.of());
    Run run =
        run(
            schema,
            calls(
                schema,
                600,
                5,
                (c, day, r) -> {
                  int slice = r.nextInt(4);
                  c.segments[0] = "s" + slice;
                  for (int j = 0; j < 3; j++) {
                    c.scores[j] = slice + r.nextGaussian();
                  }
                  c.scores[1] += slice == 2 && day > 30 ? .8 : 0;
                }));
    Alarm alarm =
        run.panel(Alarm.Kind.BEHAVIOUR).stream()
            .filter(a -> a.detectedAt() > START + 30 * 86_400_000L)
            .findFirst()
            .orElseThrow();
    assertThat(alarm.detectedAt() - START).isLessThan(31 * 86_400_000L + 43_200_000L);
    assertThat(alarm.dimension()).contains("d1");
    assertThat(alarm.segment().map(Slices.Cell::value)).contains("s2");
    assertThat(Math.abs(alarm.startedAt() - START - 30 * 86_400_000L)).isLessThan(12 * 3_600_000L);
    assertThat(
            run.alarms().stream()
                .filter(a -> a.scope() == Alarm.Scope.SLICE)
                .filter(a -> a.detectedAt() > START + 30 * 86_400_000L))
        .anySatisfy(a -> {
          assertThat(a.dimension()).contains("d1");
          assertThat(a.segment().map(Slices.Cell::value)).contains("s2");
        });
  }

  @Test
  void anotherMixIsInputAndNotBehaviour() {
    StreamSchema schema = schema(2, List.of("intent"), List.of());
    Run run =
        run(
            schema,
            calls(
                schema,
                600,
                6,
                (c, day, r) -> {
                  int slice = r.nextDouble() < (day > 35 ? .7 : .3) ? 0 : 1;
                  c.segments[0] = "s" + slice;
                  c.scores[0] = 2 * slice + r.nextGaussian();
                  c.scores[1] = r.nextGaussian();
                }));
    assertThat(run.panel(Alarm.Kind.INPUT)).isNotEmpty();
    assertThat(run.panel(Alarm.Kind.BEHAVIOUR)).isEmpty();
  }

  @Test
  void aQuestionIsComparedWithItsOwnPast() {
    StreamSchema schema = schema(1, List.of(), List.of("prompt_chars"));
    double[] answers = new Random(1).doubles(400).toArray();
    Run run =
        run(
            schema,
            calls(
                schema,
                200,
                7,
                (c, day, r) -> {
                  int question = r.nextInt(400);
                  c.covariates[0] = question * 1.01;
                  c.scores[0] = answers[question] + .05 * r.nextGaussian() + (day > 30 ? .05 : 0);
                }));
    assertThat(run.fitted().baseline().adjustments().getFirst().repeats()).isTrue();
    Alarm alarm = run.panel(Alarm.Kind.BEHAVIOUR).getFirst();
    assertThat((alarm.detectedAt() - START) / 86_400_000.0).isBetween(30.0, 30.5);
  }

  @Test
  void anotherSpreadIsFoundWithTheSameMean() {
    StreamSchema schema = schema(1, List.of(), List.of());
    Run run =
        run(
            schema,
            calls(
                schema,
                600,
                8,
                (c, day, r) -> c.scores[0] = r.nextGaussian() * (day > 30 ? .7 : 1)));
    assertThat(run.panel(Alarm.Kind.VARIANCE).getFirst().detectedAt() - START)
        .isBetween(30 * 86_400_000L, 30 * 86_400_000L + 20 * 3_600_000L);
  }

  @Test
  void resultsDoNotDependOnTheOrderOfArrivalAndABaselineSurvivesJson() {
    StreamSchema schema = schema(2, List.of("intent"), List.of("a", "embedding_0", "embedding_1"));
    List<Call> calls =
        calls(
            schema,
            100,
            9,
            (c, day, r) -> {
              c.segments[0] = r.nextBoolean() ? "x" : "y";
              for (int i = 0; i < 3; i++) {
                c.covariates[i] = r.nextInt(9);
              }
              c.scores[0] = c.covariates[0] + r.nextGaussian();
              c.scores[1] = r.nextGaussian();
            });
    List<Call> reference = calls.stream().filter(c -> c.hour() < FIRST + 336).toList();
    List<Call> later =
        new ArrayList<>(calls.stream().filter(c -> c.hour() >= FIRST + 336).toList());
    BaselineFit.Fitted fitted =
        BaselineFit.fit(schema, reference, FIRST, FIRST + 336, CONFIG).orElseThrow();
    JsonMapper json = JsonMapper.shared();
    Baseline read = json.readValue(json.writeValueAsString(fitted.baseline()), Baseline.class);
    HourlySums inOrder = new HourlySums(fitted.baseline().layout());
    Residuals residuals = new Residuals(fitted.baseline());
    later.forEach(c -> residuals.add(c, inOrder));
    Collections.reverse(later);
    HourlySums reversed = new HourlySums(read.layout());
    Residuals again = new Residuals(read);
    later.forEach(c -> again.add(c, reversed));
    assertThat(reversed.rows().keySet()).isEqualTo(inOrder.rows().keySet());
    inOrder
        .rows()
        .forEach((hour, row) ->
            assertThat(reversed.row(hour))
                .containsExactly(row, org.assertj.core.api.Assertions.within(1e-9)));
  }
}
