// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.support;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How far a value can have come from a context. Degrees from 0 to 1; 0.5 and above is grounded. One
 * thread.
 */
public final class Grounding {
  private static final int MAX_VALUE = 2000;
  private static final int LONG_WORDS = 8;

  private static final Set<String> FILLERS =
      Set.of(
          "a", "an", "the", "of", "in", "on", "at", "to", "for", "and", "or", "with", "by", "from",
          "is", "are", "be", "as", "my", "your", "me", "it", "its", "this", "that", "i", "you",
          "please", "st", "nd", "rd", "th", "s");

  /** Values that say nothing, so that nothing can be invented in them. */
  private static final Set<String> EMPTY =
      Set.of(
          "",
          "none",
          "null",
          "n a",
          "na",
          "default",
          "auto",
          "dontcare",
          "unknown",
          "undefined",
          "not specified",
          "unspecified");

  private static final Set<String> FLAGS = Set.of("true", "false", "yes", "no");

  private final TextFacts context;

  /** Words of values that may still be looked for one by one. */
  private int words = 1500;

  private final Aliases aliases = Aliases.BUILT_IN;

  public Grounding(TextFacts context) {
    this.context = context;
  }

  /** Version of the forms that count as the same. */
  public static String dataHash() {
    return Aliases.BUILT_IN.hash();
  }

  /**
   * What was found of a value.
   *
   * @param degree 0 to 1
   * @param kind string, number, date or time: what was looked for
   */
  public record Finding(double degree, String kind) {}

  /** Judges a text value of an argument. */
  public Finding text(String value, Purpose purpose) {
    String cut = value.length() > MAX_VALUE ? value.substring(0, MAX_VALUE) : value;
    String flat = TextFacts.flatten(cut);
    if (EMPTY.contains(flat)) {
      return new Finding(0.9, "string");
    }
    if (context.hasPhrase(flat)) {
      return new Finding(1, "string");
    }
    if (FLAGS.contains(flat)) {
      return new Finding(purpose.isFlag() ? 0.9 : 0.3, "string");
    }
    TextFacts own = new TextFacts(cut);
    Finding dated = dated(own);
    if (dated != null) {
      return dated.degree() < 1 && !purpose.isTime() ? new Finding(0.2, dated.kind()) : dated;
    }
    if ((own.tokens().count() == 1 && own.tokens().digit(0))
        || (own.numbers().count() == 1 && onlyNumber(own))) {
      double number = number(own.numbers().value(0), purpose);
      String digits = flat.replace(" ", "");
      return number < 0.5 && digits.length() >= 5 && context.hasSqueezed(digits)
          ? new Finding(0.9, "number")
          : new Finding(number, "number");
    }
    if (aliases.says(context, flat)) {
      return new Finding(0.95, "string");
    }
    String squeezed = flat.replace(" ", "");
    if (context.hasSqueezed(squeezed) && (squeezed.length() >= 5 || wide(squeezed))) {
      return new Finding(0.95, "string");
    }
    if (squeezed.length() >= 2
        && squeezed.length() <= 6
        && upper(cut)
        && context.hasInitials(squeezed)) {
      return new Finding(0.7, "string");
    }
    int slash = cut.lastIndexOf('/');
    if (slash > 0 && own.tokens().count() <= 4 && flat.indexOf(' ') > 0) { // America/New_York
      String last = TextFacts.flatten(cut.substring(slash + 1));
      if (context.hasPhrase(last) || aliases.says(context, last)) {
        return new Finding(0.8, "string");
      }
    }
    if (aliases.placed(context, flat)) {
      return new Finding(0.7, "string");
    }
    double share = share(cut, own, purpose);
    return share < 0.5 && otherScript(flat)
        ? new Finding(0.5, "string") // translated or transcribed: nobody can say by the letters
        : new Finding(share, "string");
  }

  /** Two or more letters that are words or syllables of their own. */
  private static boolean wide(String squeezed) {
    return squeezed.length() >= 2 && squeezed.charAt(0) >= 0x2E80;
  }

  /** True when the context is mostly of another script than the value. */
  private boolean otherScript(String flat) {
    int latin = 0;
    int other = 0;
    for (int i = 0; i < flat.length(); i++) {
      if (Character.isLetter(flat.charAt(i))) {
        if (flat.charAt(i) < 0x250) {
          latin++;
        } else {
          other++;
        }
      }
    }
    return (latin > 0 && other == 0)
        ? !context.mostlyLatin() && flat.chars().noneMatch(c -> c >= '0' && c <= '9')
        : other > 0 && context.mostlyLatin() && context.hasRelative("translate");
  }

  private static boolean upper(String value) {
    return value.chars().allMatch(c -> c >= 'A' && c <= 'Z');
  }

  private static boolean onlyNumber(TextFacts own) {
    Tokens tokens = own.tokens();
    for (int i = 0; i < tokens.count(); i++) {
      if (tokens.word(i)) {
        return false;
      }
    }
    return tokens.count() <= 2;
  }

  /** Share of the value's words that the context has; regions behind a place do not count. */
  private double share(String value, TextFacts own, Purpose purpose) {
    Tokens tokens = own.tokens();
    if (tokens.count() == 0) {
      return context.hasText(value.strip()) ? 1 : 0.3;
    }
    int n = Math.min(tokens.count(), 300);
    boolean composed = n >= LONG_WORDS;
    double found = 0;
    double all = 0;
    double numbersLost = 0;
    int next;
    for (int i = 0; i < n; i = next) {
      next = segmentEnd(tokens, i, n);
      String segment = segment(tokens, i, next);
      if (i > 0 && aliases.of(segment).stream().anyMatch(Aliases.Group::qualifies)) {
        continue; // the model adds the region to a town by itself
      }
      boolean known = next - i <= 4 && aliases.says(context, segment);
      for (int k = i; k < next; k++) {
        double weight = weight(tokens, k);
        double got = known ? 1 : tokens.digit(k) ? digits(tokens, k) : word(tokens.text(k));
        if (composed && got == 0 && purpose.facts().hasWord(tokens.text(k))) {
          got = 0.8; // a template that the description gives
        }
        all += weight;
        found += got * weight;
        if (got < 0.5 && tokens.digit(k)) {
          numbersLost += weight;
        }
      }
    }
    if (all == 0) {
      return 0.6;
    }
    double share = found / all;
    if (composed) { // by the model: a message, a query, code
      return Math.max(0, Math.min(1, share * 1.6) - Math.min(0.3, numbersLost / all));
    }
    if (share < 0.5 && surname(own)) {
      return 0.55;
    }
    return Math.max(0, share - 0.01);
  }

  /** "Lionel Messi" where the context says "Messi". */
  private boolean surname(TextFacts own) {
    Tokens tokens = own.tokens();
    int last = tokens.count() - 1;
    return (last == 1 || last == 2)
        && tokens.word(last)
        && tokens.size(last) >= 4
        && own.capital(0)
        && own.capital(last)
        && context.hasWord(tokens.text(last));
  }

  private static int segmentEnd(Tokens tokens, int from, int n) {
    int end = from + 1;
    while (end < n && comma(tokens, end - 1) < 0) {
      end++;
    }
    return end;
  }

  private static String segment(Tokens tokens, int from, int to) {
    StringBuilder out = new StringBuilder();
    for (int i = from; i < to && i < from + 6; i++) {
      out.append(out.isEmpty() ? "" : " ").append(tokens.text(i));
    }
    return out.toString();
  }

  private static int comma(Tokens tokens, int before) {
    for (int i = tokens.end(before); i < tokens.start(before + 1); i++) {
      if (tokens.at(i) == ',') {
        return i;
      }
    }
    return -1;
  }

  private static double weight(Tokens tokens, int i) {
    if (tokens.digit(i)) {
      return 4;
    }
    return FILLERS.contains(tokens.text(i)) ? 0 : Math.min(8, tokens.size(i));
  }

  private double digits(Tokens tokens, int i) {
    return context.hasWord(tokens.text(i)) || context.numbers().has(tokens.small(i)) ? 1 : 0;
  }

  private double word(String word) {
    if (--words < 0) {
      return 1;
    }
    if (context.hasWord(word) || aliases.says(context, word)) {
      return 1;
    }
    if (context.hasRelative(word)) {
      return 0.9;
    }
    return word.length() >= 4 && context.hasSqueezed(word) ? 0.8 : 0;
  }

  /** Judges a number: stated, a share of a stated one in per cent, or stated in other units. */
  public double number(double value, Purpose purpose) {
    TextNumbers stated = context.numbers();
    if (stated.has(value)) {
      return onlyInDates(value) && !purpose.isPartOfDate()
          ? purpose.offers(value, context) ? 0.7 : 0.4
          : 1;
    }
    if (stated.has(-value) && NEGATIVE.stream().anyMatch(context::hasWord)) {
      return 0.9;
    }
    if ((value == 1 && one(purpose))
        || (value == 0 && NOTHING.stream().anyMatch(context::hasWord))) {
      return 0.7;
    }
    if (purpose.isPartOfDate() && months(value)) {
      return 0.8;
    }
    if (converted(value)) {
      return 0.8;
    }
    return purpose.offers(value, context) ? 0.7 : 0;
  }

  private static final List<String> NEGATIVE =
      List.of(
          "minus", "negative", "south", "west", "below", "s", "w", "loss", "withdraw", "decrease");

  private static final List<String> NOTHING =
      List.of("rest", "dropped", "origin", "no", "none", "without", "free", "nothing", "beginning");

  /** True when every place that states the number belongs to a date or a time. */
  private boolean onlyInDates(double value) {
    TextDates dates = context.dates();
    if (value != Math.rint(value) || (dates.days().isEmpty() && dates.times().isEmpty())) {
      return false;
    }
    TextNumbers stated = context.numbers();
    boolean any = false;
    for (int i = 0; i < stated.count(); i++) {
      if (stated.value(i) == value) {
        if (!dates.covers(stated.firstToken(i))) {
          return false;
        }
        any = true;
      }
    }
    return any;
  }

  /** "a room" for a number of rooms; "each", "the best". */
  private boolean one(Purpose purpose) {
    Tokens tokens = context.tokens();
    for (int i = 0; i < tokens.count(); i++) {
      switch (tokens.text(i)) {
        case "each", "every", "per", "top", "most", "best", "me", "latest" -> {
          return true;
        }
        case "a", "an", "the", "another" -> {
          if (purpose.isCount()) {
            return true;
          }
          for (int next = i + 1; next <= i + 3; next++) {
            String word = tokens.text(next);
            if (word.length() >= 3
                && (purpose.facts().hasWord(word) || purpose.facts().hasWord(word + "s"))) {
              return true;
            }
          }
        }
        default -> {
          if (tokens.size(i) >= 6 && tokens.text(i).endsWith("est")) {
            return true;
          }
        }
      }
    }
    return false;
  }

  private boolean months(double value) {
    if (value != Math.rint(value) || Math.abs(value) > 3000) {
      return false;
    }
    for (TextDates.Day day : context.dates().days()) {
      if (day.month() == value || day.day() == value || day.year() == value) {
        return true;
      }
    }
    for (TextDates.Time time : context.dates().times()) {
      int hour = time.minute() / 60;
      if (hour == value || (time.minute() % 60 == value && value != 0)) {
        return true;
      }
    }
    return false;
  }

  private boolean converted(double value) {
    TextNumbers stated = context.numbers();
    for (int i = 0; i < stated.count() && i < 500; i++) {
      double from = stated.value(i);
      if (from == 0) {
        continue;
      }
      double ratio = value / from;
      String unit = context.tokens().text(stated.tokenBehind(i));
      char before = context.tokens().at(context.tokens().start(stated.firstToken(i)) - 1);
      if (Units.converts(unit, ratio) || Units.converts(before, ratio)) {
        return true;
      }
    }
    if (stated.speaksOfPercent() && (stated.has(value * 100) || stated.has(value / 100))) {
      return true;
    }
    return Units.singular(context, value) || feetAndInches(value) || between(value);
  }

  /** 70 or 177.8 for "5 ft 10 in". */
  private boolean feetAndInches(double value) {
    TextNumbers stated = context.numbers();
    for (int i = 0; i + 1 < stated.count() && i < 200; i++) {
      String unit = context.tokens().text(stated.tokenBehind(i));
      char sign = context.tokens().at(context.tokens().end(stated.firstToken(i)));
      if (unit.startsWith("ft") || unit.equals("feet") || unit.equals("foot") || sign == '\'') {
        double inches = stated.value(i) * 12 + stated.value(i + 1);
        if (value == inches || Math.abs(value - inches * 2.54) < 0.6) {
          return true;
        }
      }
    }
    return false;
  }

  /** The length of time between two times of day or two days of the context. */
  private boolean between(double value) {
    List<TextDates.Time> times = context.dates().times();
    for (int i = 0; i < times.size() && i < 12; i++) {
      for (int j = 0; j < times.size() && j < 12; j++) {
        int minutes = times.get(i).minute() - times.get(j).minute();
        if (minutes > 0 && (value == minutes || value == minutes * 60 || value == minutes / 60.0)) {
          return true;
        }
      }
    }
    List<TextDates.Day> days = context.dates().days();
    for (int i = 0; i < days.size() && i < 12; i++) {
      for (int j = 0; j < days.size() && j < 12; j++) {
        if (days.get(i).complete() && days.get(j).complete()) {
          LocalDate from = days.get(j).date(2000);
          LocalDate to = days.get(i).date(2000);
          if (!from.equals(LocalDate.MIN)
              && !to.equals(LocalDate.MIN)
              && to.toEpochDay() - from.toEpochDay() == value
              && value > 0) {
            return true;
          }
        }
      }
    }
    return false;
  }

  /** Judges a value that is a date, a time or both; null when it is neither. */
  private @Nullable Finding dated(TextFacts own) {
    TextDates said = own.dates();
    if (said.days().isEmpty() && said.times().isEmpty()) {
      return null;
    }
    if (!onlyDates(own)) {
      return null;
    }
    double worst = 1;
    String kind = "date";
    if (!said.days().isEmpty()) {
      double best = 0;
      for (TextDates.Day day : said.days()) {
        best = day.first() == said.days().getFirst().first() ? Math.max(best, day(day)) : best;
      }
      worst = best;
      TextDates.Day last = said.days().getLast();
      if (last.first() != said.days().getFirst().first()) {
        double other = 0;
        for (TextDates.Day day : said.days()) {
          other = day.first() == last.first() ? Math.max(other, day(day)) : other;
        }
        worst = Math.min(worst, other);
      }
    }
    if (!said.times().isEmpty()) {
      double best = 0;
      for (TextDates.Time time : said.times()) {
        best = Math.max(best, time(time, !said.days().isEmpty()));
      }
      if (best < worst) {
        worst = best;
        kind = "time";
      }
    }
    return new Finding(worst, kind);
  }

  /** True when the value holds nothing but dates and times. */
  private static boolean onlyDates(TextFacts own) {
    Tokens tokens = own.tokens();
    boolean[] covered = new boolean[tokens.count()];
    for (TextDates.Day day : own.dates().days()) {
      for (int i = day.first(); i < Math.min(day.end(), covered.length); i++) {
        covered[i] = true;
      }
    }
    for (TextDates.Time time : own.dates().times()) {
      for (int i = time.first(); i < Math.min(time.end(), covered.length); i++) {
        covered[i] = true;
      }
    }
    for (int i = 0; i < covered.length; i++) {
      if (!covered[i]) {
        String text = tokens.text(i);
        boolean small =
            switch (text) {
              case "t",
                  "z",
                  "at",
                  "utc",
                  "gmt",
                  "m",
                  "th",
                  "st",
                  "nd",
                  "rd",
                  "to",
                  "and",
                  "of",
                  "on",
                  "00",
                  "000" ->
                  true;
              default -> tokens.digit(i) && i > 0 && covered[i - 1];
            };
        if (!small) {
          return false;
        }
        covered[i] = true;
      }
    }
    return true;
  }

  private double time(TextDates.Time value, boolean withDay) {
    TextDates said = context.dates();
    for (TextDates.Time time : said.times()) {
      if (time.minute() == value.minute()) {
        return 1;
      }
    }
    for (int i = 0; i < context.numbers().count() && i < 200; i++) { // "at 7"
      double n = context.numbers().value(i);
      if (n == value.minute() / 60.0 || n + 12 == value.minute() / 60.0) {
        return 0.8;
      }
    }
    if (withDay && (value.minute() == 0 || value.minute() == 23 * 60 + 59)) {
      return 0.9;
    }
    if (said.speaksOfDayParts() || (said.relative() && said.times().isEmpty())) {
      return 0.6;
    }
    return withDay && said.times().isEmpty() ? 0.6 : 0;
  }

  private double day(TextDates.Day value) {
    TextDates said = context.dates();
    double best = 0;
    for (TextDates.Day day : said.days()) {
      best = Math.max(best, same(day, value));
    }
    if (best >= 0.5 || !value.complete()) {
      return best >= 0.5 ? best : said.relative() ? 0.6 : numbersOf(value);
    }
    LocalDate date = value.date(2000);
    if (date.equals(LocalDate.MIN)) {
      return 0;
    }
    boolean anchored = false;
    for (TextDates.Day day : said.days()) {
      if (!day.complete()) {
        continue;
      }
      LocalDate anchor = day.date(value.year() == 0 ? 2000 : value.year());
      if (anchor.equals(LocalDate.MIN)) {
        continue;
      }
      anchored |= !said.vague() || Math.abs(date.toEpochDay() - anchor.toEpochDay()) > 62;
      if (reachable(said, date, anchor)) {
        return 0.8;
      }
    }
    if (said.namesAnyWeekday() && value.year() > 0) {
      return said.namesWeekday(date.getDayOfWeek().getValue()) ? 0.7 : 0.4;
    }
    if (said.relative()) {
      return anchored ? 0.4 : 0.6;
    }
    return 0;
  }

  /** A date said in pieces: "the 15th", "in the year 2023". */
  private double numbersOf(TextDates.Day value) {
    TextNumbers numbers = context.numbers();
    return (value.year() == 0 || numbers.has(value.year()))
            && (value.month() == 0 || numbers.has(value.month()))
            && (value.day() == 0 || numbers.has(value.day()))
        ? 0.6
        : 0;
  }

  private static double same(TextDates.Day said, TextDates.Day value) {
    if (said.year() > 0 && value.year() > 0 && said.year() != value.year()) {
      return 0;
    }
    if (said.month() != value.month()) {
      return 0;
    }
    if (said.day() == 0 && value.day() > 0) { // "in May": its first or last day
      LocalDate date = value.date(2000);
      return value.day() == 1
              || (!date.equals(LocalDate.MIN) && value.day() == date.lengthOfMonth())
          ? 0.8
          : 0.3;
    }
    return value.day() == 0 || value.day() == said.day() ? 1 : 0;
  }

  private static boolean reachable(TextDates said, LocalDate date, LocalDate anchor) {
    long away = date.toEpochDay() - anchor.toEpochDay();
    for (TextDates.Span span : said.spans()) {
      if (Math.abs(away) == span.days() || (Math.abs(away) == span.days() - 1 && span.days() > 6)) {
        return true;
      }
    }
    if ((said.saysTomorrow() && away == 1) || (said.saysYesterday() && away == -1)) {
      return true;
    }
    DayOfWeek weekday = date.getDayOfWeek();
    return away > 0 && away <= 14 && said.namesWeekday(weekday.getValue());
  }
}
