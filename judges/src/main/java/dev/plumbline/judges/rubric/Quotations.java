// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.judges.rubric;

import dev.plumbline.model.score.Evidence;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Holds what a judge quotes against the texts it was shown. */
final class Quotations {
  private static final Pattern QUOTED =
      Pattern.compile(
          "[\"\u201c\u201e\u00ab]([^\"\u201c\u201d\u201e\u00ab\u00bb]{4,400})[\"\u201c\u201d\u00bb]");
  private static final String OPENING = "\"'\u201c\u201e\u2018\u00ab";
  private static final String CLOSING = "\"'\u201d\u201c\u2019\u00bb";

  private Quotations() {}

  /** Where the quotation stands, in the first of the rubric's sources that holds it. */
  static Optional<Evidence> find(String quote, JudgeInput input, Rubric rubric) {
    Optional<Evidence> exact = search(quote, input, rubric);
    return exact.isPresent() ? exact : search(unquoted(quote), input, rubric);
  }

  private static Optional<Evidence> search(String quote, JudgeInput input, Rubric rubric) {
    for (Source source : Source.values()) {
      if (rubric.evidenceFrom().contains(source) && input.has(source)) {
        Optional<Excerpt.Place> place = input.excerpt(source).find(quote);
        if (place.isPresent()) {
          return Optional.of(
              new Evidence(source.evidence(), place.get().start(), place.get().end(), rubric.id()));
        }
      }
    }
    return Optional.empty();
  }

  /** Without quotation marks and dots of omission around it, which models like to add. */
  private static String unquoted(String quote) {
    int start = 0;
    int end = quote.length();
    while (start < end && extra(quote.charAt(start), OPENING)) {
      start++;
    }
    while (end > start && extra(quote.charAt(end - 1), CLOSING)) {
      end--;
    }
    return quote.substring(start, end);
  }

  private static boolean extra(char c, String marks) {
    return marks.indexOf(c) >= 0 || c == '.' || c == '\u2026' || Character.isWhitespace(c);
  }

  /** The judge's reasoning without quotations of the call, which explanations must not hold. */
  static String masked(String reasoning, JudgeInput input) {
    Matcher matcher = QUOTED.matcher(reasoning);
    StringBuilder out = new StringBuilder();
    while (matcher.find()) {
      boolean copied = false;
      for (Source source : Source.values()) {
        copied |= input.has(source) && input.excerpt(source).find(matcher.group(1)).isPresent();
      }
      matcher.appendReplacement(
          out, Matcher.quoteReplacement(copied ? "[quoted]" : matcher.group()));
    }
    return matcher.appendTail(out).toString();
  }
}
