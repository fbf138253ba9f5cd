// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.drift;

import dev.plumbline.model.store.CallNumbers;
import dev.plumbline.model.store.Window;
import dev.plumbline.model.store.WindowQuery;
import dev.plumbline.testkit.store.NoTelemetry;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Calls of a shop with two features, and the windows that they make. One thread. */
final class MemoryCalls extends NoTelemetry implements CallNumbers {
  private record Made(Instant at, String feature, double refusal) {}

  private final List<Made> all = new ArrayList<>();
  private final Random random = new Random(42);

  /** 20 calls an hour, half of each feature, refused with these probabilities. */
  void day(Instant start, int fromDay, int toDay, double search, double billing) {
    for (int hour = 24 * fromDay; hour < 24 * toDay; hour++) {
      for (int i = 0; i < 20; i++) {
        Instant at = start.plus(Duration.ofHours(hour)).plusSeconds(170L * i);
        boolean bills = i % 2 == 0;
        boolean refused = random.nextDouble() < (bills ? billing : search);
        all.add(new Made(at, bills ? "billing" : "search", refused ? 1 : 0));
      }
    }
  }

  void clearFrom(Instant from) {
    all.removeIf(made -> !made.at().isBefore(from));
  }

  @Override
  public void read(Query query, Consumer<Row> rows) {
    for (Made made : all) {
      if (!made.at().isBefore(query.from()) && made.at().isBefore(query.to())) {
        rows.accept(
            new Row(
                made.at().toEpochMilli(),
                0,
                40,
                query.segments().stream()
                    .map(segment -> segment.equals("feature") ? made.feature() : "")
                    .toArray(String[]::new),
                query.dimensions().stream()
                    .mapToDouble(name -> name.equals("refusal") ? made.refusal() : Double.NaN)
                    .toArray(),
                query.dimensions().stream().mapToDouble(_ -> 1).toArray()));
      }
    }
  }

  @Override
  public List<Window> windows(WindowQuery query) {
    Map<Instant, double[]> sums = new TreeMap<>();
    String segment = query.segment().orElseThrow();
    for (Made made : all) {
      boolean there =
          !made.at().isBefore(query.from())
              && made.at().isBefore(query.to())
              && (segment.equals("all")
                  || made.feature().equals(query.segmentValue().orElse(made.feature())));
      if (there) {
        double[] sum =
            sums.computeIfAbsent(made.at().truncatedTo(ChronoUnit.HOURS), _ -> new double[2]);
        sum[0]++;
        sum[1] += made.refusal();
      }
    }
    List<Window> windows = new ArrayList<>();
    sums.forEach((start, sum) ->
        windows.add(
            new Window(
                "shop",
                segment,
                query.segmentValue().orElse(""),
                "refusal",
                start,
                (long) sum[0],
                sum[0],
                sum[0],
                sum[1],
                sum[1],
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                OptionalDouble.empty())));
    return windows;
  }

  @Override
  public List<Sample> samples(
      String dimension,
      String service,
      String segment,
      String segmentValue,
      Instant from,
      Instant to,
      boolean highest,
      int limit) {
    return List.of(
        new Sample("4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7", from, highest ? 1 : 0));
  }

  @Override
  public List<VersionChange> versionChanges(
      String service, String segment, String segmentValue, Instant from, Instant to) {
    return List.of(new VersionChange("response_model", "a", "b", from, 17));
  }
}
