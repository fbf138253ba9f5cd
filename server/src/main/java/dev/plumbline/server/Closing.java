// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.server;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes what was started, last first; one that fails does not keep the others open. One thread.
 */
final class Closing implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Closing.class);

  private final Deque<Part> parts = new ArrayDeque<>();

  private record Part(String name, AutoCloseable closeable) {}

  <T extends AutoCloseable> T add(String name, T closeable) {
    parts.push(new Part(name, closeable));
    return closeable;
  }

  @Override
  public void close() {
    while (!parts.isEmpty()) {
      Part part = parts.pop();
      long start = System.nanoTime();
      try {
        part.closeable().close();
        log.atInfo()
            .addKeyValue("part", part.name())
            .addKeyValue("millis", (System.nanoTime() - start) / 1_000_000)
            .log("stopped");
      } catch (Exception e) {
        if (e instanceof InterruptedException) {
          Thread.currentThread().interrupt();
        }
        log.atError().addKeyValue("part", part.name()).setCause(e).log("did not stop cleanly");
      }
    }
  }
}
