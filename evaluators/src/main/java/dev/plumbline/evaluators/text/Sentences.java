// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.text;

import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a document into sentences and whatever stands in their place: lines of code, cells of a
 * table, strings of a record, items of a list. Lines that a mail program wrapped are one sentence.
 * One pass, linear in the text; the same on every platform. Not meant for text without spaces
 * between words.
 */
public final class Sentences {
  /** Longest sentence in UTF-16 units; a longer one is cut at a space. */
  public static final int MAX_LENGTH = 400;

  /** A line shorter than this ends where it ends; a longer one may have been wrapped. */
  private static final int WRAPPED = 50;

  /** Longest tag of markup that is looked at. */
  private static final int MAX_TAG = 60;

  private static final String CLOSERS = "\"')]*_\u201D\u2019";
  private static final String MARKERS = "-*#>/\u2022|+=~;%<!\"'\u201C\u2018([{";

  private static final List<String> ABBREVIATIONS =
      List.of(
          "mr", "mrs", "ms", "dr", "prof", "st", "vs", "etc", "e.g", "i.e", "no", "inc", "ltd",
          "co", "corp", "jr", "sr", "fig", "approx", "dept", "est", "jan", "feb", "mar", "apr",
          "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec", "u.s", "a.m", "p.m", "cf", "al");

  private static final List<String> BLOCKS =
      List.of(
          "p",
          "br",
          "div",
          "li",
          "ul",
          "ol",
          "td",
          "th",
          "tr",
          "table",
          "h1",
          "h2",
          "h3",
          "h4",
          "h5",
          "h6",
          "section",
          "article",
          "pre",
          "blockquote",
          "title",
          "body",
          "head",
          "html",
          "script",
          "style",
          "code");

  private final CharSequence text;
  private final int max;
  private final List<Sentence> found = new ArrayList<>();

  private Sentences(CharSequence text, int max) {
    this.text = text;
    this.max = max;
  }

  /**
   * A piece of the text, without the blanks, bullets and quotes around it.
   *
   * @param start first UTF-16 unit
   * @param end unit behind the last
   */
  public record Sentence(int start, int end) {
    public String in(CharSequence text) {
      return text.subSequence(start, end).toString();
    }
  }

  /**
   * The first sentences of a text in their order; none overlaps another, each has at least two
   * letters and at most {@link #MAX_LENGTH} units.
   *
   * @param max at most so many
   */
  public static List<Sentence> of(CharSequence text, int max) {
    Sentences cut = new Sentences(text, max);
    cut.run();
    return cut.found;
  }

  private void run() {
    int n = text.length();
    int start = 0;
    int lineStart = 0;
    boolean table = isTable(0);
    for (int i = 0; i < n && found.size() < max; i++) {
      char c = text.charAt(i);
      int next = -1; // where the following sentence begins, when this one ends here
      int end = i;
      if (c == '\n' || c == '\r' || c == '\u2028' || c == '\u2029') {
        if (!wrapped(lineStart, i)) {
          next = i + 1;
        }
        lineStart = i + 1;
        table = isTable(lineStart);
      } else if (c == '.' || c == '!' || c == '?' || c == '\u3002') {
        int behind = closers(i + 1);
        if (endsHere(start, i, behind)) {
          end = behind;
          next = behind;
        }
      } else if (c == '\t' || (c == '|' && table)) {
        next = i + 1;
      } else if (c == '"' && quoteEnds(i)) {
        next = i + 1;
      } else if (c == '<') {
        int behind = tag(i);
        if (behind > 0) {
          next = behind;
        }
      } else if (c == '-' && i + 2 < n && text.charAt(i + 1) == '-' && text.charAt(i + 2) == '>') {
        next = i + 3;
      }
      if (next < 0 && i - start >= MAX_LENGTH) {
        end = lastSpace(start, i);
        next = end;
      }
      if (next >= 0) {
        add(start, end);
        start = next;
        i = Math.max(i, next - 1);
        lineStart = Math.min(lineStart, start);
      }
    }
    if (found.size() < max) {
      add(start, n);
    }
  }

  private void add(int from, int to) {
    int start = from;
    int end = to;
    while (start < end && (blank(text.charAt(start)) || marker(start, end))) {
      start++;
    }
    start = withoutNumber(start, end);
    while (end > start
        && (blank(text.charAt(end - 1)) || CLOSERS.indexOf(text.charAt(end - 1)) >= 0)) {
      end--;
    }
    while (end - start > MAX_LENGTH) {
      int cut = lastSpace(start, start + MAX_LENGTH);
      keep(start, cut);
      start = cut;
      while (start < end && blank(text.charAt(start))) {
        start++;
      }
    }
    keep(start, end);
  }

  private void keep(int start, int end) {
    int letters = 0;
    for (int i = start; i < end && letters < 2; i++) {
      if (Character.isLetter(text.charAt(i))) {
        letters++;
      }
    }
    if (letters == 2 && found.size() < max) {
      found.add(new Sentence(start, end));
    }
  }

  /** A bullet, a comment's beginning, an opening quote. */
  private boolean marker(int i, int end) {
    return i + 1 < end && MARKERS.indexOf(text.charAt(i)) >= 0;
  }

  /** Behind a list's number such as {@code 1.} or {@code 2)}. */
  private int withoutNumber(int start, int end) {
    int i = start;
    while (i < end && i < start + 3 && digit(text.charAt(i))) {
      i++;
    }
    if (i == start
        || i + 1 >= end
        || (text.charAt(i) != '.' && text.charAt(i) != ')')
        || !blank(text.charAt(i + 1))) {
      return start;
    }
    i++;
    while (i < end && blank(text.charAt(i))) {
      i++;
    }
    return i;
  }

  private int closers(int from) {
    int i = from;
    while (i < text.length()
        && i < from + 4
        && (CLOSERS.indexOf(text.charAt(i)) >= 0
            || text.charAt(i) == '!'
            || text.charAt(i) == '?'
            || text.charAt(i) == '.')) {
      i++;
    }
    return i;
  }

  private boolean endsHere(int start, int at, int behind) {
    char c = text.charAt(at);
    if (c == '\u3002' || behind >= text.length()) {
      return true;
    }
    if (!blank(text.charAt(behind))) {
      return false;
    }
    if (c != '.') {
      return true;
    }
    int next = behind;
    while (next < text.length() && next < behind + 8 && blank(text.charAt(next))) {
      next++;
    }
    if (next < text.length()
        && (Character.isLowerCase(text.charAt(next)) || text.charAt(next) == ',')) {
      return false;
    }
    return !abbreviation(start, at);
  }

  /** An abbreviation, an initial or a list's number stands before the full stop. */
  private boolean abbreviation(int start, int at) {
    int from = at;
    while (from > start
        && at - from < 8
        && (Character.isLetterOrDigit(text.charAt(from - 1)) || text.charAt(from - 1) == '.')) {
      from--;
    }
    int length = at - from;
    if (length == 1 && Character.isUpperCase(text.charAt(from))) {
      return true;
    }
    if (length <= 3 && length > 0 && digit(text.charAt(from)) && onlyMarkers(start, from)) {
      return true;
    }
    if (length < 2 || length > 6) {
      return false;
    }
    String word = Folding.fold(text.subSequence(from, at));
    return ABBREVIATIONS.contains(word);
  }

  private boolean onlyMarkers(int start, int end) {
    for (int i = start; i < end && i < start + 8; i++) {
      if (!blank(text.charAt(i)) && MARKERS.indexOf(text.charAt(i)) < 0) {
        return false;
      }
    }
    return end - start <= 8;
  }

  /** The line goes on in the next one, as mail programs wrap. */
  private boolean wrapped(int lineStart, int newline) {
    int n = text.length();
    if (newline - lineStart < WRAPPED || newline - lineStart > 120 || newline + 1 >= n) {
      return false;
    }
    char last = text.charAt(newline - 1);
    char first = text.charAt(newline + 1);
    return (Character.isLetterOrDigit(last) || last == ',' || last == ' ')
        && Character.isLowerCase(first);
  }

  private boolean quoteEnds(int at) {
    int n = text.length();
    char next = at + 1 < n ? text.charAt(at + 1) : '\n';
    if (at > 0 && text.charAt(at - 1) == '\\') {
      return false;
    }
    if (next == ':' || next == '}' || next == ']') {
      return true;
    }
    if (next == ',') {
      return at + 2 >= n || !blankOrLetter(text.charAt(at + 2)) || quoteFollows(at + 2);
    }
    char before = at > 0 ? text.charAt(at - 1) : '\n';
    char earlier = at > 1 ? text.charAt(at - 2) : '\n';
    return before == ','
        || before == '{'
        || before == '['
        || before == ':'
        || (before == ' '
            && (earlier == ':'
                || (earlier == ',' && next != ' ' && at > 2 && text.charAt(at - 3) == '"')));
  }

  private boolean quoteFollows(int from) {
    int i = from;
    while (i < text.length() && i < from + 8 && blank(text.charAt(i))) {
      i++;
    }
    return i < text.length() && (text.charAt(i) == '"' || text.charAt(i) == '\n');
  }

  /** Behind a tag that parts blocks of a page, or the beginning of a comment; 0 when none. */
  private int tag(int at) {
    int n = text.length();
    if (at + 3 < n
        && text.charAt(at + 1) == '!'
        && text.charAt(at + 2) == '-'
        && text.charAt(at + 3) == '-') {
      return at + 4;
    }
    int from = at + 1;
    if (from < n && text.charAt(from) == '/') {
      from++;
    }
    int i = from;
    while (i < n && i < from + 10 && Character.isLetterOrDigit(text.charAt(i))) {
      i++;
    }
    if (i == from || !BLOCKS.contains(Folding.fold(text.subSequence(from, i)))) {
      return 0;
    }
    while (i < n && i < at + MAX_TAG) {
      char c = text.charAt(i);
      if (c == '>') {
        return i + 1;
      }
      if (c == '<' || c == '\n') {
        return 0;
      }
      i++;
    }
    return 0;
  }

  /** Two or more bars among the first 400 units of the line. */
  private boolean isTable(int lineStart) {
    int bars = 0;
    for (int i = lineStart; i < text.length() && i < lineStart + MAX_LENGTH; i++) {
      char c = text.charAt(i);
      if (c == '\n') {
        break;
      }
      if (c == '|' && ++bars == 2) {
        return true;
      }
    }
    return false;
  }

  private int lastSpace(int start, int at) {
    for (int i = at; i > start + MAX_LENGTH / 2; i--) {
      if (blank(text.charAt(i))) {
        return i;
      }
    }
    return at > start + 1 && Character.isLowSurrogate(text.charAt(at)) ? at - 1 : at;
  }

  private static boolean blank(char c) {
    return c <= ' ' || c == '\u00A0' || Character.isSpaceChar(c);
  }

  private static boolean blankOrLetter(char c) {
    return blank(c) || Character.isLetter(c);
  }

  private static boolean digit(char c) {
    return c >= '0' && c <= '9';
  }
}
