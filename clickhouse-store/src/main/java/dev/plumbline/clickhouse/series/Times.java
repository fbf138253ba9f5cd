// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.clickhouse.series;

/** Milliseconds of requests, which may be any number, within what ClickHouse's types hold. */
final class Times {
  /** 2106-01-01: windows and samples end before. */
  private static final long END_MILLIS = 4_291_747_200_000L;

  private Times() {}

  static long millis(long anyMillis) {
    return Math.clamp(anyMillis, 0, END_MILLIS);
  }
}
