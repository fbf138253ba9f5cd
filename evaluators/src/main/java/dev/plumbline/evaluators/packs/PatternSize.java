// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.packs;

/**
 * How many instructions a pattern becomes, roughly: RE2 runs in linear time, but unrolls counted
 * repetitions, so that {@code ((a{99}){99}){99}} would become a million of them.
 */
final class PatternSize {
  private final String pattern;
  private int at;

  private PatternSize(String pattern) {
    this.pattern = pattern;
  }

  /** At least 1; saturates at {@link Integer#MAX_VALUE}. */
  static int of(String pattern) {
    return (int) Math.min(Integer.MAX_VALUE, new PatternSize(pattern).group(0));
  }

  private long group(int depth) {
    long size = 1;
    long atom = 0;
    while (at < pattern.length()) {
      char c = pattern.charAt(at++);
      if (c == ')' && depth > 0) {
        break;
      } else if (c == '{') {
        long times = times();
        if (times > 1) {
          size = Math.min(Integer.MAX_VALUE, size + atom * (times - 1));
        }
        atom = 0;
        continue;
      } else if (c == '(' && depth < 200) {
        atom = group(depth + 1);
      } else if (c == '[') {
        skipClass();
        atom = 1;
      } else {
        if (c == '\\') {
          at++;
        }
        atom = 1;
      }
      size = Math.min(Integer.MAX_VALUE, size + atom);
    }
    return size;
  }

  private void skipClass() {
    boolean first = true;
    while (at < pattern.length()) {
      char c = pattern.charAt(at++);
      if (c == '\\') {
        at++;
      } else if (c == ']' && !first) {
        return;
      }
      first = first && c == '^';
    }
  }

  /** The larger bound of {@code {n}}, {@code {n,}} or {@code {n,m}}; 0 when it is none. */
  private long times() {
    long n = 0;
    long last = 0;
    for (int i = at; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      if (c >= '0' && c <= '9') {
        n = Math.min(1_000_000, n * 10 + (c - '0'));
      } else if (c == ',') {
        last = n;
        n = 0;
      } else if (c == '}') {
        at = i + 1;
        return Math.max(n, last);
      } else {
        return 0;
      }
    }
    return 0;
  }
}
