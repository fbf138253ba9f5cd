// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.support;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What an argument is for, as its name and description tell. One thread. */
public final class Purpose {
  private static final int MAX = 4000;

  private static final Set<String> TIMES =
      Set.of(
          "date",
          "dates",
          "time",
          "times",
          "day",
          "days",
          "month",
          "year",
          "when",
          "datetime",
          "timestamp",
          "period",
          "start",
          "end",
          "deadline",
          "schedule",
          "scheduled",
          "since",
          "until",
          "before",
          "after",
          "checkin",
          "checkout",
          "birthday",
          "birth",
          "due",
          "hour",
          "departure",
          "arrival",
          "expiry",
          "range",
          "in",
          "out",
          "at",
          "on",
          "from",
          "to",
          "dob");

  private static final Set<String> FORMATS =
      Set.of("yyyy", "yy", "mm", "hh", "iso", "datetime", "timestamp", "date", "dates", "day");

  private static final Set<String> PARTS =
      Set.of("day", "month", "year", "hour", "minute", "hours", "minutes", "date", "time", "age");

  private final String name;
  private final String description;
  private @Nullable TextFacts facts;

  public Purpose(String name, String description) {
    this.name = name;
    this.description = description.length() > MAX ? description.substring(0, MAX) : description;
  }

  /** The name as words: {@code initialVelocity} and {@code initial_velocity} are two. */
  static String words(String name) {
    StringBuilder out = new StringBuilder(name.length() + 8);
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (i > 0 && Character.isUpperCase(c) && Character.isLowerCase(name.charAt(i - 1))) {
        out.append(' ');
      }
      out.append(c == '_' || c == '-' || c == '.' ? ' ' : c);
    }
    return TextFacts.flatten(out.toString());
  }

  String flatName() {
    return words(name);
  }

  TextFacts facts() {
    TextFacts made = facts;
    if (made == null) {
      made = new TextFacts(words(name) + " . " + description);
      facts = made;
    }
    return made;
  }

  /** True when the description has these words. */
  public boolean names(String value) {
    return facts().statesText(value);
  }

  boolean isTime() {
    return named(TIMES, true) || speaksOfAny(FORMATS);
  }

  /**
   * True for values that callers choose by themselves: the first page and round page sizes, the
   * language of an English conversation, UTC, names of units and of file formats.
   */
  public boolean isCustomary(double value) {
    return named(Set.of("page", "offset", "skip", "start", "cursor"), value == 0 || value == 1)
        || named(
            Set.of("limit", "size", "max", "top", "count", "per", "results", "num"),
            ROUND.contains(value) && !isPartOfDate());
  }

  public boolean isCustomary(String value) {
    String flat = TextFacts.flatten(value);
    return named(Set.of("language", "lang", "locale"), ENGLISH.contains(flat))
        || named(Set.of("timezone", "zone", "tz"), flat.equals("utc") || flat.equals("gmt"))
        || named(
            Set.of("unit", "units", "system"),
            Aliases.BUILT_IN.of(flat).stream().anyMatch(group -> group.kind().equals("unit")))
        || named(Set.of("format", "encoding"), FILES.contains(flat));
  }

  private static final Set<Double> ROUND = Set.of(5.0, 10.0, 20.0, 25.0, 50.0, 100.0);
  private static final Set<String> ENGLISH = Set.of("en", "english", "en us", "en gb", "eng");

  private static final Set<String> FILES =
      Set.of("json", "csv", "xml", "text", "pdf", "html", "markdown", "utf 8", "plain text", "mp3");

  private boolean named(Set<String> words, boolean value) {
    if (!value) {
      return false;
    }
    for (String word : words(name).split(" ")) {
      if (words.contains(word)) {
        return true;
      }
    }
    return false;
  }

  boolean isCount() {
    String flat = words(name);
    return flat.contains("quantit")
        || flat.contains("count")
        || flat.startsWith("num")
        || flat.contains("number of");
  }

  boolean isPartOfDate() {
    return speaksOfAny(PARTS);
  }

  boolean isFlag() {
    return facts().hasWord("true")
        || facts().hasWord("false")
        || facts().hasWord("boolean")
        || facts().hasWord("whether")
        || facts().hasWord("flag")
        || facts().hasWord("yes");
  }

  private boolean speaksOfAny(Set<String> words) {
    Tokens tokens = facts().tokens();
    for (int i = 0; i < tokens.count(); i++) {
      if (words.contains(tokens.text(i))) {
        return true;
      }
    }
    return false;
  }

  /**
   * True when the description names this number as a default, as the most where the context asks
   * for the most, or as the code of something that the context speaks of ("1 for cleaning").
   */
  boolean offers(double value, TextFacts context) {
    TextNumbers numbers = facts().numbers();
    boolean most = context.hasWord("max") || context.hasWord("maximum") || context.hasWord("all");
    double largest = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < numbers.count(); i++) {
      largest = Math.max(largest, numbers.value(i));
    }
    if (most && value == largest) {
      return true;
    }
    for (int i = 0; i < numbers.count(); i++) {
      if (numbers.value(i) == value
          && (nearDefault(numbers.firstToken(i)) || codes(numbers, i, context))) {
        return true;
      }
    }
    return false;
  }

  /** True when the word "default" stands at most eight words away in the same sentence. */
  private boolean nearDefault(int token) {
    Tokens tokens = facts().tokens();
    for (int step = -1; step <= 1; step += 2) {
      for (int i = token; i >= 0 && i < tokens.count() && Math.abs(i - token) <= 8; i += step) {
        String word = tokens.text(i);
        if (word.startsWith("default") || word.equals("omitted") || word.equals("unspecified")) {
          return true;
        }
        if (sentenceEnds(tokens, step > 0 ? i : i - 1)) {
          break;
        }
      }
    }
    return false;
  }

  private static boolean sentenceEnds(Tokens tokens, int after) {
    return after >= 0
        && tokens.at(tokens.end(after)) == '.'
        && tokens.at(tokens.end(after) + 1) == ' ';
  }

  private boolean codes(TextNumbers numbers, int number, TextFacts context) {
    Tokens tokens = facts().tokens();
    int next = numbers.tokenBehind(number);
    for (int i = next; i < Math.min(next + 3, tokens.count()); i++) {
      if (tokens.digit(i)) {
        return false;
      }
      if (tokens.size(i) >= 4 && context.hasWord(tokens.text(i))) {
        return true;
      }
    }
    return false;
  }
}
