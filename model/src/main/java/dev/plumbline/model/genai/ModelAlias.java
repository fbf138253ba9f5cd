// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.model.genai;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whether a model's name pins a version, or is an alias that its provider may point at another
 * model. The rules stand in docs/canaries.md.
 */
public final class ModelAlias {
  private static final int MAX_NAME = 300;
  private static final Pattern LATEST = Pattern.compile("(^|[-_:@./])latest($|[-_:@./])");

  /** 2024-08-06, 20241022, 04-17 at the end, 08-2024. */
  private static final Pattern DATE =
      Pattern.compile(
          "[-_@./:](?:20\\d\\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\\d|3[01])"
              + "|20\\d\\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\\d|3[01])"
              + "|(?:0[1-9]|1[0-2])-20\\d\\d"
              + "|(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\\d|3[01])$)(?![0-9])");

  /** 0613 (month and day), 2407 (year and month). */
  private static final Pattern FOUR = Pattern.compile("[-_@](\\d{4})(?![0-9])");

  /** 002 at the end; v2:0; a digest. */
  private static final Pattern VERSION =
      Pattern.compile("[-_@]0\\d\\d$|-v\\d{1,3}:\\d{1,3}$|@sha256:[0-9a-f]{8,64}$");

  /** Why a name pins nothing. */
  public enum Reason {
    /** It says {@code latest}. */
    LATEST,
    /** It has neither a date nor a version. */
    NO_VERSION,
    /** It pins a version. */
    PINNED
  }

  private ModelAlias() {}

  /** What a model's name says; a name beyond 300 characters is read up to there. */
  public static Reason of(String name) {
    String lower = name.substring(0, Math.min(MAX_NAME, name.length())).toLowerCase(Locale.ROOT);
    if (LATEST.matcher(lower).find()) {
      return Reason.LATEST;
    }
    if (DATE.matcher(lower).find() || VERSION.matcher(lower).find()) {
      return Reason.PINNED;
    }
    Matcher four = FOUR.matcher(lower);
    while (four.find()) {
      int head = Integer.parseInt(four.group(1).substring(0, 2));
      int tail = Integer.parseInt(four.group(1).substring(2));
      boolean monthAndDay = head >= 1 && head <= 12 && tail >= 1 && tail <= 31;
      boolean yearAndMonth = head >= 22 && head <= 39 && tail >= 1 && tail <= 12;
      if (monthAndDay || yearAndMonth) {
        return Reason.PINNED;
      }
    }
    return Reason.NO_VERSION;
  }

  public static boolean pinned(String name) {
    return of(name) == Reason.PINNED;
  }
}
