// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.drift;

import dev.plumbline.drift.engine.Alarm;
import dev.plumbline.drift.engine.Baseline;
import dev.plumbline.drift.engine.BaselineFit;
import dev.plumbline.drift.engine.Call;
import dev.plumbline.drift.engine.EngineConfig;
import dev.plumbline.drift.engine.HourlySums;
import dev.plumbline.drift.engine.Residuals;
import dev.plumbline.drift.engine.ServiceScan;
import dev.plumbline.drift.engine.StreamSchema;
import dev.plumbline.model.store.CallNumbers;
import dev.plumbline.model.store.CallNumbers.Query;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One panel of one service: what was learnt from its reference, and the sums of every hour since.
 * Everything can be made again from the stored calls, so a restart loses nothing. One thread.
 */
final class WatchedPanel {
  private static final long HOUR_MILLIS = 3_600_000L;

  /** Calls of the reference that are learnt from; of more, every second trace and so on. */
  private static final double MOST_REFERENCE = 60_000;

  /** Quantities whose ratios count, not their differences. */
  private static final Set<String> LOGS =
      Set.of(
          "latency_ms", "ttft_ms", "cost_usd", "response_chars", "input_tokens", "output_tokens");

  private final String service;
  private final List<String> dimensions;
  private final List<String> segments;
  private final StreamSchema schema;
  private final EngineConfig config;
  private final CallNumbers calls;
  private final Map<Long, Double> seen = new HashMap<>();
  private @Nullable Baseline baseline;
  private @Nullable HourlySums sums;
  private long firstHour = -1;

  WatchedPanel(
      String service,
      List<String> dimensions,
      List<String> segments,
      EngineConfig config,
      CallNumbers calls) {
    this.service = service;
    this.dimensions = List.copyOf(dimensions);
    this.segments = List.copyOf(segments);
    this.schema =
        new StreamSchema(
            dimensions,
            segments,
            List.of("question_length"),
            true,
            Collections.nCopies(dimensions.size(), true));
    this.config = config;
    this.calls = calls;
  }

  List<String> dimensions() {
    return dimensions;
  }

  /** The reference that was learnt from; empty while there is none. */
  Optional<Baseline> baseline() {
    return Optional.ofNullable(baseline);
  }

  /**
   * Brings the sums in step with the store and scans them.
   *
   * @param hours scores that the windows count in each complete hour with calls, since 1970; an
   *     hour whose count changed is read again
   * @param complete first hour that is not complete
   */
  List<Alarm> update(SortedMap<Long, Double> hours, long complete) {
    if (hours.isEmpty()) {
      return List.of();
    }
    long first = hours.firstKey();
    long end = first + 24L * config.referenceDays();
    if (complete < end) {
      return List.of();
    }
    if (baseline == null || first != firstHour || changed(hours.headMap(end))) {
      learn(hours, first, end);
    }
    Baseline learnt = baseline;
    HourlySums all = sums;
    if (learnt == null || all == null) {
      return List.of();
    }
    Residuals residuals = new Residuals(learnt);
    hours
        .tailMap(end)
        .forEach((hour, scores) -> {
          if (!scores.equals(seen.put(hour, scores))) {
            double[] row = all.rows().get(hour);
            if (row != null) {
              Arrays.fill(row, 0);
            }
            read(hour, hour + 1, 1, call -> residuals.add(call, all));
          }
        });
    return new ServiceScan(learnt, all, config).run(false, (_, _, _) -> {});
  }

  private boolean changed(SortedMap<Long, Double> reference) {
    return reference.entrySet().stream().anyMatch(e -> !e.getValue().equals(seen.get(e.getKey())));
  }

  private void learn(SortedMap<Long, Double> hours, long first, long end) {
    seen.clear();
    seen.putAll(hours.headMap(end));
    baseline = null;
    sums = null;
    firstHour = first;
    double scores = hours.headMap(end).values().stream().mapToDouble(Double::doubleValue).sum();
    double about = scores / Math.max(1, dimensions.size());
    int oneIn = (int) Math.max(1, Math.ceil(about / MOST_REFERENCE));
    List<Call> reference = new ArrayList<>();
    read(first, end, oneIn, reference::add);
    BaselineFit.fit(schema, reference, first, end, config)
        .ifPresent(fitted -> {
          baseline = fitted.baseline();
          sums = fitted.sums();
        });
  }

  private void read(long from, long to, int oneIn, Consumer<Call> each) {
    Query query =
        new Query(
            service,
            Instant.ofEpochMilli(from * HOUR_MILLIS),
            Instant.ofEpochMilli(to * HOUR_MILLIS),
            dimensions,
            segments,
            oneIn);
    calls.read(
        query,
        row -> {
          Call call = new Call(schema);
          call.time = row.epochMillis();
          call.turn = row.turn();
          System.arraycopy(row.segments(), 0, call.segments, 0, segments.size());
          System.arraycopy(row.probabilities(), 0, call.probabilities, 0, dimensions.size());
          call.covariates[0] = StrictMath.log1p((double) row.questionChars());
          for (int i = 0; i < dimensions.size(); i++) {
            double value = row.scores()[i];
            call.scores[i] = LOGS.contains(dimensions.get(i)) ? StrictMath.log1p(value) : value;
          }
          each.accept(call);
        });
  }
}
