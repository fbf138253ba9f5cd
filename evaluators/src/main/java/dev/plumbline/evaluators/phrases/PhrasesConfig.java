// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.phrases;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.plumbline.model.config.Settings;
import java.util.List;

/**
 * What answers must and must not hold. A phrase is found whatever its case, between word
 * boundaries; {@code /.../} is an RE2 pattern.
 *
 * @param minChars 0 for no bound
 * @param maxChars 0 for no bound
 * @param language ISO 639-1 code that every answer must have; empty for any
 */
public record PhrasesConfig(
    List<String> banned, List<String> required, int minChars, int maxChars, String language) {
  static final int MAX_PHRASES = 200;
  static final int MAX_LENGTH = 500;

  public PhrasesConfig {
    banned = List.copyOf(banned);
    required = List.copyOf(required);
  }

  public static PhrasesConfig read(Settings settings) {
    PhrasesConfig config =
        new PhrasesConfig(
            phrases(settings, "evaluators.phrases.banned"),
            phrases(settings, "evaluators.phrases.required"),
            settings.number("evaluators.phrases.min_chars", 0, 0, 1_000_000),
            settings.number("evaluators.phrases.max_chars", 0, 0, 1_000_000),
            settings.text("evaluators.phrases.language", ""));
    if (config.maxChars > 0 && config.minChars > config.maxChars) {
      settings.problem(
          "evaluators.phrases.min_chars", config.minChars, "must not exceed max_chars");
    }
    if (!config.language.isEmpty() && !config.language.matches("[a-z]{2}")) {
      settings.problem(
          "evaluators.phrases.language", config.language, "must be a code such as en or de");
    }
    return config;
  }

  public static PhrasesConfig none() {
    return new PhrasesConfig(List.of(), List.of(), 0, 0, "");
  }

  /** True when a pattern, not a phrase. */
  static boolean pattern(String phrase) {
    return phrase.length() > 2 && phrase.startsWith("/") && phrase.endsWith("/");
  }

  static Pattern compile(String phrase) {
    return Pattern.compile(phrase.substring(1, phrase.length() - 1), Pattern.CASE_INSENSITIVE);
  }

  private static List<String> phrases(Settings settings, String key) {
    List<String> phrases = settings.list(key, List.of());
    if (phrases.size() > MAX_PHRASES) {
      settings.problem(key, phrases.size(), "must be at most " + MAX_PHRASES + " phrases");
    }
    for (String phrase : phrases) {
      if (phrase.isBlank() || phrase.length() > MAX_LENGTH) {
        settings.problem(key, phrase, "must be 1 to " + MAX_LENGTH + " characters");
      } else if (pattern(phrase)) {
        try {
          compile(phrase);
        } catch (PatternSyntaxException e) {
          settings.problem(key, phrase, "must be an RE2 pattern: " + e.getDescription());
        }
      }
    }
    return phrases;
  }
}
