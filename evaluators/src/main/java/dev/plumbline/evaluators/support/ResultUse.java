// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.support;

import dev.plumbline.model.genai.Content;
import dev.plumbline.model.genai.Message;
import dev.plumbline.model.genai.Part;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Which tool results an answer uses: it has a number, a name or a good part of the words that the
 * result brings and the conversation before did not have.
 *
 * @param judged results that bring anything of their own
 */
public record ResultUse(int judged, int used) {
  private static final int MAX_RESULT = 8192;

  /** Reads results against the answer's text and the arguments of its tool calls. */
  public static ResultUse read(List<String> results, Content content) {
    StringBuilder said = new StringBuilder();
    for (Message message : content.output()) {
      for (Part part : message.parts()) {
        switch (part) {
          case Part.Text(String text) -> append(said, text);
          case Part.Refusal(String text) -> append(said, text);
          case Part.ToolCall call -> append(said, call.argumentsJson());
          case Part.Reasoning _, Part.ToolResult _, Part.Other _ -> {}
        }
      }
    }
    TextFacts answer = new TextFacts(said.toString());
    TextFacts before = new TextFacts(cut(content.inputText()));
    int judged = 0;
    int used = 0;
    for (String result : results) {
      switch (use(new TextFacts(cut(result)), answer, before)) {
        case NOTHING_NEW -> {}
        case UNUSED -> judged++;
        case USED -> {
          judged++;
          used++;
        }
      }
    }
    return new ResultUse(judged, used);
  }

  private enum Use {
    NOTHING_NEW,
    UNUSED,
    USED
  }

  private static Use use(TextFacts result, TextFacts answer, TextFacts before) {
    Tokens tokens = result.tokens();
    TextNumbers numbers = result.numbers();
    boolean brings = false;
    for (int i = 0; i < numbers.count() && i < 500; i++) {
      double value = numbers.value(i);
      if (before.numbers().has(value) || !tokens.digit(numbers.firstToken(i))) {
        continue;
      }
      brings = true;
      if (answer.numbers().has(value) || rounded(answer, value)) {
        return Use.USED;
      }
    }
    Set<String> words = new HashSet<>();
    int found = 0;
    for (int i = 0; i < tokens.count(); i++) {
      String word = tokens.text(i);
      if (!tokens.word(i)
          || tokens.size(i) < 4
          || Words.empty(word)
          || before.hasWord(word)
          || !words.add(word)) {
        continue;
      }
      found += answer.hasWord(word) || answer.hasWord(TextFacts.stem(word)) ? 1 : 0;
    }
    if (found >= 3 || (found > 0 && found * 4 >= words.size())) {
      return Use.USED;
    }
    return brings || words.size() >= 2 ? Use.UNUSED : Use.NOTHING_NEW;
  }

  /** 17.36 told as 17.4 or 17. */
  private static boolean rounded(TextFacts answer, double value) {
    return value != Math.rint(value)
        && (answer.numbers().has(Math.rint(value))
            || answer.numbers().has(Math.rint(value * 10) / 10));
  }

  private static String cut(String text) {
    return text.length() > MAX_RESULT ? text.substring(0, MAX_RESULT) : text;
  }

  private static void append(StringBuilder out, String text) {
    int room = 2 * MAX_RESULT - out.length();
    out.append(text, 0, Math.min(Math.max(0, room), text.length())).append('\n');
  }
}
