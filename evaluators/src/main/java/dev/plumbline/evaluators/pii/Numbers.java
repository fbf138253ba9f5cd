// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.pii;

import dev.plumbline.evaluators.text.TextView;
import java.util.List;

/**
 * Cards, social security numbers, v4 addresses and telephone numbers: runs of digit groups, and the
 * groups among them that fit a form.
 */
final class Numbers {
  private static final int MAX_GROUPS = 10;
  private static final int MAX_DIGITS = 24;

  /** Rows of groups that are tried in one text; a text of nothing but numbers ends here. */
  private static final int MAX_TRIES = 1000;

  private final Phones phones = new Phones();

  void find(TextView text, List<Finding> found) {
    Run run = new Run(text);
    int i = 0;
    while (i < text.length()) {
      char c = text.charAt(i);
      boolean opens = PiiDetector.digit(c) || ((c == '+' || c == '(') && digitNear(text, i + 1));
      if (!opens || joined(text, i) || !run.read(i)) {
        i++;
        continue;
      }
      classify(run, found);
      i = Math.max(run.end, i + 1);
    }
  }

  /** A number inside a word or behind a decimal point begins earlier. */
  private static boolean joined(TextView text, int i) {
    if (i == 0) {
      return false;
    }
    char before = text.charAt(i - 1);
    return PiiDetector.wordUnit(text, i - 1)
        || ((before == '.' || before == ',' || before == '-')
            && PiiDetector.wordUnit(text, i - 2)
            && PiiDetector.digit(text.charAt(i - 2)));
  }

  private static boolean digitNear(TextView text, int i) {
    return i < text.length()
        && (PiiDetector.digit(text.charAt(i))
            || ((text.charAt(i) == ' ' || text.charAt(i) == '(')
                && i + 1 < text.length()
                && PiiDetector.digit(text.charAt(i + 1))));
  }

  private void classify(Run run, List<Finding> found) {
    int first = 0;
    while (first < run.groups) {
      int taken = 0;
      for (int last = run.groups; last > first && taken == 0; last--) {
        if (++run.tries > MAX_TRIES) {
          return;
        }
        Finding finding = fits(run, first, last);
        if (finding != null && PiiDetector.add(found, finding)) {
          taken = last - first;
        }
      }
      first += Math.max(1, taken);
    }
  }

  private @org.jspecify.annotations.Nullable Finding fits(Run run, int first, int last) {
    int digits = run.digits(first, last);
    int start = run.start(first);
    int end = run.endOf(last - 1);
    if (last - first == 4 && digits <= 12 && run.parted(first, last, '.')) {
      return ip(run, first, start, end);
    }
    if (digits < 6 || digits > 19) {
      return null;
    }
    if (digits >= 12 && Cards.fits(run, first, last)) {
      return new Finding(PiiType.CARD, run.digitStart(first), end, PiiDetector.SURE);
    }
    if (digits == 9 && Ssns.fits(run, first, last)) {
      return new Finding(PiiType.SSN, run.digitStart(first), end, PiiDetector.SURE);
    }
    int phoneEnd = digits <= 16 ? phones.end(run, first, last) : -1;
    return phoneEnd < 0 ? null : new Finding(PiiType.PHONE, start, phoneEnd, PiiDetector.SURE);
  }

  private static @org.jspecify.annotations.Nullable Finding ip(
      Run run, int first, int start, int end) {
    if (run.plus(first)
        || (first > 0 && run.separator(first - 1) == '.')
        || (first + 4 < run.groups && run.separator(first + 3) == '.')
        || run.preceded(start, "version", "release", "section", "chapter", "v.")) {
      return null;
    }
    double degree =
        IpAddresses.v4(
            run.value(first), run.value(first + 1), run.value(first + 2), run.value(first + 3));
    return degree == 0 ? null : new Finding(PiiType.IP, start, end, degree);
  }

  /** Digit groups with what parts them. One thread. */
  static final class Run {
    final TextView text;
    int groups;
    int end;
    int tries;

    /** How often the numbering plans were asked for this text. */
    int plansAsked;

    private final int[] starts = new int[MAX_GROUPS];
    private final int[] ends = new int[MAX_GROUPS];

    Run(TextView text) {
      this.text = text;
    }

    /** Reads the run that begins at {@code from}; false when it holds no digit. */
    boolean read(int from) {
      groups = 0;
      int total = 0;
      int i = from;
      end = from;
      while (i < text.length() && groups < MAX_GROUPS && total < MAX_DIGITS) {
        char c = text.charAt(i);
        if (PiiDetector.digit(c)) {
          starts[groups] = i;
          while (i < text.length() && PiiDetector.digit(text.charAt(i))) {
            i++;
          }
          total += i - starts[groups];
          ends[groups++] = i;
          end = i;
        } else if (separates(c) && i - end < 3 && !(c == '+' && groups > 0)) {
          i++;
        } else {
          break;
        }
      }
      while (i < text.length() && PiiDetector.digit(text.charAt(i))) {
        i++; // a longer row of digits than anything we know
      }
      end = Math.max(end, groups == 0 ? from : i > ends[groups - 1] + 3 ? i : end);
      return groups > 0;
    }

    private static boolean separates(char c) {
      return c == ' ' || c == '-' || c == '.' || c == '(' || c == ')' || c == '/' || c == '+';
    }

    /** Start with a plus sign or bracket that belongs to the group. */
    int start(int group) {
      int start = starts[group];
      int floor = group == 0 ? Math.max(0, start - 3) : ends[group - 1];
      while (start > floor && (text.charAt(start - 1) == '(' || text.charAt(start - 1) == '+')) {
        start--;
      }
      return start;
    }

    int digitStart(int group) {
      return starts[group];
    }

    int endOf(int group) {
      return ends[group];
    }

    int size(int group) {
      return ends[group] - starts[group];
    }

    int digits(int first, int last) {
      int digits = 0;
      for (int g = first; g < last; g++) {
        digits += size(g);
      }
      return digits;
    }

    int value(int group) {
      int value = 0;
      for (int i = starts[group]; i < ends[group] && value < 100_000; i++) {
        value = value * 10 + text.charAt(i) - '0';
      }
      return value;
    }

    String digitText(int first, int last) {
      StringBuilder out = new StringBuilder();
      for (int g = first; g < last; g++) {
        out.append(text.slice(starts[g], ends[g]));
      }
      return out.toString();
    }

    /** True when a plus sign stands directly before the group. */
    boolean plus(int group) {
      int start = start(group);
      return start < text.length() && text.charAt(start) == '+';
    }

    boolean bracketed(int group) {
      return starts[group] > 0
          && text.charAt(starts[group] - 1) == '('
          && ends[group] < text.length()
          && text.charAt(ends[group]) == ')';
    }

    /** The unit between a group and the next; 0 when it is not exactly one. */
    char separator(int group) {
      return starts[group + 1] - ends[group] == 1 ? text.charAt(ends[group]) : 0;
    }

    boolean parted(int first, int last, char by) {
      for (int g = first; g < last - 1; g++) {
        if (separator(g) != by) {
          return false;
        }
      }
      return true;
    }

    boolean sizes(int first, int last, int... expected) {
      if (last - first != expected.length) {
        return false;
      }
      for (int g = first; g < last; g++) {
        if (size(g) != expected[g - first]) {
          return false;
        }
      }
      return true;
    }

    /** True when one of the words stands in the 40 units before. */
    boolean preceded(int at, String... words) {
      return around(text.slice(Math.max(0, at - 40), at), words);
    }

    /** True when one of the words stands in the 12 units behind. */
    boolean followed(int at, String... words) {
      return around(text.slice(at, Math.min(text.length(), at + 12)), words);
    }

    private static boolean around(String near, String... words) {
      for (String word : words) {
        int at = near.indexOf(word);
        while (at >= 0) {
          if (at == 0 || !Character.isLetterOrDigit(near.charAt(at - 1))) {
            return true;
          }
          at = near.indexOf(word, at + 1);
        }
      }
      return false;
    }
  }
}
