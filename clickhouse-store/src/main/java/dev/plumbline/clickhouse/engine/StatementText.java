// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.clickhouse.engine;

import dev.plumbline.clickhouse.engine.StatementHandler.RequestException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The statement of a request, and the beginning of the rows that follow an INSERT. */
final class StatementText {
  private static final int LONGEST_STATEMENT = 64 << 20;
  private static final int FIRST_PIECE = 64 << 10;

  private final byte[] statement;
  private final String format;
  private final byte[] firstRows;

  private StatementText(byte[] statement, String format, byte[] firstRows) {
    this.statement = statement;
    this.format = format;
    this.firstRows = firstRows;
  }

  /** Of an INSERT: what stands before FORMAT or VALUES. */
  byte[] statement() {
    return statement;
  }

  /** True for an INSERT whose rows follow. */
  boolean hasRows() {
    return !format.isEmpty();
  }

  /** Of the rows; empty when there are none. */
  String format() {
    return format;
  }

  /** The rows that were read together with the statement. */
  byte[] firstRows() {
    return firstRows;
  }

  /** Takes the URL's query, a line end, and the body for one text, as ClickHouse does. */
  static StatementText read(StatementRequest request, InputStream body)
      throws IOException, RequestException {
    byte[] query = request.query().getBytes(StandardCharsets.UTF_8);
    if (query.length > 0
        && InsertText.scan(query, query.length, true) instanceof InsertText.NoFormat) {
      String format = request.insertFormat();
      return new StatementText(query, format.isEmpty() ? "Values" : format, new byte[0]);
    }
    ByteArrayOutputStream text = new ByteArrayOutputStream(1024);
    text.writeBytes(query);
    if (query.length > 0) {
      text.write('\n');
    }
    int wanted = FIRST_PIECE;
    while (true) {
      byte[] piece = body.readNBytes(wanted);
      text.writeBytes(piece);
      boolean ended = piece.length < wanted;
      byte[] all = text.toByteArray();
      switch (InsertText.scan(all, all.length, ended)) {
        case InsertText.Rows(int end, String format, int data) -> {
          return new StatementText(
              Arrays.copyOf(all, end), format, Arrays.copyOfRange(all, data, all.length));
        }
        case InsertText.NoFormat() -> {
          return new StatementText(all, "Values", new byte[0]);
        }
        case InsertText.Whole() when ended -> {
          return new StatementText(all, "", new byte[0]);
        }
        case InsertText.Whole(), InsertText.More() -> {
          if (all.length > LONGEST_STATEMENT) {
            throw new RequestException(
                413, "The statement is longer than " + LONGEST_STATEMENT + " bytes");
          }
          wanted = all.length;
        }
      }
    }
  }
}
