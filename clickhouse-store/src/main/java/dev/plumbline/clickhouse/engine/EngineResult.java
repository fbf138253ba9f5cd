// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.clickhouse.engine;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * The result of one statement, a chunk at a time. A chunk lives in the engine's memory, until the
 * next one is taken or this is closed. One thread.
 */
final class EngineResult implements AutoCloseable {
  private final ChdbLibrary library;
  private final MemorySegment connection;
  private final @Nullable MemorySegment stream;
  private final OutputFormat format;
  private @Nullable MemorySegment current;
  private long chunks;
  private boolean ended;
  private boolean closed;
  private Progress progress = Progress.NONE;

  private EngineResult(
      ChdbLibrary library,
      MemorySegment connection,
      @Nullable MemorySegment stream,
      @Nullable MemorySegment whole,
      OutputFormat format) {
    this.format = format;
    this.library = library;
    this.connection = connection;
    this.stream = stream;
    this.current = whole;
  }

  static EngineResult streamed(
      ChdbLibrary library, MemorySegment connection, MemorySegment stream, OutputFormat format) {
    return new EngineResult(library, connection, stream, null, format);
  }

  static EngineResult whole(ChdbLibrary library, MemorySegment result, OutputFormat format) {
    EngineResult whole = new EngineResult(library, MemorySegment.NULL, null, result, format);
    whole.progress = library.progress(result);
    return whole;
  }

  /** Goes to the next chunk; false at the end. */
  boolean next() throws EngineException {
    if (ended) {
      return false;
    }
    if (stream == null) {
      ended = true;
      return chunk().byteSize() > 0;
    }
    destroyCurrent();
    MemorySegment fetched = library.fetch(connection, stream);
    current = fetched;
    String error = library.error(fetched);
    if (error != null) {
      ended = true;
      throw EngineException.of(error);
    }
    progress = progress.plus(library.progress(fetched));
    if (library.bytes(fetched).byteSize() == 0) {
      ended = true;
      return false;
    }
    chunks++;
    return true;
  }

  OutputFormat format() {
    return format;
  }

  /** The bytes of the current chunk; empty when there is none. */
  MemorySegment chunk() {
    if (current == null) {
      return MemorySegment.NULL;
    }
    MemorySegment bytes = library.bytes(current);
    return chunks > 1 ? bytes.asSlice(format.headerBytes(bytes)) : bytes;
  }

  /** Of all chunks taken so far. */
  Progress progress() {
    return progress;
  }

  /** Stops a statement that has not come to its end. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    destroyCurrent();
    if (stream != null) {
      if (!ended) {
        library.cancelQuery(connection, stream);
      }
      library.destroyResult(stream);
    }
    ended = true;
  }

  private void destroyCurrent() {
    if (current != null) {
      library.destroyResult(current);
      current = null;
    }
  }
}
