// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.server.backtest;

import dev.plumbline.drift.engine.Alarm;
import dev.plumbline.drift.engine.BaselineFit;
import dev.plumbline.drift.engine.Betting;
import dev.plumbline.drift.engine.Call;
import dev.plumbline.drift.engine.EngineConfig;
import dev.plumbline.drift.engine.HourStatistics;
import dev.plumbline.drift.engine.HourlySums;
import dev.plumbline.drift.engine.Residuals;
import dev.plumbline.drift.engine.ServiceScan;
import dev.plumbline.drift.engine.StreamSchema;
import dev.plumbline.model.error.ErrorKind;
import dev.plumbline.model.error.PlumblineException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * One file through the engine. Memory holds the reference and the hourly sums, nothing else of the
 * file. One thread.
 */
final class StreamBacktest {
  /** Calls of the reference that are kept to learn from; of more, every second one and so on. */
  private static final int MAX_REFERENCE = 60_000;

  private static final int LATE_HOURS = 24;
  private static final int MAX_HOURS = 5 * 366 * 24;
  private static final int HEADER = 2;

  private final Path file;
  private final EngineConfig config;
  private final boolean perDimension;
  private final HourStatistics statistics;
  private final Consumer<String> messages;
  private final List<Call> kept = new ArrayList<>();
  private @Nullable Betting betting;
  private int stride = 1;
  private long firstHour = Long.MAX_VALUE;

  StreamBacktest(
      Path file,
      EngineConfig config,
      boolean perDimension,
      HourStatistics statistics,
      Consumer<String> messages) {
    this.file = file;
    this.config = config;
    this.perDimension = perDimension;
    this.statistics = statistics;
    this.messages = messages;
  }

  /** The name of the stream: that of the file without its ending. */
  static String name(Path file) {
    String name = file.getFileName().toString();
    for (String ending : List.of(".csv.gz", ".csv", ".gz")) {
      if (name.endsWith(ending)) {
        return name.substring(0, name.length() - ending.length());
      }
    }
    return name;
  }

  List<Alarm> run() throws IOException {
    try (InputStream in = open(file)) {
      CsvCalls calls = new CsvCalls(in, file.getFileName().toString());
      if (!calls.unknown().isEmpty()) {
        messages.accept("columns that mean nothing here: " + String.join(", ", calls.unknown()));
      }
      Call call = new Call(calls.schema());
      boolean more = readReference(calls, call);
      long endHour = firstHour + 24L * config.referenceDays();
      Optional<BaselineFit.Fitted> fitted =
          kept.isEmpty()
              ? Optional.empty()
              : BaselineFit.fit(calls.schema(), reference(endHour), firstHour, endHour, config);
      if (fitted.isEmpty()) {
        messages.accept(
            "fewer than "
                + config.minReferenceCalls()
                + " calls in the first "
                + config.referenceDays()
                + " days: nothing can be said");
        return List.of();
      }
      List<String> dropped = fitted.get().baseline().dropped();
      if (!dropped.isEmpty()) {
        messages.accept("constant or hardly scored, not watched: " + String.join(", ", dropped));
      }
      if (config.mode() == EngineConfig.Mode.GUARANTEED) {
        Betting bets = new Betting(fitted.get().baseline());
        reference(endHour).forEach(bets::learn);
        betting = bets;
      }
      HourlySums sums = sums(fitted.get(), calls, call, more, endHour);
      return new ServiceScan(fitted.get().baseline(), sums, config, betting)
          .run(perDimension, statistics);
    }
  }

  static InputStream open(Path file) throws IOException {
    BufferedInputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
    in.mark(HEADER);
    boolean zipped = in.read() == 0x1f && in.read() == 0x8b;
    in.reset();
    return zipped ? new GZIPInputStream(in, 1 << 16) : in;
  }

  /**
   * Reads until no call of the reference can come any more.
   *
   * @return whether {@code call} holds a call that was read and not kept
   */
  private boolean readReference(CsvCalls calls, Call call) throws IOException {
    long rows = 0;
    while (calls.next(call)) {
      long hour = Math.floorDiv(call.time, 3_600_000L);
      if (!call.fitOnly) {
        firstHour = Math.min(firstHour, hour);
        if (hour >= firstHour + 24L * config.referenceDays() + LATE_HOURS) {
          return true;
        }
      }
      if (rows++ % stride == 0) {
        kept.add(copy(calls.schema(), call));
      }
      if (kept.size() >= MAX_REFERENCE) {
        thin();
      }
    }
    return false;
  }

  private void thin() {
    int write = 0;
    for (int i = 0; i < kept.size(); i += 2) {
      kept.set(write++, kept.get(i));
    }
    kept.subList(write, kept.size()).clear();
    stride *= 2;
  }

  private static Call copy(StreamSchema schema, Call call) {
    Call copy = new Call(schema);
    copy.time = call.time;
    copy.turn = call.turn;
    copy.fitOnly = call.fitOnly;
    System.arraycopy(call.segments, 0, copy.segments, 0, copy.segments.length);
    System.arraycopy(call.scores, 0, copy.scores, 0, copy.scores.length);
    System.arraycopy(call.probabilities, 0, copy.probabilities, 0, copy.probabilities.length);
    System.arraycopy(call.covariates, 0, copy.covariates, 0, copy.covariates.length);
    return copy;
  }

  private List<Call> reference(long endHour) {
    List<Call> reference = new ArrayList<>(kept);
    reference.removeIf(c -> !c.fitOnly && Math.floorDiv(c.time, 3_600_000L) >= endHour);
    return reference;
  }

  private HourlySums sums(
      BaselineFit.Fitted fitted, CsvCalls calls, Call call, boolean more, long endHour)
      throws IOException {
    Residuals residuals = new Residuals(fitted.baseline());
    if (stride > 1) {
      kept.clear();
      return secondReading(fitted, residuals);
    }
    HourlySums sums = fitted.sums();
    for (Call early : kept) {
      if (Math.floorDiv(early.time, 3_600_000L) >= endHour) {
        add(residuals, early, sums);
      }
    }
    kept.clear();
    boolean have = more;
    while (have || calls.next(call)) {
      have = false;
      add(residuals, call, sums);
    }
    return sums;
  }

  /** The reference was too large to be kept: all of the file is read again under the baseline. */
  private HourlySums secondReading(BaselineFit.Fitted fitted, Residuals residuals)
      throws IOException {
    HourlySums sums = new HourlySums(fitted.baseline().layout());
    try (InputStream in = open(file)) {
      CsvCalls calls = new CsvCalls(in, file.getFileName().toString());
      Call call = new Call(calls.schema());
      while (calls.next(call)) {
        add(residuals, call, sums);
      }
    }
    return sums;
  }

  private void add(Residuals residuals, Call call, HourlySums sums) {
    long hour = Math.floorDiv(call.time, 3_600_000L) - firstHour;
    if (hour > MAX_HOURS) {
      throw new PlumblineException(
          ErrorKind.INVALID_INPUT,
          file.getFileName()
              + ": the calls span more than five years; is timestamp in milliseconds?");
    }
    if (hour >= 0) {
      residuals.add(call, sums);
      Betting bets = betting;
      if (bets != null && hour >= 24L * config.referenceDays()) {
        bets.add(call);
      }
    }
  }
}
