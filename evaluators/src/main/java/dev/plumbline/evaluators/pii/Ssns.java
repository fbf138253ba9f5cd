// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.pii;

import dev.plumbline.evaluators.pii.Numbers.Run;

/** US social security numbers: three, two and four digits of an area that was given out. */
final class Ssns {
  private Ssns() {}

  static boolean fits(Run run, int first, int last) {
    int start = run.digitStart(first);
    if (run.plus(first)
        || run.bracketed(first)
        || PiiDetector.wordUnit(run.text, run.endOf(last - 1))) {
      return false;
    }
    String d = run.digitText(first, last);
    int area = Integer.parseInt(d.substring(0, 3));
    if (area == 0 || area == 666 || area >= 900 || d.startsWith("00", 3) || d.endsWith("0000")) {
      return false;
    }
    boolean shaped = run.sizes(first, last, 3, 2, 4);
    if (shaped && run.parted(first, last, '-')) {
      return true;
    }
    boolean plain =
        last - first == 1
            || (shaped && run.parted(first, last, ' '))
            || (shaped && run.parted(first, last, '.'));
    return plain
        && (run.preceded(
                start, "ssn", "social security", "social-security", "ss#", "taxpayer", "tax id")
            || run.followed(run.endOf(last - 1), "ssn"));
  }
}
