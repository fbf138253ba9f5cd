// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.learned;

import dev.plumbline.evaluators.embedding.Embedding;
import dev.plumbline.model.error.Checks;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Small JSON files in a folder, replaced as a whole. A file that is broken, too large or of another
 * embedding model is passed over with a warning: learning begins again. Thread-safe.
 */
public final class LearnedState {
  private static final Logger log = LoggerFactory.getLogger(LearnedState.class);
  private static final long LARGEST_FILE = 256L << 20;
  private static final JsonMapper JSON = new JsonMapper();

  private final Optional<Path> folder;
  private final Supplier<String> embedder;

  /**
   * @param folder empty keeps nothing
   * @param embedder version of the model whose vectors are learnt from; asked when a file is read
   *     or written
   */
  public LearnedState(Optional<Path> folder, Supplier<String> embedder) {
    this.folder = folder;
    this.embedder = embedder;
  }

  /** Makes a node to be filled and written. */
  ObjectNode node() {
    return JSON.createObjectNode();
  }

  /** Writes a file whole or not at all; a disk that is full costs what was learnt, no more. */
  synchronized void write(String name, ObjectNode state) {
    if (folder.isEmpty()) {
      return;
    }
    state.put("embedder", embedder.get());
    Path file = folder.get().resolve(name + ".json");
    Path draft = folder.get().resolve(name + ".json.tmp");
    try {
      Files.createDirectories(folder.get());
      Files.writeString(draft, JSON.writeValueAsString(state), StandardCharsets.UTF_8);
      Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      log.atWarn()
          .addKeyValue("state", name)
          .addKeyValue("error.type", e.getClass().getName())
          .log("what was learnt from the traffic could not be written");
    }
  }

  /** Reads a file with a reader that throws {@link IllegalArgumentException} for what is wrong. */
  synchronized <T> Optional<T> read(String name, Function<JsonNode, T> reader) {
    if (folder.isEmpty() || !Files.isRegularFile(folder.get().resolve(name + ".json"))) {
      return Optional.empty();
    }
    Path file = folder.get().resolve(name + ".json");
    try {
      if (Files.size(file) > LARGEST_FILE) {
        throw Checks.broken(name, "must be at most " + LARGEST_FILE + " bytes", Files.size(file));
      }
      JsonNode node = JSON.readTree(Files.readString(file, StandardCharsets.UTF_8));
      if (!node.path("embedder").asString("").equals(embedder.get())) {
        throw Checks.broken(
            "embedder", "must be " + embedder.get(), node.path("embedder").asString(""));
      }
      return Optional.of(reader.apply(node));
    } catch (IOException | JacksonException | IllegalArgumentException e) {
      log.atWarn()
          .addKeyValue("state", name)
          .addKeyValue("error.type", e.getClass().getName())
          .log("what was learnt from the traffic cannot be used; learning begins again");
      return Optional.empty();
    }
  }

  /** Little-endian floats in Base64. */
  static String text(float[] vector) {
    ByteBuffer bytes =
        ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : vector) {
      bytes.putFloat(value);
    }
    return Base64.getEncoder().encodeToString(bytes.array());
  }

  /** The vector of an embedding, of finite numbers. */
  static float[] vector(JsonNode node) {
    return vector(node, Embedding.SIZE);
  }

  static float[] vector(JsonNode node, int size) {
    byte[] bytes = Base64.getDecoder().decode(node.asString(""));
    if (bytes.length != size * Float.BYTES) {
      throw Checks.broken("vector", "must have " + size + " numbers", bytes.length / Float.BYTES);
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    float[] out = new float[size];
    for (int i = 0; i < size; i++) {
      out[i] = buffer.getFloat();
      if (!Float.isFinite(out[i])) {
        throw Checks.broken("vector", "must be finite", out[i]);
      }
    }
    return out;
  }
}
