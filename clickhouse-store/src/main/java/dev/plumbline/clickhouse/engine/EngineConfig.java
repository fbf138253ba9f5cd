// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.clickhouse.engine;

import dev.plumbline.model.config.Settings;
import dev.plumbline.model.error.Checks;
import java.nio.file.Path;
import java.time.Duration;

/**
 * How the engine runs in this process.
 *
 * @param library the file {@code libchdb.so} (of that name on macOS too)
 * @param folder where the tables are; made when missing; one process at a time
 * @param maxMemoryBytes what the engine may take beside the Java heap; it also stays below nine
 *     tenths of the machine's memory
 * @param maxConcurrentStatements how many statements run at once, 1 to 256; others wait
 * @param exitGrace how long an exiting JVM waits for the owner to close the engine before it closes
 *     itself; zero when the owner has no shutdown of its own
 */
public record EngineConfig(
    Path library,
    Path folder,
    long maxMemoryBytes,
    int maxConcurrentStatements,
    Duration exitGrace) {
  public EngineConfig {
    library = library.toAbsolutePath();
    folder = folder.toAbsolutePath().normalize();
    Checks.atLeast("maxMemoryBytes", maxMemoryBytes, 256L << 20);
    Checks.inRange("maxConcurrentStatements", maxConcurrentStatements, 1, 256);
    Checks.notNegative("exitGrace", exitGrace);
  }

  /** Reads {@code store.embedded.*}. */
  public static EngineConfig read(Settings settings, Path library, Path folder) {
    long memory = settings.bytes("store.embedded.max_memory", "2GiB");
    if (memory < 256L << 20) {
      settings.problem("store.embedded.max_memory", memory + "B", "must be at least 256MiB");
      memory = 256L << 20;
    }
    return new EngineConfig(
        library,
        folder,
        memory,
        settings.number("store.embedded.max_concurrent_queries", 16, 1, 256),
        Duration.ZERO);
  }

  /** With the defaults of {@link #read}. */
  public static EngineConfig of(Path library, Path folder) {
    return read(Settings.empty(), library, folder);
  }

  public EngineConfig withExitGrace(Duration grace) {
    return new EngineConfig(library, folder, maxMemoryBytes, maxConcurrentStatements, grace);
  }
}
