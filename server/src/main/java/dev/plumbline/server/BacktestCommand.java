// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.server;

import dev.plumbline.drift.engine.EngineConfig;
import dev.plumbline.model.config.Settings;
import dev.plumbline.model.error.ErrorKind;
import dev.plumbline.model.error.PlumblineException;
import dev.plumbline.server.backtest.Backtest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code plumbline backtest}: the drift engine over history in files. */
final class BacktestCommand {
  private static final Pattern RUN_LENGTH = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,9})?)(h|d|w)");

  private BacktestCommand() {}

  /** Runs; 0 when every file was read, else 1. */
  static int run(List<String> words, ConfigLoader loader)
      throws CommandLine.WrongUse, InterruptedException {
    Optional<Path> input = Optional.empty();
    Optional<Path> output = Optional.empty();
    Optional<Path> statistics = Optional.empty();
    Optional<Path> file = Optional.empty();
    OptionalDouble arl = OptionalDouble.empty();
    boolean perDimension = false;
    List<String> assignments = new ArrayList<>();
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      switch (word) {
        case "--input" -> input = Optional.of(Path.of(value(words, ++i, word)));
        case "--output" -> output = Optional.of(Path.of(value(words, ++i, word)));
        case "--statistics" -> statistics = Optional.of(Path.of(value(words, ++i, word)));
        case "--config" -> file = Optional.of(Path.of(value(words, ++i, word)));
        case "--arl" -> arl = OptionalDouble.of(hours(value(words, ++i, word)));
        case "--set" -> assignments.add(value(words, ++i, word));
        case "--scope" -> perDimension = scope(value(words, ++i, word));
        case "--from-store" ->
            throw new CommandLine.WrongUse(
                "backtest --from-store is not there yet; use --input with CSV files");
        default -> throw new CommandLine.WrongUse("unknown option " + word);
      }
    }
    Path from = input.orElseThrow(() -> new CommandLine.WrongUse("backtest needs --input"));
    Path to = output.orElseThrow(() -> new CommandLine.WrongUse("backtest needs --output"));
    if (!Files.exists(from)) {
      throw new CommandLine.WrongUse("--input: no such file or folder: " + from);
    }
    Settings settings = loader.load(file, assignments);
    EngineConfig config = AppConfig.read(settings, Path.of("data").toAbsolutePath()).drift();
    if (arl.isPresent()) {
      config = config.withArlHours(arl.getAsDouble());
    }
    try {
      int failed = new Backtest(from, to, statistics, perDimension, config).run();
      return failed == 0 ? 0 : 1;
    } catch (IOException e) {
      throw new PlumblineException(
          ErrorKind.INVALID_INPUT,
          "backtest: " + e.getClass().getSimpleName() + ": " + e.getMessage(),
          e);
    }
  }

  private static boolean scope(String word) throws CommandLine.WrongUse {
    return switch (word) {
      case "dimension" -> true;
      case "panel" -> false;
      default -> throw new CommandLine.WrongUse("--scope must be panel or dimension");
    };
  }

  /** Hours of a text like {@code 2190h}, {@code 90d} or {@code 13w}. */
  static double hours(String text) throws CommandLine.WrongUse {
    Matcher matcher = RUN_LENGTH.matcher(text);
    if (!matcher.matches()) {
      throw new CommandLine.WrongUse("--arl must be like 2190h, 90d or 13w");
    }
    double hours = Double.parseDouble(matcher.group(1));
    hours *= matcher.group(2).equals("w") ? 168 : matcher.group(2).equals("d") ? 24 : 1;
    if (!(hours > 1)) {
      throw new CommandLine.WrongUse("--arl must be more than one hour");
    }
    return hours;
  }

  private static String value(List<String> words, int index, String option)
      throws CommandLine.WrongUse {
    if (index >= words.size()) {
      throw new CommandLine.WrongUse(option + " needs a value behind it");
    }
    return words.get(index);
  }
}
