// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.heads;

import dev.plumbline.model.error.ErrorKind;
import dev.plumbline.model.error.PlumblineException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The heads to use: those that ship, and a deployment's own in their place. */
public final class Heads {
  private static final String INTENT = "intent.json";
  private static final long LARGEST_FILE = 4 << 20;

  private Heads() {}

  /**
   * By dimension, sorted.
   *
   * @param own folder of the deployment's own heads
   * @throws PlumblineException INVALID_INPUT naming file, field, rule and value
   */
  public static Collection<Head> load(Optional<Path> own) {
    Map<String, Head> heads = new TreeMap<>();
    for (HeadTask task : HeadTask.builtIn()) {
      builtIn(task.dimension()).ifPresent(head -> heads.put(head.dimension(), head));
    }
    own.ifPresent(folder -> readFolder(folder, heads));
    return heads.values();
  }

  /** The deployment's own intents; empty when it has given no examples. */
  public static Optional<IntentHead> intents(Optional<Path> own) {
    Optional<Path> file = own.map(folder -> folder.resolve(INTENT)).filter(Files::isRegularFile);
    try {
      return file.isEmpty() ? Optional.empty() : Optional.of(IntentHead.read(json(file.get())));
    } catch (IOException e) {
      throw new PlumblineException(
          ErrorKind.INVALID_INPUT, "evaluators.pooled.heads: " + file + " cannot be read", e);
    }
  }

  private static Optional<Head> builtIn(String dimension) {
    String name = "/heads/" + dimension + ".json";
    try (InputStream in = Heads.class.getResourceAsStream(name)) {
      return in == null ? Optional.empty() : Optional.of(Head.read(new JsonMapper().readTree(in)));
    } catch (IOException e) {
      throw new UncheckedIOException(name + " cannot be read", e);
    }
  }

  private static void readFolder(Path folder, Map<String, Head> heads) {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.sorted().toList()) {
        if (file.toString().toLowerCase(Locale.ROOT).endsWith(".json") && !file.endsWith(INTENT)) {
          Head head = read(file);
          heads.put(head.dimension(), head);
        }
      }
    } catch (IOException e) {
      throw new PlumblineException(
          ErrorKind.INVALID_INPUT, "evaluators.pooled.heads: " + folder + " cannot be read", e);
    }
  }

  private static Head read(Path file) throws IOException {
    try {
      return Head.read(json(file));
    } catch (IllegalArgumentException e) {
      throw new PlumblineException(
          ErrorKind.INVALID_INPUT, file + " is no file of a head: " + e.getMessage(), e);
    }
  }

  private static JsonNode json(Path file) throws IOException {
    if (Files.size(file) > LARGEST_FILE) {
      throw PlumblineException.invalid(
          file.toString(), "must be at most " + LARGEST_FILE + " bytes", Files.size(file));
    }
    try {
      return new JsonMapper().readTree(Files.readString(file));
    } catch (JacksonException e) {
      throw new PlumblineException(
          ErrorKind.INVALID_INPUT, file + " is no file of a head: " + e.getOriginalMessage(), e);
    }
  }
}
