// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.clickhouse.engine;

/** Counts of {@code X-ClickHouse-Summary}, in its order; all at least 0. */
record Progress(
    long readRows,
    long readBytes,
    long writtenRows,
    long writtenBytes,
    long resultRows,
    long resultBytes,
    long elapsedNanos) {
  static final Progress NONE = new Progress(0, 0, 0, 0, 0, 0, 0);

  Progress plus(Progress other) {
    return new Progress(
        readRows + other.readRows,
        readBytes + other.readBytes,
        writtenRows + other.writtenRows,
        writtenBytes + other.writtenBytes,
        resultRows + other.resultRows,
        resultBytes + other.resultBytes,
        elapsedNanos + other.elapsedNanos);
  }

  /** The header's value: one line of JSON whose numbers are text, as ClickHouse writes it. */
  String toJson() {
    return "{\"read_rows\":\"%d\",\"read_bytes\":\"%d\",\"written_rows\":\"%d\",\"written_bytes\":\"%d\",\"total_rows_to_read\":\"0\",\"result_rows\":\"%d\",\"result_bytes\":\"%d\",\"elapsed_ns\":\"%d\"}"
        .formatted(
            readRows, readBytes, writtenRows, writtenBytes, resultRows, resultBytes, elapsedNanos);
  }
}
