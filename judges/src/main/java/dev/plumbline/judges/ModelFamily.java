// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.judges;

import java.util.List;
import java.util.Locale;

/** Whose model it is, by its name: judges prefer answers of their own kind. */
final class ModelFamily {
  private record Names(String family, List<String> parts) {}

  private static final List<Names> FAMILIES =
      List.of(
          new Names("openai", List.of("gpt", "chatgpt", "o1", "o3", "o4", "davinci")),
          new Names("anthropic", List.of("claude")),
          new Names("google", List.of("gemini", "gemma", "palm")),
          new Names("meta", List.of("llama")),
          new Names(
              "mistral", List.of("mistral", "mixtral", "codestral", "ministral", "magistral")),
          new Names("qwen", List.of("qwen", "qwq")),
          new Names("deepseek", List.of("deepseek")),
          new Names("xai", List.of("grok")),
          new Names("cohere", List.of("command")),
          new Names("amazon", List.of("nova", "titan")),
          new Names("microsoft", List.of("phi")));

  private ModelFamily() {}

  /** Empty when the name says nothing. */
  static String of(String model) {
    String name = model.toLowerCase(Locale.ROOT);
    // a distilled model carries two names; the first is the one that taught it
    String best = "";
    int first = Integer.MAX_VALUE;
    for (Names names : FAMILIES) {
      for (String part : names.parts()) {
        int at = name.indexOf(part);
        boolean begins = at == 0 || (at > 0 && !Character.isLetterOrDigit(name.charAt(at - 1)));
        if (begins && at < first) {
          first = at;
          best = names.family();
        }
      }
    }
    return best;
  }

  /** same, other or unknown. */
  static String relation(String judge, String subject) {
    String one = of(judge);
    String two = of(subject);
    return one.isEmpty() || two.isEmpty() ? "unknown" : one.equals(two) ? "same" : "other";
  }
}
