// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.answers;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.Month;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Statements of an English text that can be checked from themselves: sums, percentages, roots, days
 * of the week, letters of a word, and how many items a list announces. Quantifiers are bounded, so
 * time is linear in the text.
 */
final class Statements {
  private static final int MAX_CHARS = 16 * 1024;
  private static final int MOST = 100;

  private static final String NUMBER =
      "[$\u20AC\u00A3]?\\d{1,12}(?:,\\d{3}){0,4}(?:\\.\\d{1,10})?%?";
  private static final String SIGN = "[-+*/^\u00D7\u00F7\u2212\u00B7]|x(?= )";
  private static final String SIGNS = "+-*/^\u00D7\u00F7\u2212\u00B7(";
  private static final String IS = "(=|\u2248|equals|is equal to|comes to|makes|is)";
  private static final String ABOUT = "(?:about |approximately |roughly |around |~)?";

  private static final Pattern SUM =
      Pattern.compile(
          "(?<![\\w.,^)])("
              + NUMBER
              + "(?: ?(?:"
              + SIGN
              + ") ?"
              + NUMBER
              + "){1,6}) ?"
              + IS
              + " ?"
              + ABOUT
              + "("
              + "-?"
              + NUMBER
              + ")(?![\\w^])");
  private static final Pattern PERCENT =
      Pattern.compile(
          "(?<![\\w.,])(\\d{1,6}(?:\\.\\d{1,6})?)% of ("
              + NUMBER
              + ") ?"
              + IS
              + " ?"
              + ABOUT
              + "("
              + NUMBER
              + ")(?![\\w^])");
  private static final Pattern ROOT =
      Pattern.compile(
          "(?:square root of |\u221A ?)(\\d{1,12}(?:\\.\\d{1,6})?) ?"
              + IS
              + " ?"
              + ABOUT
              + "("
              + NUMBER
              + ")(?![\\w^])",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern TERM = Pattern.compile("(" + NUMBER + ")|(" + SIGN + ")");

  private static final String DAY = "(Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)";
  private static final String MONTH =
      "(January|February|March|April|May|June|July|August|September|October|November|December)";
  private static final Pattern DAY_DATE =
      Pattern.compile(DAY + ",? " + MONTH + " (\\d{1,2})(?:st|nd|rd|th)?,? (\\d{4})\\b");
  private static final Pattern DATE_DAY =
      Pattern.compile(
          MONTH
              + " (\\d{1,2})(?:st|nd|rd|th)?,? (\\d{4}),? (?:is|was|will be|falls on|fell on)"
              + " (?:on )?(?:a )?"
              + DAY
              + "\\b");

  private static final Pattern LETTERS =
      Pattern.compile(
          "[\"'\u201C]?([A-Za-z]{2,30})[\"'\u201D]? (?:has|contains) (?:exactly )?(\\w{1,5})"
              + " (?:letter )?[\"'\u201C\u2018]?([A-Za-z])[\"'\u201D\u2019]?s?\\b(?! \\w{1,20}s\\b)");
  private static final Pattern ANNOUNCED =
      Pattern.compile(
          "\\b(?:here are|these are|the following) (?:the |my |some )?(?:top |best |main )?"
              + "(\\w{1,5}) [a-z][^\\n]{0,120}:\\s{1,4}(?=1[.)] )",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern ITEM = Pattern.compile("(?m)^ {0,3}(\\d{1,2})[.)] ");

  private static final Map<String, Integer> WORDS =
      Map.ofEntries(
          Map.entry("one", 1),
          Map.entry("two", 2),
          Map.entry("three", 3),
          Map.entry("four", 4),
          Map.entry("five", 5),
          Map.entry("six", 6),
          Map.entry("seven", 7),
          Map.entry("eight", 8),
          Map.entry("nine", 9),
          Map.entry("ten", 10));

  private final String text;
  private final List<Checked> found = new ArrayList<>();

  private Statements(String text) {
    this.text = text;
  }

  /**
   * A statement that was checked.
   *
   * @param start first UTF-16 unit in the text
   * @param end behind the last
   * @param kind arithmetic, weekday, letters or list_length
   */
  record Checked(int start, int end, String kind, boolean holds) {}

  /** Every statement of a text that can be checked, at most 100. */
  static List<Checked> of(String original) {
    Statements all = new Statements(withoutCode(original));
    all.each(SUM, all::sum);
    all.each(PERCENT, m -> all.number(m, number(m.group(1)) / 100 * number(m.group(2)), 4));
    all.each(ROOT, m -> all.number(m, Math.sqrt(number(m.group(1))), 3));
    all.each(DAY_DATE, m -> all.weekday(m, m.group(2), m.group(3), m.group(4), m.group(1)));
    all.each(DATE_DAY, m -> all.weekday(m, m.group(1), m.group(2), m.group(3), m.group(4)));
    all.each(LETTERS, all::letters);
    all.each(ANNOUNCED, all::announced);
    return all.found;
  }

  private void each(Pattern pattern, Consumer<Matcher> check) {
    Matcher matcher = pattern.matcher(text);
    while (found.size() < MOST && matcher.find()) {
      check.accept(matcher);
    }
  }

  /** Code states nothing; blanks keep its place. */
  private static String withoutCode(String original) {
    String text = original.length() > MAX_CHARS ? original.substring(0, MAX_CHARS) : original;
    StringBuilder open = new StringBuilder(text);
    int from = text.indexOf("```");
    while (from >= 0) {
      int close = text.indexOf("```", from + 3);
      int to = close < 0 ? text.length() : close + 3;
      for (int i = from; i < to; i++) {
        open.setCharAt(i, ' ');
      }
      from = text.indexOf("```", to);
    }
    return open.toString();
  }

  private void sum(Matcher at) {
    String left = at.group(1);
    boolean range = at.group(2).equals("is") && left.matches("\\d+[-/]\\d+");
    if (!range && !partOfMore(at)) {
      number(at, value(left), 3);
    }
  }

  /** The statement stands in a longer one, in which its numbers mean something else. */
  private boolean partOfMore(Matcher at) {
    int before = at.start() - 1;
    while (before >= 0 && text.charAt(before) == ' ') {
      before--;
    }
    int behind = at.end();
    while (behind < text.length() && text.charAt(behind) == ' ') {
      behind++;
    }
    return (before >= 0 && SIGNS.indexOf(text.charAt(before)) >= 0)
        || (behind < text.length() && (SIGNS + "=").indexOf(text.charAt(behind)) >= 0);
  }

  /** Notes whether a number is what the text says, to the digits that it gives. */
  private void number(Matcher at, double value, int group) {
    if (!Double.isFinite(value)) {
      return;
    }
    String said = at.group(group);
    String digits = said.replaceAll("[^\\d.]", "");
    int point = digits.indexOf('.');
    int decimals = point < 0 ? 0 : digits.length() - point - 1;
    double stated = number(said) * (said.startsWith("-") ? -1 : 1);
    boolean about =
        text.substring(at.start(), at.end())
            .matches("(?s).*(?:about|approx|rough|around|~|\u2248).*");
    double tolerance = 0.5 * Math.pow(10, -decimals);
    if (about) {
      tolerance = Math.max(tolerance, 0.05 * Math.abs(value));
    } else if (point < 0 && Math.abs(value - Math.rint(value)) < 1e-9) {
      tolerance = 1e-6 * Math.max(1, Math.abs(value)); // a whole result must be met
    }
    note(at, "arithmetic", Math.abs(value - stated) < tolerance);
  }

  /** Terms in their order of precedence; NaN when something is left over. */
  private static double value(String sum) {
    List<Double> numbers = new ArrayList<>();
    List<Character> signs = new ArrayList<>();
    Matcher term = TERM.matcher(sum);
    while (term.find()) {
      if (term.group(1) != null) {
        numbers.add(number(term.group(1)) / (term.group(1).endsWith("%") ? 100 : 1));
      } else {
        signs.add(term.group(2).charAt(0));
      }
    }
    if (numbers.size() != signs.size() + 1) {
      return Double.NaN;
    }
    fold(numbers, signs, "^");
    fold(numbers, signs, "*/x\u00D7\u00F7\u00B7");
    fold(numbers, signs, "+-\u2212");
    return numbers.getFirst();
  }

  private static void fold(List<Double> numbers, List<Character> signs, String which) {
    for (int i = 0; i < signs.size(); ) {
      if (which.indexOf(signs.get(i)) < 0) {
        i++;
        continue;
      }
      double a = numbers.get(i);
      double b = numbers.remove(i + 1);
      numbers.set(
          i,
          switch (signs.remove(i)) {
            case '^' -> StrictMath.pow(a, b);
            case '/', '\u00F7' -> a / b;
            case '+' -> a + b;
            case '-', '\u2212' -> a - b;
            default -> a * b;
          });
    }
  }

  private static double number(String said) {
    return Double.parseDouble(said.replaceAll("[^\\d.]", ""));
  }

  private void weekday(Matcher at, String month, String day, String year, String weekday) {
    try {
      LocalDate date =
          LocalDate.of(
              Integer.parseInt(year),
              Month.valueOf(month.toUpperCase(Locale.ROOT)),
              Integer.parseInt(day));
      DayOfWeek said = DayOfWeek.valueOf(weekday.toUpperCase(Locale.ROOT));
      note(at, "weekday", date.getDayOfWeek() == said);
    } catch (DateTimeException noSuchDay) {
      note(at, "weekday", false);
    }
  }

  private void letters(Matcher at) {
    int said = count(at.group(2));
    String word = at.group(1).toLowerCase(Locale.ROOT);
    if (said >= 0 && !at.group(3).equals("a") && !at.group(3).equals("I")) {
      char letter = Character.toLowerCase(at.group(3).charAt(0));
      note(at, "letters", word.chars().filter(c -> c == letter).count() == said);
    }
  }

  /** "Here are five ways:" and a numbered list that has another length. */
  private void announced(Matcher at) {
    int said = count(at.group(1));
    int last = 0;
    Matcher item = ITEM.matcher(text).region(at.end(), text.length());
    while (item.find() && Integer.parseInt(item.group(1)) == last + 1) {
      last++;
    }
    if (said > 1 && last > 0) {
      note(at, "list_length", last == said);
    }
  }

  private static int count(String word) {
    Integer known = WORDS.get(word.toLowerCase(Locale.ROOT));
    if (known != null) {
      return known;
    }
    return word.matches("\\d{1,2}") ? Integer.parseInt(word) : -1;
  }

  private void note(Matcher at, String kind, boolean holds) {
    boolean known = found.stream().anyMatch(c -> c.start() < at.end() && at.start() < c.end());
    if (!known) {
      found.add(new Checked(at.start(), at.end(), kind, holds));
    }
  }
}
