// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.clickhouse.engine;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One connection of the engine, opened for one request: what it sets (role, settings, database,
 * temporary tables) ends with it. One thread, and one statement at a time.
 */
final class EngineSession implements AutoCloseable {
  private static final String NOT_STREAMED =
      "Code: 36. DB::Exception: Streaming query is not supported for query";

  private final ChdbLibrary library;
  private final MemorySegment holder;
  private final MemorySegment connection;
  private final Runnable released;
  private boolean closed;

  EngineSession(
      ChdbLibrary library, MemorySegment holder, MemorySegment connection, Runnable released) {
    this.library = library;
    this.holder = holder;
    this.connection = connection;
    this.released = released;
  }

  /** Runs one statement and gives its whole result as text; for small results. */
  String run(String sql) throws EngineException {
    return run(sql.getBytes(StandardCharsets.UTF_8));
  }

  String run(byte[] sql) throws EngineException {
    return run(sql, Map.of());
  }

  /** As {@link #run(byte[])}, with values for placeholders. */
  String run(byte[] sql, Map<String, String> params) throws EngineException {
    try (EngineResult result = query(sql, new OutputFormat("TSVRaw", "TSVRaw", false), params)) {
      StringBuilder text = new StringBuilder();
      while (result.next()) {
        text.append(
            new String(result.chunk().toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8));
      }
      return text.toString();
    }
  }

  /** What the statement would do, by the engine's own parser. */
  ChdbLibrary.StatementClass classify(byte[] sql) {
    try (Arena arena = Arena.ofConfined()) {
      return library.classify(connection, NativeStatement.of(arena, sql, "", Map.of()));
    }
  }

  /**
   * Starts a statement. A SELECT in a format that allows it is computed as its chunks are taken;
   * anything else is done when this returns.
   *
   * @param format for the output; the statement's own, where it names one
   * @param params values for {@code {name:Type}}, in ClickHouse's escaped text form
   */
  EngineResult query(byte[] sql, OutputFormat format, Map<String, String> params)
      throws EngineException {
    try (Arena arena = Arena.ofConfined()) {
      NativeStatement statement = NativeStatement.of(arena, sql, format.fallback(), params);
      if (format.streamed()) {
        MemorySegment stream = library.streamQuery(connection, statement);
        String error = library.error(stream);
        if (error == null) {
          return EngineResult.streamed(library, connection, stream, format);
        }
        library.destroyResult(stream);
        if (!error.startsWith(NOT_STREAMED)) {
          throw EngineException.of(error);
        }
      }
      if (library.classify(connection, statement).statements() > 1) {
        throw EngineException.of(
            EngineException.SYNTAX_ERROR, "SYNTAX_ERROR", "Multi-statements are not allowed");
      }
      MemorySegment result = library.query(connection, statement);
      String error = library.error(result);
      if (error != null) {
        library.destroyResult(result);
        throw EngineException.of(error);
      }
      return EngineResult.whole(library, result, format);
    }
  }

  /**
   * Starts an INSERT whose rows follow.
   *
   * @param sql the statement up to, and without, {@code FORMAT} or {@code VALUES}
   * @param format of the rows
   */
  EngineInsert insert(byte[] sql, String format, Map<String, String> params)
      throws EngineException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment stream =
          library.insert(connection, NativeStatement.of(arena, sql, format, params));
      @Nullable String error = library.insertError(stream);
      if (error != null) {
        library.destroyInsert(stream);
        throw EngineException.of(error);
      }
      return new EngineInsert(library, stream);
    }
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      library.close(holder);
      released.run();
    }
  }
}
