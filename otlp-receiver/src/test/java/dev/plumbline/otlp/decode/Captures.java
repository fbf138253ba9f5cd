// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.otlp.decode;

import dev.plumbline.model.ingest.Signal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Requests that real instrumentations sent: all of them where they are, else the small copies. */
public final class Captures {
  private static final Path ALL = Path.of("../../shared/captures");
  private static final Path COPIES = Path.of("src/test/resources/captures");

  private Captures() {}

  @SuppressWarnings("ArrayRecordComponent") // raw bytes, compared by nobody
  public record Capture(String name, Signal signal, byte[] protobuf, byte[] json) {
    @Override
    public String toString() {
      return name;
    }
  }

  public static List<Capture> all() {
    Path root = ALL;
    if (!Files.isDirectory(ALL)) {
      System.err.println(
          "../shared/captures is not there: testing on the small copies in the project only");
      root = COPIES;
    }
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .filter(path -> path.toString().endsWith(".binpb"))
          .sorted()
          .map(Captures::read)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static byte[] copy(String file) {
    return bytes(COPIES.resolve(file));
  }

  private static Capture read(Path path) {
    String name = path.getFileName().toString();
    Signal signal =
        name.contains(".traces")
            ? Signal.TRACES
            : name.contains(".logs") ? Signal.LOGS : Signal.METRICS;
    Path json = path.resolveSibling(name.replace(".binpb", ".json"));
    return new Capture(
        path.subpath(path.getNameCount() - 2, path.getNameCount()).toString(),
        signal,
        bytes(path),
        bytes(json));
  }

  private static byte[] bytes(Path path) {
    try {
      return Files.readAllBytes(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
