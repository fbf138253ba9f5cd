// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.clickhouse.engine;

import java.lang.foreign.MemorySegment;

/** An INSERT that takes its rows piece by piece; pieces need not end where rows do. One thread. */
final class EngineInsert implements AutoCloseable {
  private final ChdbLibrary library;
  private final MemorySegment stream;
  private boolean finished;
  private boolean closed;

  EngineInsert(ChdbLibrary library, MemorySegment stream) {
    this.library = library;
    this.stream = stream;
  }

  /**
   * Hands bytes to the engine, which copies them; blocks while it is behind.
   *
   * @return false when the insert has failed; {@link #finish} then says why
   */
  boolean append(MemorySegment data, long bytes) {
    return library.append(stream, data, bytes);
  }

  /** Waits until every row is in its table. */
  Progress finish() throws EngineException {
    finished = true;
    MemorySegment result = library.done(stream);
    try {
      String error = library.error(result);
      if (error != null) {
        throw EngineException.of(error);
      }
      return library.progress(result);
    } finally {
      library.destroyResult(result);
    }
  }

  /** Gives up an insert that was not finished; blocks that the table already took stay. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    if (!finished) {
      library.cancelInsert(stream);
    }
    library.destroyInsert(stream);
  }
}
