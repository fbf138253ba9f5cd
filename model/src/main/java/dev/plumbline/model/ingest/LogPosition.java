// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.model.ingest;

import dev.plumbline.model.error.Checks;

/**
 * The place of an entry in the log, for example a Kafka partition's offset. Later entries have
 * larger positions; numbers may be missing between two entries, and none is ever given twice, also
 * not after a crash or a failed append.
 *
 * @param value at least 0
 */
public record LogPosition(long value) implements Comparable<LogPosition> {
  /** Before the first entry of every log. */
  public static final LogPosition START = new LogPosition(0);

  public LogPosition {
    Checks.atLeast("position", value, 0);
  }

  /** The smallest position behind this one: where to go on reading after this entry. */
  public LogPosition next() {
    return new LogPosition(value + 1);
  }

  @Override
  public int compareTo(LogPosition other) {
    return Long.compare(value, other.value);
  }
}
