// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.pii;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import dev.plumbline.evaluators.pii.Numbers.Run;
import dev.plumbline.evaluators.text.TextView;
import java.util.List;

/**
 * Telephone numbers: by the words around them, by their form, or by the numbering plans of the
 * countries. The plans are asked only for what already looks like a number.
 */
final class Phones {
  private static final String[] BEFORE = {
    "phone",
    "tel",
    "mobile",
    "cell",
    "call",
    "fax",
    "whatsapp",
    "dial",
    "reach",
    "text",
    "sms",
    "contact",
    "answering at",
    "number is",
    "ring",
    "hotline",
    "hot-line",
    "landline"
  };
  private static final String[] AFTER = {"office", "fax", "mobile", "cell", "home", "(mobile"};

  /** Countries whose national numbers begin with 0; asked when nothing else decides. */
  private static final List<String> REGIONS =
      List.of("GB", "DE", "FR", "NL", "CH", "AT", "BE", "SE", "AU", "IT", "FI", "ZA");

  /** Asking the plans is dear: a text of nothing but numbers gets no more answers than this. */
  private static final int MAX_ASKED = 36;

  private final PhoneNumberUtil plans = PhoneNumberUtil.getInstance();

  /** Behind the number with its extension; -1 when the groups are no telephone number. */
  int end(Run run, int first, int last) {
    TextView text = run.text;
    int start = run.start(first);
    int stop = run.endOf(last - 1);
    int end = extension(text, stop);
    if (end == stop && PiiDetector.wordUnit(text, stop)) {
      return -1;
    }
    if (stop < text.length() && (text.charAt(stop) == '%' || text.charAt(stop) == ':')) {
      return -1;
    }
    if (start > 0
        && "$#:/€£=".indexOf(text.charAt(start - 1)) >= 0
        && !(text.charAt(start - 1) == ':'
            && start > 1
            && PiiDetector.letter(text.charAt(start - 2)))) {
      return -1;
    }
    return is(run, first, last, start, stop, end > stop) ? end : -1;
  }

  private boolean is(Run run, int first, int last, int start, int stop, boolean extended) {
    int digits = run.digits(first, last);
    boolean international = run.plus(first) || (run.size(first) >= 3 && zeros(run, first));
    if (international) {
      return digits >= 9
          && (valid(run, run.text.slice(start, stop), null)
              || northAmerican(run, first, last)
              || context(run, start, stop));
    }
    if (northAmerican(run, first, last)) {
      return true;
    }
    if (dateLike(run, first, last)) {
      return false;
    }
    if (extended && last - first >= 2) {
      return true;
    }
    boolean named = digits >= 7 ? context(run, start, stop) : run.followed(stop, AFTER);
    if (digits <= 13 && named) {
      return last - first > 1 ? digits >= 6 : digits >= 8;
    }
    if (last - first < 2 || digits < 8 || digits > 12) {
      return false;
    }
    if (run.bracketed(first) && run.size(first) <= 4) {
      return true;
    }
    if (run.text.charAt(run.digitStart(first)) != '0') {
      return false;
    }
    String national = run.text.slice(start, stop);
    for (String region : REGIONS) {
      if (valid(run, national, region)) {
        return true;
      }
    }
    return false;
  }

  private static boolean zeros(Run run, int group) {
    int at = run.digitStart(group);
    return run.text.charAt(at) == '0' && run.text.charAt(at + 1) == '0';
  }

  private static boolean context(Run run, int start, int stop) {
    return run.preceded(start, BEFORE) || run.followed(stop, AFTER);
  }

  /** Three, three and four digits, with or without the country. */
  private static boolean northAmerican(Run run, int first, int last) {
    int from =
        last - first == 4 && run.size(first) <= 3 && (run.value(first) == 1) ? first + 1 : first;
    if (!run.sizes(from, last, 3, 3, 4)) {
      return false;
    }
    char a = run.separator(from);
    char b = run.separator(from + 1);
    boolean parted = b == '-' || b == '.' || b == ' ';
    return parted && (run.bracketed(from) || a == b);
  }

  /** A date, or a large number in groups of three. */
  private static boolean dateLike(Run run, int first, int last) {
    if (last - first == 3
        && ((run.size(first) == 4 && run.size(first + 1) <= 2 && run.size(first + 2) <= 2)
            || (run.size(first) <= 2
                && run.size(first + 1) <= 2
                && run.size(first + 2) == 4
                && run.separator(first) != ' '))) {
      return true;
    }
    boolean thousands =
        run.size(first) <= 3
            && run.value(first) > 0
            && run.text.charAt(run.digitStart(first)) != '0'
            && last - first > 1;
    for (int g = first + 1; g < last; g++) {
      thousands &= run.size(g) == 3 && (run.separator(g - 1) == ' ' || run.separator(g - 1) == '.');
    }
    return thousands && !context(run, run.start(first), run.endOf(last - 1));
  }

  private boolean valid(Run run, String number, @org.jspecify.annotations.Nullable String region) {
    if (++run.plansAsked > MAX_ASKED) {
      return false;
    }
    try {
      String text =
          region == null && !number.contains("+")
              ? "+" + number.replaceFirst("^\\(?00", "")
              : number;
      return plans.isValidNumber(plans.parse(text, region));
    } catch (NumberParseException e) {
      return false;
    }
  }

  /** Behind {@code x123}, {@code ext. 123}; where the number ends when there is none. */
  private static int extension(TextView text, int stop) {
    int i = stop;
    while (i < text.length() && i < stop + 2 && text.charAt(i) == ' ') {
      i++;
    }
    if (i < text.length() && text.charAt(i) == 'x') {
      i++;
    } else if (i + 3 < text.length() && text.slice(i, i + 3).equals("ext")) {
      i += 3;
      while (i < text.length()
          && (text.charAt(i) == '.' || text.charAt(i) == ' ')
          && i < stop + 8) {
        i++;
      }
    } else {
      return stop;
    }
    int digits = i;
    while (i < text.length() && PiiDetector.digit(text.charAt(i))) {
      i++;
    }
    return i > digits && i - digits <= 6 && !PiiDetector.wordUnit(text, i) ? i : stop;
  }
}
