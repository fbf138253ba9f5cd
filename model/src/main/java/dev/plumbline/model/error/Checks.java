// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.model.error;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Rules that records check in their constructors. A broken rule throws {@link
 * IllegalArgumentException} with field, rule and value.
 */
public final class Checks {
  private static final int SHOWN_CHARS = 80;

  private Checks() {}

  /** Exactly {@code length} lower-case hex characters, not all zero (W3C Trace Context). */
  public static void hexId(String field, String value, int length) {
    if (value.length() != length) {
      throw broken(field, "must be " + length + " hex characters", value);
    }
    boolean allZero = true;
    for (int i = 0; i < length; i++) {
      char c = value.charAt(i);
      if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) {
        throw broken(field, "must be " + length + " lower-case hex characters", value);
      }
      allZero &= c == '0';
    }
    if (allZero) {
      throw broken(field, "must not be all zero", value);
    }
  }

  public static void atLeast(String field, long value, long min) {
    if (value < min) {
      throw broken(field, "must be at least " + min, value);
    }
  }

  public static void inRange(String field, double value, double min, double max) {
    if (!(value >= min && value <= max)) {
      throw broken(field, "must be between " + min + " and " + max, value);
    }
  }

  public static void finite(String field, double value) {
    if (!Double.isFinite(value)) {
      throw broken(field, "must be a finite number", value);
    }
  }

  public static void notBlank(String field, String value) {
    if (value.isBlank()) {
      throw broken(field, "must not be blank", value);
    }
  }

  public static void notNegative(String field, Duration value) {
    if (value.isNegative()) {
      throw broken(field, "must not be negative", value);
    }
  }

  public static IllegalArgumentException broken(String field, String rule, Object value) {
    return new IllegalArgumentException(field + " " + rule + ", but was " + shown(value));
  }

  /** A value as an error message may show it: quoted, on one line, cut after 80 characters. */
  public static String shown(@Nullable Object value) {
    String text = String.valueOf(value).replaceAll("\\p{Cntrl}", " ");
    return "\""
        + (text.length() <= SHOWN_CHARS ? text : text.substring(0, SHOWN_CHARS) + "…")
        + "\"";
  }
}
