// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.query.labels;

import dev.plumbline.model.config.Settings;
import dev.plumbline.model.labels.ReviewItem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which calls come into the review queue, and who gets them.
 *
 * @param flagging dimensions whose score of 0.5 or more flags a call
 * @param rules the first one that matches decides
 * @param otherwise who gets what no rule names
 */
public record ReviewConfig(List<String> flagging, List<Rule> rules, String otherwise) {
  private static final List<String> NAMES =
      List.of("reason", "dimension", "service", "feature", "tenant");

  /**
   * One rule.
   *
   * @param when what an item must have: reason, dimension, service, feature, tenant
   * @param to team or expert
   */
  public record Rule(String name, Map<String, String> when, String to) {
    boolean matches(ReviewItem item) {
      return when.entrySet().stream()
          .allMatch(entry -> entry.getValue().equals(field(item, entry.getKey())));
    }

    private static String field(ReviewItem item, String name) {
      return switch (name) {
        case "reason" -> item.reason();
        case "dimension" -> item.dimension();
        case "service" -> item.service();
        case "feature" -> item.feature();
        default -> item.tenant();
      };
    }
  }

  /** Reads {@code review.*}; rules are {@code review.routes.NAME: "reason=x feature=y -> team"}. */
  public static ReviewConfig read(Settings settings) {
    List<Rule> rules = new ArrayList<>();
    settings.map("review.routes").forEach((name, text) -> rule(settings, name, text, rules));
    return new ReviewConfig(
        settings.list("review.flagging", List.of("toxicity", "system_prompt_leak")),
        List.copyOf(rules),
        settings.text("review.otherwise", "quality"));
  }

  private static void rule(Settings settings, String name, String text, List<Rule> rules) {
    int arrow = text.indexOf("->");
    Map<String, String> when = new LinkedHashMap<>();
    boolean good = arrow >= 0 && !text.substring(arrow + 2).isBlank();
    if (good) {
      for (String word : text.substring(0, arrow).strip().split("\\s+")) {
        int equals = word.indexOf('=');
        if (equals > 0 && NAMES.contains(word.substring(0, equals))) {
          when.put(word.substring(0, equals), word.substring(equals + 1));
        } else if (!word.isEmpty()) {
          good = false;
        }
      }
    }
    if (good) {
      rules.add(new Rule(name, Map.copyOf(when), text.substring(arrow + 2).strip()));
    } else {
      settings.problem(
          "review.routes." + name,
          text,
          "must be conditions and a team, such as \"reason=escalated feature=billing -> experts\";"
              + " conditions are "
              + String.join(", ", NAMES));
    }
  }

  /** Team or expert for an item. */
  String team(ReviewItem item) {
    return rules.stream()
        .filter(rule -> rule.matches(item))
        .map(Rule::to)
        .findFirst()
        .orElse(otherwise);
  }
}
