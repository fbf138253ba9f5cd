// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.clickhouse.engine;

import static java.lang.foreign.ValueLayout.ADDRESS;

import dev.plumbline.model.error.ErrorKind;
import dev.plumbline.model.error.PlumblineException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.TimeZone;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * ClickHouse in this process. At most one at a time, and none again after it was closed: the
 * library cannot be started twice. Thread-safe.
 */
@SuppressWarnings("restricted") // reads the connection's address out of native memory
public final class EmbeddedEngine implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(EmbeddedEngine.class);
  private static final Duration LONGEST_WAIT_FOR_A_PLACE = Duration.ofSeconds(30);
  private static final Duration LONGEST_DRAIN = Duration.ofSeconds(10);

  private final EngineConfig config;
  private final ChdbLibrary library;
  private final List<String> arguments;
  private final FileChannel lock;
  private final EngineSession root;
  private final String version;
  private final String timeZone;
  private final Semaphore places;
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile boolean closing;

  private EmbeddedEngine(
      EngineConfig config, ChdbLibrary library, List<String> arguments, FileChannel lock)
      throws EngineException {
    this.config = config;
    this.library = library;
    this.arguments = arguments;
    this.lock = lock;
    this.places = new Semaphore(config.maxConcurrentStatements(), true);
    this.root = connect(() -> {});
    this.version = root.run("SELECT version()").strip();
    this.timeZone = root.run("SELECT timezone()").strip();
  }

  /**
   * Takes the folder, loads the library and starts the engine on it. Fails with {@link
   * ErrorKind#UNAVAILABLE} and a sentence that names the remedy.
   */
  public static EmbeddedEngine start(EngineConfig config) {
    ChdbLibrary library = load(config.library());
    FileChannel lock = EngineFiles.lock(config.folder());
    try {
      // times in UTC wherever the machine stands; Java keeps the zone it has already looked up
      TimeZone _ = TimeZone.getDefault();
      library.setEnvironment("TZ", "UTC");
      library.disableSignalHandlers(); // the JVM needs its own
      List<String> arguments =
          List.of(
              "clickhouse",
              "--path=" + config.folder(),
              "--config-file=" + EngineFiles.writeConfig(config));
      EmbeddedEngine engine = new EmbeddedEngine(config, library, arguments, lock);
      Runtime.getRuntime().addShutdownHook(new Thread(engine::closeOnExit, "embedded-engine-exit"));
      log.atInfo()
          .addKeyValue("engine.version", engine.version)
          .addKeyValue("engine.folder", config.folder())
          .addKeyValue("engine.max_memory", config.maxMemoryBytes())
          .log("embedded engine started");
      return engine;
    } catch (EngineException | IOException | RuntimeException e) {
      try {
        lock.close();
      } catch (IOException suppressed) {
        e.addSuppressed(suppressed);
      }
      throw e instanceof PlumblineException known
          ? known
          : new PlumblineException(
              ErrorKind.UNAVAILABLE,
              "the embedded engine did not start on " + config.folder() + ": " + e.getMessage(),
              e);
    }
  }

  private static ChdbLibrary load(Path file) {
    if (!Files.isReadable(file)) {
      throw LibraryFile.missing(file);
    }
    try {
      return new ChdbLibrary(file);
    } catch (IllegalArgumentException e) {
      throw new PlumblineException(
          ErrorKind.UNAVAILABLE,
          file
              + " is not the embedded engine for this platform ("
              + e.getMessage()
              + "); remove it, and ./plumbline fetches it anew",
          e);
    }
  }

  /** ClickHouse's version, for example {@code 26.7.3.1}. */
  public String version() {
    return version;
  }

  String timeZone() {
    return timeZone;
  }

  /** A folder that the engine empties on start. */
  Path spoolFolder() {
    return config.folder().resolve("tmp");
  }

  /** A session of its own for one request; waits for a place. Call from a platform thread. */
  EngineSession open() throws EngineException, InterruptedException {
    if (closing || !places.tryAcquire(LONGEST_WAIT_FOR_A_PLACE.toMillis(), TimeUnit.MILLISECONDS)) {
      throw closing
          ? stopping()
          : EngineException.of(
              EngineException.TOO_MANY_SIMULTANEOUS_QUERIES,
              "TOO_MANY_SIMULTANEOUS_QUERIES",
              "Too many simultaneous queries, the most is " + config.maxConcurrentStatements());
    }
    boolean opened = false;
    try {
      if (closing) {
        throw stopping();
      }
      EngineSession session = connect(places::release);
      opened = true;
      return session;
    } finally {
      if (!opened) {
        places.release();
      }
    }
  }

  private static EngineException stopping() {
    return EngineException.of(EngineException.ABORTED, "ABORTED", "Engine is stopping");
  }

  private EngineSession connect(Runnable released) throws EngineException {
    MemorySegment holder = library.connect(arguments);
    if (holder.address() == 0) {
      throw EngineException.of(
          EngineException.UNKNOWN,
          "UNKNOWN_EXCEPTION",
          "No connection to the engine in " + config.folder());
    }
    return new EngineSession(library, holder, holder.get(ADDRESS, 0), released);
  }

  /**
   * Refuses new statements, lets the running ones end for at most ten seconds, kills the rest, and
   * stops the engine. Safe to call twice.
   */
  @Override
  public void close() {
    synchronized (places) {
      if (closing) {
        return;
      }
      closing = true;
    }
    try {
      if (!drained(LONGEST_DRAIN)) {
        log.atWarn().addKeyValue("engine.drain", LONGEST_DRAIN).log("statements are being killed");
        root.run("KILL QUERY WHERE 1 ASYNC");
        if (!drained(LONGEST_DRAIN)) {
          log.error("statements do not end; the embedded engine is left running");
          return;
        }
      }
      root.close();
      library.shutdown();
      lock.close();
      log.info("embedded engine stopped");
    } catch (EngineException | IOException e) {
      log.atError()
          .addKeyValue("error.type", e.getClass().getName())
          .log("embedded engine stopped with an error");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      closed.countDown();
    }
  }

  private boolean drained(Duration longest) throws InterruptedException {
    return places.tryAcquire(
        config.maxConcurrentStatements(), longest.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** A process that ends with the engine open aborts in the library's exit handlers. */
  private void closeOnExit() {
    try {
      if (!closed.await(config.exitGrace().toMillis(), TimeUnit.MILLISECONDS)) {
        close();
        boolean _ = closed.await(2 * LONGEST_DRAIN.toMillis(), TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
