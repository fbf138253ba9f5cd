// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.clickhouse.engine;

import dev.plumbline.model.config.Endpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * The one engine of a test JVM, with its endpoint on a free port: the library starts once per
 * process. Tests keep apart by database names.
 */
public final class TestEngine {
  private static final class Holder {
    static final Path FOLDER = newFolder();
    static final EmbeddedEngine ENGINE =
        EmbeddedEngine.start(EngineConfig.of(LibraryFile.locate(), FOLDER));
    static final ClickHouseHttpServer SERVER =
        ClickHouseHttpServer.start(ENGINE, new Endpoint("127.0.0.1", 0));
  }

  private TestEngine() {}

  public static EmbeddedEngine engine() {
    return Holder.ENGINE;
  }

  public static ClickHouseHttpServer server() {
    return Holder.SERVER;
  }

  private static Path newFolder() {
    try {
      Path folder = Files.createTempDirectory("plumbline-engine");
      Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder)));
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path folder) {
    try {
      // the engine closes itself on exit, at the same time as this runs
      for (int i = 0; i < 100 && Files.exists(folder.resolve("status")); i++) {
        Thread.sleep(50);
      }
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(file);
        }
      }
    } catch (IOException e) {
      // the system's temporary folder is emptied by the system
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
