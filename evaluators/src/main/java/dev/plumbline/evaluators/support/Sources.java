// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.support;

import dev.plumbline.model.genai.Document;
import dev.plumbline.model.genai.Message;
import dev.plumbline.model.genai.Part;
import dev.plumbline.model.score.EvalContext;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The texts of a call on which its answer should rest. */
final class Sources {
  /** {@code [3]} or {@code [1, 2]}, but not the text of a link. */
  private static final Pattern CITED = Pattern.compile("\\[\\d{1,3}(?:, ?\\d{1,3}){0,9}\\](?!\\()");

  private Sources() {}

  /** The text with blanks in the place of marks such as {@code [3]}, which state nothing. */
  static String withoutCitations(String text) {
    return text.indexOf('[') < 0
        ? text
        : CITED.matcher(text).replaceAll(found -> " ".repeat(found.group().length()));
  }

  static List<String> documents(EvalContext in) {
    return in.call().content().documents().stream()
        .map(Document::content)
        .filter(text -> !text.isBlank())
        .toList();
  }

  /** Results of tools, the newest first. */
  static List<String> toolResults(EvalContext in) {
    List<String> results = new ArrayList<>();
    for (Message message : in.call().content().input().reversed()) {
      for (Part part : message.parts()) {
        if (part instanceof Part.ToolResult(String _, String result) && !result.isBlank()) {
          results.add(result);
        }
      }
    }
    return results;
  }
}
