// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.server;

import dev.plumbline.clickhouse.ClickHouse;
import dev.plumbline.clickhouse.canary.ClickHouseCanaryRows;
import dev.plumbline.judges.canary.GoldenSet;
import dev.plumbline.judges.client.ClientConfig;
import dev.plumbline.model.error.ErrorKind;
import dev.plumbline.model.error.PlumblineException;
import java.io.IOException;
import java.io.PrintStream;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code canary run [--set NAME|FILE]... [--accept] [--config FILE] [--data DIR] [--set
 * key=value]...}: asks the configured model, one JSON line for each set.
 */
final class CanaryCommand {
  private CanaryCommand() {}

  /**
   * Runs the command.
   *
   * @return 0 when every set is good, 1 when one fell or had too few answers
   * @throws CommandLine.WrongUse also for a set that is not there or not valid, and when no model
   *     is configured
   */
  static int run(List<String> words, ConfigLoader loader, PrintStream out, PrintStream err)
      throws CommandLine.WrongUse, InterruptedException {
    if (words.isEmpty() || !words.getFirst().equals("run")) {
      throw new CommandLine.WrongUse("canary takes run");
    }
    List<String> named = new ArrayList<>();
    List<String> options = new ArrayList<>();
    boolean accept = false;
    for (int i = 1; i < words.size(); i++) {
      String word = words.get(i);
      boolean value = i + 1 < words.size();
      if (word.equals("--accept")) {
        accept = true;
      } else if (word.equals("--set") && value && words.get(i + 1).indexOf('=') < 0) {
        named.add(words.get(++i));
      } else {
        options.add(word);
        if (value && word.startsWith("--")) {
          options.add(words.get(++i));
        }
      }
    }
    CommandLine line = CommandLine.parse(options, "data");
    AppConfig config =
        AppConfig.read(loader.load(line.config(), line.allAssignments()), line.data());
    ClientConfig asked =
        config
            .canaries()
            .client()
            .orElseThrow(
                () -> new CommandLine.WrongUse("canary run needs canary.model: the model to ask"));
    List<GoldenSet> sets = new ArrayList<>();
    for (String set : named.isEmpty() ? config.canaries().sets() : named) {
      try {
        sets.add(Canaries.set(set));
      } catch (PlumblineException e) {
        throw new CommandLine.WrongUse(String.valueOf(e.getMessage()));
      }
    }
    int code = 0;
    try (Canaries canaries = new Canaries(config, asked, InstantSource.system())) {
      for (GoldenSet set : sets) {
        Canaries.Ran ran = canaries.run(set, "", accept);
        out.println(Canaries.json(ran));
        ran.verdict().reasons().forEach(reason -> err.println(set.name() + ": " + reason));
        if (config.store().url().isPresent()) {
          store(config, ran);
        }
        if (!ran.verdict().outcome().good()) {
          code = 1;
        }
      }
    } catch (IOException e) {
      throw new PlumblineException(ErrorKind.INTERNAL, "canary run: " + e.getMessage(), e);
    }
    out.flush();
    return code;
  }

  private static void store(AppConfig config, Canaries.Ran ran) {
    try (ClickHouse clickHouse = new ClickHouse(config.store())) {
      new ClickHouseCanaryRows(clickHouse).save(ran.result().runId(), Canaries.rows(ran.result()));
    }
  }
}
