// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.judges.probe;

import dev.plumbline.model.error.ErrorKind;
import dev.plumbline.model.error.PlumblineException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Canary runs as lines of JSON in a folder, one file for each judge. A line that was cut off by a
 * crash is passed over. Thread-safe.
 */
public final class FileCanaryStore implements CanaryStore {
  private static final JsonMapper JSON = new JsonMapper();

  private final Path folder;

  public FileCanaryStore(Path folder) {
    this.folder = folder;
  }

  private Path file(String judge) {
    return folder.resolve("canaries-" + judge + ".jsonl");
  }

  @Override
  public synchronized void save(CanaryRun run) {
    ObjectNode line = JSON.createObjectNode();
    line.put("at", run.at().toString()).put("model", run.model()).put("asked", run.asked());
    run.noise().ifPresent(noise -> line.put("noise", noise));
    ObjectNode rubrics = line.putObject("rubrics");
    run.rubrics().forEach(rubrics::put);
    ObjectNode pairs = line.putObject("pairs");
    run.pairs()
        .forEach((id, pair) ->
            pairs
                .putObject(id)
                .put("rubric", pair.rubric())
                .put("good", pair.good())
                .put("bad", pair.bad()));
    try {
      Files.createDirectories(folder);
      // a line break first ends a line that a crash cut off
      Files.writeString(
          file(run.judge()),
          "\n" + line + "\n",
          StandardCharsets.UTF_8,
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new PlumblineException(
          ErrorKind.UNAVAILABLE, "canary run of judge " + run.judge() + " was not written", e);
    }
  }

  @Override
  public synchronized List<CanaryRun> runs(String judge) {
    List<CanaryRun> runs = new ArrayList<>();
    if (!Files.exists(file(judge))) {
      return runs;
    }
    try {
      for (String line : Files.readAllLines(file(judge), StandardCharsets.UTF_8)) {
        if (!line.isBlank()) {
          try {
            runs.add(parse(judge, JSON.readTree(line)));
          } catch (JacksonException | DateTimeException e) {
            // half a line, from a crash
          }
        }
      }
      return runs;
    } catch (IOException e) {
      throw new PlumblineException(
          ErrorKind.UNAVAILABLE, "canary runs of judge " + judge + " cannot be read", e);
    }
  }

  private static CanaryRun parse(String judge, JsonNode line) {
    TreeMap<String, String> rubrics = new TreeMap<>();
    for (Map.Entry<String, JsonNode> entry : line.path("rubrics").properties()) {
      rubrics.put(entry.getKey(), entry.getValue().asString(""));
    }
    TreeMap<String, CanaryRun.Pair> pairs = new TreeMap<>();
    for (Map.Entry<String, JsonNode> entry : line.path("pairs").properties()) {
      JsonNode pair = entry.getValue();
      pairs.put(
          entry.getKey(),
          new CanaryRun.Pair(
              pair.path("rubric").asString(""),
              pair.path("good").asDouble(0),
              pair.path("bad").asDouble(0)));
    }
    JsonNode noise = line.path("noise");
    return new CanaryRun(
        Instant.parse(line.path("at").asString("")),
        judge,
        line.path("model").asString(""),
        rubrics,
        pairs,
        line.path("asked").asInt(0),
        noise.isNumber() ? OptionalDouble.of(noise.doubleValue()) : OptionalDouble.empty());
  }
}
