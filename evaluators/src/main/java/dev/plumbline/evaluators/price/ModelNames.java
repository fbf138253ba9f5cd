// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.price;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a model's name as senders write it into the names a price list may have it under. */
final class ModelNames {
  private static final int MAX_LENGTH = 200;

  /** Bedrock: inference profile region, then the maker ({@code us.anthropic.claude-...}). */
  private static final Pattern BEDROCK =
      Pattern.compile(
          "^(?:(?:us|eu|apac|us-gov|jp|au|ca|sa|global)\\.)?"
              + "(?:anthropic|meta|amazon|cohere|mistral|ai21|deepseek|openai|qwen|google|nvidia"
              + "|minimax|moonshot|moonshotai|zai|stability|writer)\\.");

  private static final Pattern REGION =
      Pattern.compile("^(?:us|eu|apac|us-gov|jp|au|ca|sa|global)\\.");

  /** A date, a release or a stage at the end: not another model. */
  private static final Pattern RELEASE =
      Pattern.compile(
          "(?:[-@:](?:latest|preview|exp|experimental|stable|default|v\\d{1,2}(?::\\d{1,2})?"
              + "|\\d{4}-\\d{2}-\\d{2}|\\d{2}-\\d{2}|\\d{2}-\\d{4}|\\d{3,8}))$");

  private ModelNames() {}

  /** Most exact first. */
  static List<String> candidates(String sent) {
    String name = sent.strip().toLowerCase(Locale.ROOT);
    if (name.isEmpty() || name.length() > MAX_LENGTH) {
      return List.of();
    }
    Set<String> names = new LinkedHashSet<>();
    for (String base : bases(name)) {
      String rest = base;
      while (!rest.isEmpty()) {
        names.add(rest);
        Matcher release = RELEASE.matcher(rest);
        if (!release.find()) {
          break;
        }
        rest = rest.substring(0, release.start());
      }
    }
    return List.copyOf(names);
  }

  private static List<String> bases(String name) {
    List<String> bases = new ArrayList<>();
    bases.add(name);
    if (name.startsWith("ft:")) { // ft:gpt-4o-2024-08-06:organisation:name:id
      int end = name.indexOf(':', 3);
      bases.add(end < 0 ? name : name.substring(0, end));
      return bases;
    }
    String last = name.substring(name.lastIndexOf('/') + 1);
    bases.add(last);
    bases.add(REGION.matcher(last).replaceFirst(""));
    bases.add(BEDROCK.matcher(last).replaceFirst(""));
    return bases;
  }
}
