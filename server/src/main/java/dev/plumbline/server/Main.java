// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.server;

import dev.plumbline.model.config.Settings;
import dev.plumbline.model.error.ErrorKind;
import dev.plumbline.model.error.PlumblineException;
import dev.plumbline.server.demo.DemoTraffic;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The command line: one sub-command each. Exit codes: 0 good, 1 failed, 2 wrong use. */
public final class Main {
  private static final String USAGE =
      """
      usage: plumbline COMMAND
        run  [--config FILE] [--data DIR] [--free-ports] [--set key=value]...
        demo [the same options]   with made traffic that drifts at a known time
        calibrate [--config FILE] [--url URL] [--dimension NAME] [--json]
                                  measures evaluators against the labels of a running server
        check-config FILE         all problems of a configuration file in one message
        canary run [--set NAME|FILE]... [--accept] [--config FILE] [--data DIR] [--set key=value]...
        evaluate [--judge] IN.jsonl [--config FILE] [--set key=value]...
                                  scores a file of calls; JSON lines on standard output
        backtest --input DIR|FILE --output alarms.jsonl [--arl 2190h] [--scope dimension]
                 [--statistics FILE] [--config FILE] [--set key=value]...
                                  the drift engine over history in CSV files
        train-heads DATA... [--output DIR]
                                  trains heads on labelled texts, into data/heads
        version
      """;

  private static final int GOES_ON = -1;

  private Main() {}

  /** Runs one command and ends the process with its exit code. */
  public static void main(String[] args) {
    int code = run(List.of(args));
    if (code >= 0) {
      System.exit(code);
    }
  }

  /** Runs a command; a negative result means that the process goes on. */
  @SuppressWarnings("SystemOut") // results go to standard output, everything else to standard error
  private static int run(List<String> args) {
    String command = args.isEmpty() ? "" : args.getFirst();
    List<String> rest = args.isEmpty() ? args : args.subList(1, args.size());
    try {
      return switch (command) {
        case "run" -> {
          start(CommandLine.parse(rest, "data"));
          yield GOES_ON;
        }
        case "demo" -> {
          demo(CommandLine.parse(rest, "data"));
          yield GOES_ON;
        }
        case "check-config" -> checkConfig(rest);
        case "calibrate" -> {
          System.out.print(CalibrateCommand.run(rest, new ConfigLoader(System.getenv())));
          yield 0;
        }
        case "evaluate" -> OfflineCommands.evaluate(rest);
        case "backtest" -> BacktestCommand.run(rest, new ConfigLoader(System.getenv()));
        case "canary" ->
            CanaryCommand.run(rest, new ConfigLoader(System.getenv()), System.out, System.err);
        case "train-heads" -> OfflineCommands.trainHeads(rest);
        case "version" -> {
          System.out.println("plumbline " + Version.CURRENT);
          yield 0;
        }
        default -> wrongUse("unknown command " + command);
      };
    } catch (CommandLine.WrongUse e) {
      return wrongUse(e.getMessage());
    } catch (PlumblineException e) {
      System.err.println(e.getMessage());
      return 1;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 1;
    }
  }

  @SuppressWarnings("SystemOut")
  private static int checkConfig(List<String> words) throws CommandLine.WrongUse {
    if (words.size() != 1) {
      throw new CommandLine.WrongUse("check-config takes one file");
    }
    Path file = Path.of(words.getFirst());
    AppConfig.read(settings(Optional.of(file), List.of()), Path.of("data"));
    System.out.println(file + ": no problems");
    return 0;
  }

  @SuppressWarnings("SystemOut")
  private static int wrongUse(@Nullable String problem) {
    System.err.println("plumbline: " + problem);
    System.err.print(USAGE);
    return 2;
  }

  @SuppressWarnings("SystemOut")
  private static Plumbline start(CommandLine line) throws InterruptedException {
    AppConfig config = AppConfig.read(settings(line.config(), line.allAssignments()), line.data());
    Plumbline plumbline = Plumbline.start(config);
    Runtime.getRuntime()
        .addShutdownHook(
            Thread.ofPlatform()
                .name("shutdown")
                .unstarted(() -> {
                  plumbline.close();
                  Runtime.getRuntime().halt(0); // SIGTERM that was drained is a good end
                }));
    System.out.println(plumbline.startedLine());
    System.out.flush();
    return plumbline;
  }

  private static void demo(CommandLine line) throws InterruptedException {
    Plumbline plumbline = start(line);
    DemoTraffic traffic =
        new DemoTraffic(URI.create("http://127.0.0.1:" + plumbline.otlpHttpPort()), line.data());
    try {
      Instant changeAt = traffic.sendPast(Instant.now());
      System.err.println(
          "demo: the model behind the feature billing was changed at "
              + changeAt
              + "; the alert follows within two minutes on http://127.0.0.1:"
              + plumbline.queryPort()
              + "/");
      Thread.ofPlatform()
          .daemon()
          .name("demo-traffic")
          .start(() -> {
            try {
              traffic.sendLive(changeAt);
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          });
    } catch (IOException e) {
      throw new PlumblineException(ErrorKind.INTERNAL, "demo: the past was not sent", e);
    }
  }

  static Settings settings(Optional<Path> file, List<String> assignments) {
    return new ConfigLoader(System.getenv()).load(file, assignments);
  }
}
