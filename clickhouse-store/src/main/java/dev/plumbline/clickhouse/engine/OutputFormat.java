// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.clickhouse.engine;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Locale;
import java.util.Set;

/**
 * The format of a result, and whether its chunks can be sent one after the other. The engine writes
 * each chunk of a stream as a document of its own: with a format that has no frame around its rows
 * that is the same as one document, and RowBinary's header can be cut off; every other format is
 * computed as a whole.
 *
 * @param name of the format
 * @param fallback what the engine takes for a statement that names none
 * @param streamed false when the result must be computed as a whole
 */
record OutputFormat(String name, String fallback, boolean streamed) {
  private static final Set<String> FRAMELESS =
      Set.of(
          "tabseparated",
          "tsv",
          "tabseparatedraw",
          "tsvraw",
          "raw",
          "csv",
          "tskv",
          "jsoneachrow",
          "jsonlines",
          "ndjson",
          "jsoncompacteachrow",
          "jsonstringseachrow",
          "jsoncompactstringseachrow",
          "lineasstring",
          "rowbinary",
          "native",
          "null",
          "rowbinarywithnames",
          "rowbinarywithnamesandtypes");
  private static final Set<String> FRAMING =
      Set.of("totals", "extremes", "output_format_json_array_of_rows");

  /** What the statement's own FORMAT says, else what was asked for. */
  static OutputFormat of(byte[] statement, StatementRequest request) {
    SqlLexer lexer = new SqlLexer(statement, statement.length);
    boolean framed = request.settings().keySet().stream().anyMatch(FRAMING::contains);
    String format = "";
    String candidate = "";
    boolean afterFormat = false;
    while (lexer.next() != SqlLexer.Kind.END) {
      boolean word = lexer.kind() == SqlLexer.Kind.WORD;
      framed |= word && FRAMING.contains(lexer.value().toLowerCase(Locale.ROOT));
      if (!candidate.isEmpty() && (lexer.is("SETTINGS") || lexer.is(';'))) {
        format = candidate;
      }
      candidate = afterFormat && word ? lexer.value() : "";
      afterFormat = lexer.is("FORMAT");
    }
    format = candidate.isEmpty() ? format : candidate;
    format = format.isEmpty() ? request.format() : format;
    return new OutputFormat(
        format, request.format(), !framed && FRAMELESS.contains(format.toLowerCase(Locale.ROOT)));
  }

  /** Bytes of the header that begins every chunk, of which a client may see the first only. */
  long headerBytes(MemorySegment chunk) {
    int textsPerColumn =
        switch (name.toLowerCase(Locale.ROOT)) {
          case "rowbinarywithnames" -> 1;
          case "rowbinarywithnamesandtypes" -> 2;
          default -> 0;
        };
    if (textsPerColumn == 0) {
      return 0;
    }
    VarInts header = new VarInts(chunk);
    long texts = header.next() * textsPerColumn;
    for (long i = 0; i < texts; i++) {
      header.skip(header.next());
    }
    return header.position;
  }

  /** Reads ClickHouse's variable-length numbers. */
  private static final class VarInts {
    private final MemorySegment bytes;
    private long position;

    VarInts(MemorySegment bytes) {
      this.bytes = bytes;
    }

    long next() {
      long value = 0;
      for (int shift = 0; ; shift += 7) {
        byte b = bytes.get(ValueLayout.JAVA_BYTE, position++);
        value |= (long) (b & 0x7F) << shift;
        if (b >= 0) {
          return value;
        }
      }
    }

    void skip(long count) {
      position += count;
    }
  }
}
