// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.support;

import java.util.Arrays;
import java.util.Map;

/**
 * Every number that a text states: digits with separators, signs, fractions, powers, magnitudes
 * ({@code 3k}, {@code 2.5 million}), per cent, and English number words. One thread while made,
 * then read only.
 */
final class TextNumbers {
  private static final int MAX = 4096;

  private static final Map<String, Double> UNITS =
      Map.ofEntries(
          Map.entry("zero", 0.0),
          Map.entry("one", 1.0),
          Map.entry("two", 2.0),
          Map.entry("three", 3.0),
          Map.entry("four", 4.0),
          Map.entry("five", 5.0),
          Map.entry("six", 6.0),
          Map.entry("seven", 7.0),
          Map.entry("eight", 8.0),
          Map.entry("nine", 9.0),
          Map.entry("ten", 10.0),
          Map.entry("eleven", 11.0),
          Map.entry("twelve", 12.0),
          Map.entry("thirteen", 13.0),
          Map.entry("fourteen", 14.0),
          Map.entry("fifteen", 15.0),
          Map.entry("sixteen", 16.0),
          Map.entry("seventeen", 17.0),
          Map.entry("eighteen", 18.0),
          Map.entry("nineteen", 19.0),
          Map.entry("twenty", 20.0),
          Map.entry("thirty", 30.0),
          Map.entry("forty", 40.0),
          Map.entry("fifty", 50.0),
          Map.entry("sixty", 60.0),
          Map.entry("seventy", 70.0),
          Map.entry("eighty", 80.0),
          Map.entry("ninety", 90.0),
          Map.entry("first", 1.0),
          Map.entry("second", 2.0),
          Map.entry("third", 3.0),
          Map.entry("fourth", 4.0),
          Map.entry("fifth", 5.0),
          Map.entry("sixth", 6.0),
          Map.entry("seventh", 7.0),
          Map.entry("eighth", 8.0),
          Map.entry("ninth", 9.0),
          Map.entry("tenth", 10.0),
          Map.entry("single", 1.0),
          Map.entry("once", 1.0),
          Map.entry("twice", 2.0),
          Map.entry("double", 2.0),
          Map.entry("couple", 2.0),
          Map.entry("both", 2.0),
          Map.entry("pair", 2.0),
          Map.entry("triple", 3.0),
          Map.entry("dozen", 12.0),
          Map.entry("half", 0.5),
          Map.entry("pi", Math.PI),
          Map.entry("myself", 1.0));

  private static final Map<String, Double> MAGNITUDES =
      Map.ofEntries(
          Map.entry("hundred", 1e2),
          Map.entry("dozen", 12.0),
          Map.entry("thousand", 1e3),
          Map.entry("lakh", 1e5),
          Map.entry("million", 1e6),
          Map.entry("mn", 1e6),
          Map.entry("crore", 1e7),
          Map.entry("billion", 1e9),
          Map.entry("bn", 1e9),
          Map.entry("trillion", 1e12),
          Map.entry("k", 1e3),
          Map.entry("m", 1e6),
          Map.entry("b", 1e9));

  private final Tokens tokens;
  private double[] values = new double[16];

  /** For each value the token behind it, which may name its unit. */
  private int[] behind = new int[16];

  /** For each value the token it begins with. */
  private int[] at = new int[16];

  private int count;
  private final LongSet all = new LongSet();
  private boolean percent;

  TextNumbers(Tokens tokens) {
    this.tokens = tokens;
    int i = 0;
    while (i < tokens.count() && count < MAX) {
      i = tokens.digit(i) ? digits(i) : words(i);
    }
  }

  int count() {
    return count;
  }

  double value(int number) {
    return values[number];
  }

  int tokenBehind(int number) {
    return behind[number];
  }

  int firstToken(int number) {
    return at[number];
  }

  /** True when the text states this very number, to about twelve digits. */
  boolean has(double value) {
    return all.contains(bits(value));
  }

  /** How often the text states this very number. */
  int times(double value) {
    long wanted = bits(value);
    int times = 0;
    for (int i = 0; i < count; i++) {
      if (bits(values[i]) == wanted
          && (i == 0 || at[i] != at[i - 1] || values[i] != values[i - 1])) {
        times++;
      }
    }
    return times;
  }

  boolean speaksOfPercent() {
    return percent;
  }

  /** The number without its last twelve bits, which computing may change; never zero. */
  private static long bits(double value) {
    return ~((Double.doubleToLongBits(value == 0 ? 0.0 : value) + 0x800) & ~0xFFFL);
  }

  private void add(double value, int first, int next) {
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      return;
    }
    if (count < MAX) {
      if (count == values.length) {
        values = Arrays.copyOf(values, count * 2);
        behind = Arrays.copyOf(behind, count * 2);
        at = Arrays.copyOf(at, count * 2);
      }
      values[count] = value;
      behind[count] = next;
      at[count] = first;
      count++;
    }
    all.add(bits(value));
  }

  /** Reads one number that begins with digits; returns the token behind it. */
  private int digits(int first) {
    int last = first;
    StringBuilder digits = new StringBuilder(text(first));
    if (tokens.size(first) <= 3) {
      while (tokens.digit(last + 1) && tokens.size(last + 1) == 3 && tokens.parted(last, ',')) {
        last++;
        digits.append(text(last));
      }
    }
    boolean grouped = last > first;
    if (tokens.digit(last + 1) && tokens.parted(last, '.')) {
      last++;
      digits.append('.').append(text(last));
    }
    if (digits.length() > 40) {
      return last + 1;
    }
    boolean parts = tokens.digit(last + 1) && tokens.parted(last, '.');
    double value = Double.parseDouble(digits.toString());
    int next = last + 1;
    if (tokens.word(next) && tokens.glued(last) && text(next).equals("e") && tokens.glued(next)) {
      int exponent = tokens.small(next + 1);
      if (exponent >= 0 && exponent <= 30) {
        value = scaled(value, exponent);
        next += 2;
      }
    } else if (tokens.word(next)
        && text(next).equals("e")
        && tokens.glued(last)
        && tokens.parted(next, '-')
        && tokens.small(next + 1) >= 0
        && tokens.small(next + 1) <= 30) {
      value = value / StrictMath.pow(10, tokens.small(next + 1));
      next += 2;
    }
    value = power(value, last, first);
    char before = tokens.at(tokens.start(first) - 1);
    char earlier = tokens.at(tokens.start(first) - 2);
    if ((before == '-' && !Character.isLetterOrDigit(earlier))
        || (before == ' ' && earlier == '-')) {
      add(-value, first, next);
    }
    add(value, first, next);
    if (grouped) { // a list without spaces looks like grouped digits
      for (int i = first; i <= last; i++) {
        add(tokens.small(i), i, next);
      }
    }
    if (parts) { // a date, a version or an address
      for (int i = first; tokens.digit(i); i++) {
        add(tokens.small(i), i, i + 1);
        if (!tokens.parted(i, '.')) {
          break;
        }
      }
    }
    magnitude(value, first, last, next);
    if (tokens.digit(next) && tokens.parted(last, '/') && tokens.small(next) > 0) {
      add(value / tokens.small(next), first, next + 1);
    }
    return next;
  }

  private void magnitude(double value, int first, int last, int next) {
    char after = tokens.at(tokens.end(last));
    if (after == '%') {
      percent = true;
      add(value / 100, first, next);
      return;
    }
    if (!tokens.word(next) || tokens.start(next) - tokens.end(last) > 1) {
      return;
    }
    String word = text(next);
    if (word.equals("percent") || word.equals("per") || word.equals("pct")) {
      percent = true;
      add(value / 100, first, next);
    }
    Double by = MAGNITUDES.get(word);
    if (by != null && (word.length() > 1 || tokens.glued(last))) {
      add(value * by, first, next + 1);
    }
  }

  /** {@code 10^6}, {@code 10**6}, {@code 6.02 x 10^23}. */
  private double power(double value, int last, int first) {
    int next = last + 1;
    if (!tokens.digit(next)) {
      return value;
    }
    int gap = tokens.start(next) - tokens.end(last);
    boolean raised = gap == 1 && tokens.at(tokens.end(last)) == '^';
    raised |=
        gap == 2 && tokens.at(tokens.end(last)) == '*' && tokens.at(tokens.end(last) + 1) == '*';
    int exponent = tokens.small(next);
    if (raised && exponent >= 0 && exponent <= 30) {
      double result = StrictMath.pow(value, exponent);
      add(result, first, next + 1);
      if (count > 1 && at[count - 2] >= first - 3) {
        add(values[count - 2] * result, first, next + 1);
      }
    } else if (gap == 2
        && tokens.at(tokens.end(last)) == '^'
        && tokens.at(tokens.start(next) - 1) == '-') {
      double result = StrictMath.pow(value, -Math.min(30, Math.max(0, exponent)));
      add(result, first, next + 1);
      if (count > 1 && at[count - 2] >= first - 3) {
        add(values[count - 2] * result, first, next + 1);
      }
    }
    return value;
  }

  private static double scaled(double value, int exponent) {
    return value * StrictMath.pow(10, exponent);
  }

  /** Reads one number in words; returns the token behind it. */
  private int words(int first) {
    String word = text(first);
    Double unit = UNITS.get(word);
    if (unit == null) {
      Double alone = word.length() > 2 ? MAGNITUDES.get(word) : null;
      if (alone != null) {
        add(alone, first, first + 1);
      }
      return first + 1;
    }
    add(unit, first, first + 1);
    double total = 0;
    double part = unit;
    int i = first + 1;
    boolean compound = false;
    while (tokens.word(i) && tokens.near(i - 1)) {
      String next = text(i);
      Double more = UNITS.get(next);
      Double by = MAGNITUDES.get(next);
      if (by != null && next.length() > 1) {
        if (by == 100) {
          part *= by;
        } else {
          total += part * by;
          part = 0;
        }
      } else if ((more != null && more < 10 && more >= 1 && part % 100 >= 20)
          || (more != null && compound)) {
        part += more == null ? 0 : more;
      } else if (!(next.equals("and") && compound && UNITS.containsKey(text(i + 1)))) {
        break;
      }
      compound = true;
      i++;
    }
    if (compound) {
      add(total + part, first, i);
    }
    if (text(i).equals("and") && text(i + 1).equals("a") && text(i + 2).equals("half")) {
      add(unit + 0.5, first, i + 3);
    }
    return Math.max(i, first + 1);
  }

  private String text(int token) {
    return tokens.text(token);
  }
}
