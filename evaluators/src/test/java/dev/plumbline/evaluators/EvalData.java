// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Labelled data beside the project; tests that need it say so when it is missing. */
public final class EvalData {
  private static final JsonMapper JSON = new JsonMapper();

  private EvalData() {}

  /** The rows of a file such as {@code pii/presidio-synth.dev.jsonl}; empty when it is missing. */
  public static Optional<List<JsonNode>> rows(String file) {
    for (String root : List.of("../shared", "../../shared", "../../../shared")) {
      Path path = Path.of(root, "eval-data", file);
      if (Files.exists(path)) {
        return Optional.of(read(path));
      }
    }
    System.err.println("eval-data/" + file + " is not beside the project: not measured here");
    return Optional.empty();
  }

  private static List<JsonNode> read(Path path) {
    try {
      List<JsonNode> rows = new ArrayList<>();
      for (String line : Files.readAllLines(path)) {
        rows.add(JSON.readTree(line));
      }
      return rows;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
