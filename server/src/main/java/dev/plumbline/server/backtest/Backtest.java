// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.server.backtest;

import dev.plumbline.drift.engine.Alarm;
import dev.plumbline.drift.engine.EngineConfig;
import dev.plumbline.model.error.ErrorKind;
import dev.plumbline.model.error.PlumblineException;
import java.io.BufferedOutputStream;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/**
 * Runs the engine over files, one service each, in parallel over the cores. Results come in the
 * order of the names, whatever finished first.
 *
 * @param input a file, or a folder with {@code *.csv.gz}
 * @param output alarms, one JSON object a line
 * @param statistics CSV of every hour's statistics; zipped when the name ends in {@code .gz}
 */
public record Backtest(
    Path input, Path output, Optional<Path> statistics, boolean perDimension, EngineConfig config) {
  private static final int AHEAD = 4;

  /** What one file gave. */
  @SuppressWarnings("ArrayRecordComponent") // bytes, never compared
  private record Result(
      String stream,
      List<Alarm> alarms,
      byte[] statistics,
      List<String> messages,
      boolean failed) {}

  /**
   * Runs.
   *
   * @return files that could not be read
   */
  public int run() throws IOException, InterruptedException {
    List<Path> files = files();
    int failed = 0;
    ExecutorService workers =
        Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
    try (Writer alarms = new BufferedWriter(Files.newBufferedWriter(output));
        OutputStream table =
            statistics.isPresent()
                ? new BufferedOutputStream(Files.newOutputStream(statistics.get()))
                : OutputStream.nullOutputStream()) {
      if (statistics.isPresent()) {
        StatisticsText header = new StatisticsText("", zipped());
        header.header();
        table.write(header.finish());
      }
      ArrayDeque<Future<Result>> running = new ArrayDeque<>();
      Iterator<Path> next = files.iterator();
      while (next.hasNext() || !running.isEmpty()) {
        while (next.hasNext()
            && running.size() < AHEAD * Runtime.getRuntime().availableProcessors()) {
          Path file = next.next();
          running.add(workers.submit(() -> one(file)));
        }
        Result result = get(running.removeFirst());
        for (String message : result.messages()) {
          System.err.println("plumbline: " + result.stream() + ": " + message);
        }
        for (Alarm alarm : result.alarms()) {
          alarms.write(AlarmLine.of(result.stream(), alarm));
          alarms.write('\n');
        }
        table.write(result.statistics());
        failed += result.failed() ? 1 : 0;
      }
    } finally {
      workers.shutdownNow();
    }
    return failed;
  }

  private boolean zipped() {
    return statistics.isPresent() && statistics.get().toString().endsWith(".gz");
  }

  private List<Path> files() throws IOException {
    if (!Files.isDirectory(input)) {
      return List.of(input);
    }
    try (Stream<Path> entries = Files.list(input)) {
      List<Path> files =
          entries.filter(file -> file.toString().endsWith(".csv.gz")).sorted().toList();
      if (files.isEmpty()) {
        throw PlumblineException.invalid("--input", "must have files *.csv.gz", input);
      }
      return files;
    }
  }

  private Result one(Path file) throws IOException {
    String stream = StreamBacktest.name(file);
    List<String> messages = new ArrayList<>();
    try {
      StatisticsText text = new StatisticsText(stream, zipped());
      List<Alarm> alarms =
          new StreamBacktest(
                  file,
                  config,
                  perDimension,
                  statistics.isPresent() ? text : (hour, name, value) -> {},
                  messages::add)
              .run();
      byte[] table = statistics.isPresent() ? text.finish() : new byte[0];
      return new Result(stream, alarms, table, messages, false);
    } catch (PlumblineException e) {
      messages.add(String.valueOf(e.getMessage()));
      return new Result(stream, List.of(), new byte[0], messages, true);
    } catch (IOException e) {
      messages.add("cannot be read: " + e.getMessage());
      return new Result(stream, List.of(), new byte[0], messages, true);
    }
  }

  private static Result get(Future<Result> future) throws InterruptedException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw new PlumblineException(ErrorKind.INTERNAL, "backtest: a file broke the engine", e);
    }
  }
}
