// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.clickhouse.engine;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * The functions of chdb.h (chDB 26.7) that we call, one method each. Every call may block, and pins
 * a virtual thread's carrier while it does: call from platform threads. Thread-safe, as the library
 * is; one connection takes one statement at a time.
 */
@SuppressWarnings("restricted") // calling native code is what this class is for
final class ChdbLibrary {
  private final SymbolLookup symbols;
  private final Linker linker = Linker.nativeLinker();

  private final MethodHandle setSignalHandlersEnabled;
  private final MethodHandle connect;
  private final MethodHandle closeConnection;
  private final MethodHandle shutdown;
  private final MethodHandle query;
  private final MethodHandle streamQuery;
  private final MethodHandle fetch;
  private final MethodHandle cancelQuery;
  private final MethodHandle destroyResult;
  private final MethodHandle resultBuffer;
  private final MethodHandle resultLength;
  private final MethodHandle resultElapsed;
  private final MethodHandle resultRows;
  private final MethodHandle resultReadRows;
  private final MethodHandle resultReadBytes;
  private final MethodHandle resultWrittenRows;
  private final MethodHandle resultWrittenBytes;
  private final MethodHandle resultError;
  private final MethodHandle insert;
  private final MethodHandle append;
  private final MethodHandle done;
  private final MethodHandle cancelInsert;
  private final MethodHandle insertError;
  private final MethodHandle destroyInsert;
  private final MethodHandle classify;
  private final MethodHandle setenv;

  /** Loads the library; {@link IllegalArgumentException} when it is none, or an old one. */
  ChdbLibrary(Path library) {
    symbols = SymbolLookup.libraryLookup(library, Arena.global());
    MemoryLayout[] text = {ADDRESS, ADDRESS, JAVA_LONG, ADDRESS, JAVA_LONG};
    MemoryLayout[] textAndParams = {
      ADDRESS, ADDRESS, JAVA_LONG, ADDRESS, JAVA_LONG, ADDRESS, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG
    };
    setSignalHandlersEnabled =
        find("chdb_set_signal_handlers_enabled", FunctionDescriptor.ofVoid(JAVA_INT));
    connect = find("chdb_connect", FunctionDescriptor.of(ADDRESS, JAVA_INT, ADDRESS));
    closeConnection = find("chdb_close_conn", FunctionDescriptor.ofVoid(ADDRESS));
    shutdown = find("chdb_shutdown", FunctionDescriptor.of(JAVA_INT));
    query = find("chdb_query_with_params_n", FunctionDescriptor.of(ADDRESS, textAndParams));
    streamQuery =
        find("chdb_stream_query_with_params_n", FunctionDescriptor.of(ADDRESS, textAndParams));
    fetch = find("chdb_stream_fetch_result", FunctionDescriptor.of(ADDRESS, ADDRESS, ADDRESS));
    cancelQuery = find("chdb_stream_cancel_query", FunctionDescriptor.ofVoid(ADDRESS, ADDRESS));
    destroyResult = find("chdb_destroy_query_result", FunctionDescriptor.ofVoid(ADDRESS));
    FunctionDescriptor count = FunctionDescriptor.of(JAVA_LONG, ADDRESS);
    resultBuffer = find("chdb_result_buffer", FunctionDescriptor.of(ADDRESS, ADDRESS));
    resultLength = find("chdb_result_length", count);
    resultElapsed = find("chdb_result_elapsed", FunctionDescriptor.of(JAVA_DOUBLE, ADDRESS));
    resultRows = find("chdb_result_rows_read", count);
    resultReadRows = find("chdb_result_storage_rows_read", count);
    resultReadBytes = find("chdb_result_storage_bytes_read", count);
    resultWrittenRows = find("chdb_result_rows_written", count);
    resultWrittenBytes = find("chdb_result_bytes_written", count);
    resultError = find("chdb_result_error", FunctionDescriptor.of(ADDRESS, ADDRESS));
    insert =
        find("chdb_stream_insert_with_params_n", FunctionDescriptor.of(ADDRESS, textAndParams));
    append =
        find("chdb_stream_append", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG));
    done = find("chdb_stream_done", FunctionDescriptor.of(ADDRESS, ADDRESS));
    cancelInsert = find("chdb_stream_cancel_insert", FunctionDescriptor.ofVoid(ADDRESS));
    insertError = find("chdb_stream_insert_error", FunctionDescriptor.of(ADDRESS, ADDRESS));
    destroyInsert = find("chdb_destroy_insert_stream", FunctionDescriptor.ofVoid(ADDRESS));
    classify =
        find(
            "chdb_classify_query_n",
            FunctionDescriptor.of(JAVA_INT, text).appendArgumentLayouts(ADDRESS));
    setenv =
        linker.downcallHandle(
            linker.defaultLookup().findOrThrow("setenv"),
            FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_INT));
  }

  private MethodHandle find(String name, FunctionDescriptor descriptor) {
    MemorySegment symbol =
        symbols
            .find(name)
            .orElseThrow(() -> new IllegalArgumentException("no function " + name + " in it"));
    return linker.downcallHandle(symbol, descriptor);
  }

  void setEnvironment(String name, String value) {
    try (Arena arena = Arena.ofConfined()) {
      int _ = (int) setenv.invokeExact(arena.allocateFrom(name), arena.allocateFrom(value), 1);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  void disableSignalHandlers() {
    try {
      setSignalHandlersEnabled.invokeExact(0);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** A pointer to the connection, or the null pointer when the engine refused. */
  MemorySegment connect(Collection<String> arguments) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment argv = arena.allocate(ADDRESS, arguments.size());
      int i = 0;
      for (String argument : arguments) {
        argv.setAtIndex(ADDRESS, i++, arena.allocateFrom(argument));
      }
      return ((MemorySegment) connect.invokeExact(arguments.size(), argv))
          .reinterpret(ADDRESS.byteSize());
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  void close(MemorySegment holder) {
    callVoid(closeConnection, holder);
  }

  /** False when a connection is open or an engine thread could not be stopped. */
  boolean shutdown() {
    try {
      return (int) shutdown.invokeExact() == 0;
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  MemorySegment query(MemorySegment connection, NativeStatement s) {
    return call(query, connection, s);
  }

  MemorySegment streamQuery(MemorySegment connection, NativeStatement s) {
    return call(streamQuery, connection, s);
  }

  MemorySegment insert(MemorySegment connection, NativeStatement s) {
    return call(insert, connection, s);
  }

  private static MemorySegment call(MethodHandle function, MemorySegment conn, NativeStatement s) {
    try {
      return (MemorySegment)
          function.invokeExact(
              conn,
              s.text(),
              s.textBytes(),
              s.format(),
              s.formatBytes(),
              s.names(),
              s.nameBytes(),
              s.values(),
              s.valueBytes(),
              s.count());
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  MemorySegment fetch(MemorySegment connection, MemorySegment stream) {
    try {
      return (MemorySegment) fetch.invokeExact(connection, stream);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  void cancelQuery(MemorySegment connection, MemorySegment stream) {
    try {
      cancelQuery.invokeExact(connection, stream);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  void destroyResult(MemorySegment result) {
    callVoid(destroyResult, result);
  }

  /** The result's bytes, valid until the result is destroyed. */
  MemorySegment bytes(MemorySegment result) {
    return callAddress(resultBuffer, result).reinterpret(callLong(resultLength, result));
  }

  /** What the result says about the work done; the times and counts of this result alone. */
  Progress progress(MemorySegment result) {
    try {
      return new Progress(
          callLong(resultReadRows, result),
          callLong(resultReadBytes, result),
          callLong(resultWrittenRows, result),
          callLong(resultWrittenBytes, result),
          callLong(resultRows, result),
          callLong(resultLength, result),
          (long) ((double) resultElapsed.invokeExact(result) * 1e9));
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  @Nullable String error(MemorySegment result) {
    return text(callAddress(resultError, result));
  }

  @Nullable String insertError(MemorySegment stream) {
    return text(callAddress(insertError, stream));
  }

  /** False when the stream has failed; the error comes with {@link #done}. */
  boolean append(MemorySegment stream, MemorySegment data, long bytes) {
    try {
      return (int) append.invokeExact(stream, data, bytes) == 0;
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  MemorySegment done(MemorySegment stream) {
    return callAddress(done, stream);
  }

  void cancelInsert(MemorySegment stream) {
    callVoid(cancelInsert, stream);
  }

  void destroyInsert(MemorySegment stream) {
    callVoid(destroyInsert, stream);
  }

  /** What the statement would do, by the engine's own parser; nothing is run. */
  StatementClass classify(MemorySegment connection, NativeStatement s) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment analysis = arena.allocate(JAVA_INT, 4);
      analysis.setAtIndex(JAVA_INT, 0, 16);
      int state =
          (int)
              classify.invokeExact(
                  connection, s.text(), s.textBytes(), MemorySegment.NULL, 0L, analysis);
      if (state != 0) {
        return new StatementClass(0, StatementClass.UNKNOWN);
      }
      return new StatementClass(analysis.getAtIndex(JAVA_INT, 1), analysis.getAtIndex(JAVA_INT, 3));
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /**
   * @param statements how many statements the text holds; 0 when it does not parse
   * @param kind {@code chdb_query_class}: 0 read-only, 1 and 2 changing, 3 control, 4 unknown
   */
  record StatementClass(int statements, int kind) {
    static final int READ_ONLY = 0;
    static final int UNKNOWN = 4;

    boolean isOneReadingStatement() {
      return statements == 1 && kind == READ_ONLY;
    }
  }

  private static void callVoid(MethodHandle function, MemorySegment argument) {
    try {
      function.invokeExact(argument);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  private static MemorySegment callAddress(MethodHandle function, MemorySegment argument) {
    try {
      return (MemorySegment) function.invokeExact(argument);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  private static long callLong(MethodHandle function, MemorySegment argument) {
    try {
      return (long) function.invokeExact(argument);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  private static @Nullable String text(MemorySegment address) {
    return address.equals(MemorySegment.NULL)
        ? null
        : new String(
            address
                .reinterpret(Long.MAX_VALUE)
                .getString(0, StandardCharsets.ISO_8859_1)
                .getBytes(StandardCharsets.ISO_8859_1),
            StandardCharsets.UTF_8);
  }

  /** A downcall throws nothing of its own: what comes out is an error of the JVM or of ours. */
  private static RuntimeException unexpected(Throwable e) {
    return switch (e) {
      case Error error -> throw error;
      case RuntimeException runtime -> runtime;
      default -> new IllegalStateException("call into libchdb failed", e);
    };
  }
}
