// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.benchmarks;

import dev.plumbline.drift.engine.BaselineFit;
import dev.plumbline.drift.engine.Call;
import dev.plumbline.drift.engine.EngineConfig;
import dev.plumbline.drift.engine.Residuals;
import dev.plumbline.drift.engine.ServiceScan;
import dev.plumbline.drift.engine.StreamSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Question: what does one hour of one service cost, behaviour, spread and input together? All hours
 * of 42 monitored days are scanned and divided. Answers, with the machine: RESULTS.md.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class DriftScanBenchmark {
  private static final int HOURS = 42 * 24;

  /** Dimensions and slices, as {@code 12x6}. */
  @Param({"1x0", "12x6"})
  String shape = "";

  private ServiceScan scan;

  /** Makes a stream of 200 calls a day and its sums. */
  @Setup
  public void setUp() {
    int dimensions = Integer.parseInt(shape.substring(0, shape.indexOf('x')));
    int slices = Integer.parseInt(shape.substring(shape.indexOf('x') + 1));
    List<String> names = new ArrayList<>();
    List<Boolean> weighted = new ArrayList<>();
    for (int j = 0; j < dimensions; j++) {
      names.add("d" + j);
      weighted.add(false);
    }
    StreamSchema schema =
        new StreamSchema(
            names, slices > 0 ? List.of("intent") : List.of(), List.of(), false, weighted);
    SplittableRandom random = new SplittableRandom(1);
    List<Call> calls = new ArrayList<>();
    for (int i = 0; i < 56 * 200; i++) {
      Call call = new Call(schema);
      call.time = DriftStreams.START + i * 432_000L;
      if (slices > 0) {
        call.segments[0] = "s" + random.nextInt(slices);
      }
      for (int j = 0; j < dimensions; j++) {
        call.scores[j] = random.nextGaussian();
      }
      calls.add(call);
    }
    long first = DriftStreams.START / 3_600_000L;
    long end = first + 336;
    EngineConfig config = EngineConfig.defaults().withArlHours(1e12); // no incidents
    BaselineFit.Fitted fitted =
        BaselineFit.fit(
                schema,
                calls.stream().filter(c -> c.time < end * 3_600_000L).toList(),
                first,
                end,
                config)
            .orElseThrow();
    Residuals residuals = new Residuals(fitted.baseline());
    calls.stream()
        .filter(c -> c.time >= end * 3_600_000L)
        .forEach(c -> residuals.add(c, fitted.sums()));
    scan = new ServiceScan(fitted.baseline(), fitted.sums(), config);
  }

  /** All hours; the result is for one. */
  @Benchmark
  @OperationsPerInvocation(HOURS)
  public Object hour() {
    return scan.run(false, (hour, name, value) -> {});
  }
}
