// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.judges.canary;

import dev.plumbline.model.error.ErrorKind;
import dev.plumbline.model.error.PlumblineException;
import dev.plumbline.model.hash.Sha256;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Baselines in a folder, one file for each set and model asked for. One process at a time. */
public final class CanaryBaselines {
  private static final JsonMapper JSON = JsonMapper.shared();

  private final Path folder;

  public CanaryBaselines(Path folder) {
    this.folder = folder;
  }

  /**
   * What a run is compared with: dimension to question to value.
   *
   * @throws PlumblineException INTERNAL when the file is there and cannot be read
   */
  public Optional<SortedMap<String, SortedMap<String, Double>>> load(CanaryResult result) {
    Path file = file(result);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      TreeMap<String, SortedMap<String, Double>> scores = new TreeMap<>();
      for (var dimension : JSON.readTree(Files.readAllBytes(file)).path("scores").properties()) {
        TreeMap<String, Double> values = new TreeMap<>();
        for (var value : dimension.getValue().properties()) {
          JsonNode number = value.getValue();
          if (number.isNumber()) {
            values.put(value.getKey(), number.asDouble());
          }
        }
        scores.put(dimension.getKey(), values);
      }
      return Optional.of(scores);
    } catch (IOException | JacksonException e) {
      throw new PlumblineException(
          ErrorKind.INTERNAL, "the baseline " + file + " cannot be read", e);
    }
  }

  /** From now on runs of the same set and model are compared with this one. */
  public void accept(CanaryResult result) {
    ObjectNode root = JSON.createObjectNode();
    root.put("set", result.set())
        .put("provider", result.provider())
        .put("model", result.model())
        .put("run_id", result.runId())
        .put("at", result.at().toString());
    result.responseModels().forEach(root.putArray("response_models")::add);
    result.fingerprints().forEach(root.putArray("fingerprints")::add);
    ObjectNode scores = root.putObject("scores");
    result
        .scores()
        .forEach((dimension, values) -> values.forEach(scores.putObject(dimension)::put));
    Path file = file(result);
    Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
    try {
      Files.createDirectories(folder);
      try (FileChannel channel =
          FileChannel.open(
              temporary,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE)) {
        ByteBuffer bytes = ByteBuffer.wrap(root.toPrettyString().getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(true);
      }
      Files.move(
          temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new PlumblineException(
          ErrorKind.INTERNAL, "the baseline " + file + " cannot be written", e);
    }
  }

  private Path file(CanaryResult result) {
    String who = result.provider() + "\n" + result.model();
    return folder.resolve(result.set() + "." + Sha256.hex(who, 12) + ".json");
  }
}
