// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.text;

import dev.plumbline.model.genai.Content;
import dev.plumbline.model.genai.Message;
import dev.plumbline.model.genai.Part;
import dev.plumbline.model.score.EvalContext;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The texts of one call that evaluators look at, each read at most once. One thread.
 *
 * <p>Evaluators get it by {@link #of}.
 */
public final class CallTexts {
  private static final Vocabulary EMPTY = Vocabulary.of(List.of());

  private final Content content;
  private final Vocabulary vocabulary;
  private @Nullable TextView answer;
  private @Nullable TextView question;
  private @Nullable TextView previousQuestion;
  private @Nullable String answerLanguage;
  private @Nullable String questionLanguage;
  private @Nullable Boolean userSpokeLast;

  public CallTexts(Content content, Vocabulary vocabulary) {
    this.content = content;
    this.vocabulary = vocabulary;
  }

  /** The texts that the host prepared for this call; else texts of this evaluation's own. */
  public static CallTexts of(EvalContext in) {
    return in.shared(CallTexts.class, context -> new CallTexts(context.call().content(), EMPTY));
  }

  /** The text of all choices; empty when the answer was not captured or is tool calls only. */
  public TextView answer() {
    TextView made = answer;
    if (made == null) {
      made = new TextView(content.outputText(), vocabulary);
      answer = made;
    }
    return made;
  }

  /** The last message of the user; empty when none was captured. */
  public TextView question() {
    TextView made = question;
    if (made == null) {
      made = new TextView(content.inputText(), vocabulary);
      question = made;
    }
    return made;
  }

  /** ISO 639-1 code of the answer's language; empty where it cannot be told. */
  public String answerLanguage() {
    String made = answerLanguage;
    if (made == null) {
      made = Languages.of(answer());
      answerLanguage = made;
    }
    return made;
  }

  /** ISO 639-1 code of the language of the user's last message; empty where it cannot be told. */
  public String questionLanguage() {
    String made = questionLanguage;
    if (made == null) {
      made = Languages.of(question());
      questionLanguage = made;
    }
    return made;
  }

  /**
   * True when the newest message of the call is what a user wrote. False in the steps of a tool
   * loop, where the newest message is a tool's result and the user's words were judged before.
   */
  public boolean userSpokeLast() {
    Boolean known = userSpokeLast;
    if (known == null) {
      known = !content.input().isEmpty() && fromUser(content.input().getLast());
      userSpokeLast = known;
    }
    return known;
  }

  private static boolean fromUser(Message message) {
    if (!message.role().equals("user")) {
      return false;
    }
    for (Part part : message.parts()) {
      if (part instanceof Part.ToolResult) {
        return false;
      }
    }
    return !message.text().isBlank();
  }

  /** Another text of this call, folded and searched like the rest; made anew at each call. */
  public TextView view(String text) {
    return new TextView(text, vocabulary);
  }

  /** What the user wrote before the last message; empty when nothing. */
  public TextView previousQuestion() {
    TextView made = previousQuestion;
    if (made == null) {
      made = new TextView(previousUserText(), vocabulary);
      previousQuestion = made;
    }
    return made;
  }

  /** True when the model answered something earlier in this conversation. */
  public boolean hasEarlierAnswer() {
    for (Message message : content.input()) {
      if (message.role().equals("assistant")) {
        return true;
      }
    }
    return false;
  }

  private String previousUserText() {
    boolean lastSeen = false;
    for (Message message : content.input().reversed()) {
      if (message.role().equals("user") && !message.text().isBlank()) {
        if (lastSeen) {
          return message.text();
        }
        lastSeen = true;
      }
    }
    return "";
  }
}
