// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.query.incidents;

import dev.plumbline.model.error.ErrorKind;
import dev.plumbline.model.error.PlumblineException;
import dev.plumbline.query.http.Json;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Golden sets as files {@code <folder>/<name>/<version>.jsonl}, in the format of {@code evaluate}.
 * A version never changes: more examples make the next version, which holds those of the version
 * before too. One process writes. Thread-safe.
 */
public final class GoldenSets {
  /** Names that are safe as names of folders everywhere. */
  static final String NAME = "[A-Za-z0-9][A-Za-z0-9_.-]{0,80}";

  private static final Pattern FILE = Pattern.compile("([1-9][0-9]{0,8})\\.jsonl");
  private static final Pattern FOLDER = Pattern.compile(NAME);
  private static final int MAX_EXAMPLES = 1000;
  private static final long MAX_BYTES = 64L << 20;

  private final Path folder;

  /** Does nothing yet; the folder is made with the first set. */
  public GoldenSets(Path folder) {
    this.folder = folder;
  }

  /** One version. */
  record Version(String name, int version, Instant createdAt, long bytes) {}

  /**
   * What became of new examples.
   *
   * @param added those that were not there already
   * @param examples of the version in all
   */
  record Added(String name, int version, int added, int examples) {
    String id() {
      return name + "@" + version;
    }
  }

  /** Every version of every set, by name, the newest version first. */
  List<Version> list() {
    List<Version> found = new ArrayList<>();
    if (!Files.isDirectory(folder)) {
      return found;
    }
    try (Stream<Path> sets = Files.list(folder)) {
      for (Path set : sets.filter(Files::isDirectory).toList()) {
        if (FOLDER.matcher(set.getFileName().toString()).matches()) {
          versions(set).forEach(found::add);
        }
      }
    } catch (IOException e) {
      throw unavailable("golden sets cannot be read", e);
    }
    found.sort(
        Comparator.comparing(Version::name)
            .thenComparing(Comparator.comparingInt(Version::version).reversed()));
    return found;
  }

  private static List<Version> versions(Path set) throws IOException {
    List<Version> found = new ArrayList<>();
    try (Stream<Path> files = Files.list(set)) {
      for (Path file : files.toList()) {
        var matcher = FILE.matcher(file.getFileName().toString());
        if (matcher.matches()) {
          found.add(
              new Version(
                  set.getFileName().toString(),
                  Integer.parseInt(matcher.group(1)),
                  Files.getLastModifiedTime(file).toInstant(),
                  Files.size(file)));
        }
      }
    }
    return found;
  }

  /** The file of a version; the newest one when {@code version} is empty. */
  Optional<Path> file(String name, Optional<Integer> version) {
    if (!FOLDER.matcher(name).matches()) {
      return Optional.empty();
    }
    Path set = folder.resolve(name);
    Optional<Integer> wanted = version.or(() -> newest(set));
    return wanted.map(v -> set.resolve(v + ".jsonl")).filter(Files::isRegularFile);
  }

  private static Optional<Integer> newest(Path set) {
    if (!Files.isDirectory(set)) {
      return Optional.empty();
    }
    try {
      return versions(set).stream().map(Version::version).max(Comparator.naturalOrder());
    } catch (IOException e) {
      throw unavailable("golden sets cannot be read", e);
    }
  }

  /**
   * Writes the next version: the examples of the newest one, then those that are not in it. When
   * there are none of these, nothing is written and the newest version is the answer.
   *
   * @param name matches {@link #NAME}
   * @param examples JSON objects on one line each, by their id
   * @throws PlumblineException INVALID_INPUT for a bad name, TOO_LARGE beyond 1,000 examples or 64
   *     MiB, UNAVAILABLE when the file cannot be written
   */
  synchronized Added add(String name, SequencedMap<String, String> examples) {
    if (!FOLDER.matcher(name).matches()) {
      throw PlumblineException.invalid(
          "name",
          "must be letters, digits, dots, dashes and underscores, at most 81, and begin with a"
              + " letter or digit",
          name);
    }
    Path set = folder.resolve(name);
    Optional<Integer> newest = newest(set);
    SequencedMap<String, String> all = newest.map(v -> read(set, v)).orElseGet(LinkedHashMap::new);
    int before = all.size();
    examples.forEach(all::putIfAbsent);
    int added = all.size() - before;
    if (added == 0 && newest.isPresent()) {
      return new Added(name, newest.get(), 0, before);
    }
    byte[] text = (String.join("\n", all.values()) + "\n").getBytes(StandardCharsets.UTF_8);
    if (all.size() > MAX_EXAMPLES || text.length > MAX_BYTES) {
      throw new PlumblineException(
          ErrorKind.TOO_LARGE,
          "golden set "
              + name
              + " would have more than 1,000 examples or 64 MiB; use another name");
    }
    int version = newest.orElse(0) + 1;
    try {
      write(set, version, text);
    } catch (IOException e) {
      throw unavailable("golden set " + name + " was not written", e);
    }
    return new Added(name, version, added, all.size());
  }

  private static SequencedMap<String, String> read(Path set, int version) {
    SequencedMap<String, String> lines = new LinkedHashMap<>();
    try {
      int number = 0;
      for (String line :
          Files.readAllLines(set.resolve(version + ".jsonl"), StandardCharsets.UTF_8)) {
        number++;
        if (!line.isBlank()) {
          lines.put(id(line, number), line);
        }
      }
    } catch (IOException e) {
      throw unavailable("golden set " + set.getFileName() + " cannot be read", e);
    }
    return lines;
  }

  /** Lines that people wrote may have no id, or be broken: they are kept as they are. */
  private static String id(String line, int number) {
    try {
      JsonNode id = Json.parse(line).path("id");
      return id.isMissingNode() || id.isNull() ? "line " + number : id.asString("line " + number);
    } catch (JacksonException e) {
      return "line " + number;
    }
  }

  /** Whole or not at all, and never in place of a version that is there. */
  private static void write(Path set, int version, byte[] text) throws IOException {
    Files.createDirectories(set);
    Path temporary = Files.createTempFile(set, "new-", ".tmp");
    try {
      Files.write(temporary, text);
      try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
        channel.force(true);
      }
      Path file = set.resolve(version + ".jsonl");
      if (Files.exists(file)) {
        throw new FileAlreadyExistsException(file.toString());
      }
      Files.move(temporary, file);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  private static PlumblineException unavailable(String message, IOException cause) {
    return new PlumblineException(ErrorKind.UNAVAILABLE, message, cause);
  }
}
