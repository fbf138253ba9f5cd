// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.server;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Options of {@code run} and {@code demo}. */
record CommandLine(Optional<Path> config, Path data, boolean freePorts, List<String> assignments) {
  /** The command was called wrongly; the message names the word. */
  static final class WrongUse extends Exception {
    private static final long serialVersionUID = 1L;

    WrongUse(String message) {
      super(message);
    }
  }

  /** Reads the words behind the command. */
  static CommandLine parse(List<String> words, String defaultData) throws WrongUse {
    Optional<Path> config = Optional.empty();
    Path data = Path.of(defaultData);
    boolean freePorts = false;
    List<String> assignments = new ArrayList<>();
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      switch (word) {
        case "--free-ports" -> freePorts = true;
        case "--config" -> config = Optional.of(Path.of(value(words, ++i, word)));
        case "--data" -> data = Path.of(value(words, ++i, word));
        case "--set" -> assignments.add(value(words, ++i, word));
        default -> throw new WrongUse("unknown option " + word);
      }
    }
    return new CommandLine(config, data.toAbsolutePath(), freePorts, List.copyOf(assignments));
  }

  private static String value(List<String> words, int index, String option) throws WrongUse {
    if (index >= words.size()) {
      throw new WrongUse(option + " needs a value behind it");
    }
    return words.get(index);
  }

  /** All assignments in the order in which the last one wins. */
  List<String> allAssignments() {
    List<String> all = new ArrayList<>();
    if (freePorts) {
      AppConfig.PORT_KEYS.forEach(key -> all.add(key + "=127.0.0.1:0"));
    }
    all.addAll(assignments);
    return all;
  }
}
