// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.judges.rubric;

import dev.plumbline.model.genai.Content;
import dev.plumbline.model.genai.ContentState;
import dev.plumbline.model.genai.Document;
import dev.plumbline.model.genai.GenAiSpan;
import dev.plumbline.model.genai.Message;
import dev.plumbline.model.genai.ModelCall;
import dev.plumbline.model.genai.Part;
import dev.plumbline.model.score.Need;
import dev.plumbline.model.score.Score;
import dev.plumbline.model.score.ScoreStatus;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The texts of one call, cut to size, so that a waiting call holds no more memory than needed.
 * Immutable.
 */
public final class JudgeInput {
  private static final Set<String> INJECTION = Set.of("prompt_injection", "indirect_injection");

  private final Map<Source, Excerpt> texts;
  private final String subjectModel;
  private final String subjectProvider;
  private final boolean carriesInstructions;

  private JudgeInput(
      Map<Source, Excerpt> texts,
      String subjectModel,
      String subjectProvider,
      boolean carriesInstructions) {
    this.texts = texts;
    this.subjectModel = subjectModel;
    this.subjectProvider = subjectProvider;
    this.carriesInstructions = carriesInstructions;
  }

  /** True when the call's texts are known; a redacted text can be judged. */
  public static boolean readable(GenAiSpan span) {
    return span.call()
        .map(ModelCall::content)
        .filter(c -> c.state() == ContentState.FULL || c.state() == ContentState.REDACTED)
        .isPresent();
  }

  /** The same as {@link #meets} on the call's texts, without taking them out. */
  public static boolean wouldMeet(GenAiSpan span, Set<Need> needs) {
    Content content = span.call().orElseThrow().content();
    return needs.stream()
        .allMatch(need ->
            switch (need) {
              case USER_TEXT -> !content.inputText().isBlank();
              case REPLY_TEXT -> !content.outputText().isBlank();
              case SYSTEM -> !content.system().isBlank();
              case RETRIEVED ->
                  !content.documents().isEmpty()
                      || !span.retrieved().isEmpty()
                      || content.input().stream()
                          .flatMap(message -> message.parts().stream())
                          .anyMatch(Part.ToolResult.class::isInstance);
              case TOOL_SCHEMAS -> !content.toolsJson().isBlank();
              case TOOL_CALLS -> !content.toolCalls().isEmpty();
              case PREV_TURN -> content.input().size() > 1;
              case EMBEDDING, TIMES, USAGE -> false;
            });
  }

  /**
   * Takes the texts out of a call.
   *
   * @param scores the call's inline scores; injection found there makes a judge's answer doubtful
   */
  public static JudgeInput of(GenAiSpan span, List<Score> scores) {
    ModelCall call = span.call().orElseThrow();
    Content content = call.content();
    EnumMap<Source, Excerpt> texts = new EnumMap<>(Source.class);
    put(texts, Source.SYSTEM, content.system());
    put(texts, Source.HISTORY, history(content.input()));
    put(texts, Source.USER, content.inputText());
    List<Document> documents =
        content.documents().isEmpty() ? span.retrieved() : content.documents();
    put(texts, Source.DOCUMENTS, documents(documents));
    put(texts, Source.TOOLS, content.toolsJson());
    put(texts, Source.TOOL_RESULTS, toolResults(content.input()));
    put(texts, Source.TOOL_CALLS, toolCalls(content.toolCalls()));
    put(texts, Source.REASONING, content.reasoningText());
    put(texts, Source.REPLY, content.outputText());
    boolean instructions =
        scores.stream()
            .anyMatch(score ->
                INJECTION.contains(score.dimension())
                    && score.status() == ScoreStatus.OK
                    && score.value().orElse(0) >= 0.5);
    return new JudgeInput(texts, call.model(), call.provider(), instructions);
  }

  /** A question and its reply, for probes and canaries. */
  public static JudgeInput of(Map<Source, String> given) {
    EnumMap<Source, Excerpt> texts = new EnumMap<>(Source.class);
    given.forEach((source, text) -> put(texts, source, text));
    return new JudgeInput(texts, "", "", false);
  }

  /** The same call with another reply. */
  public JudgeInput withReply(String reply) {
    EnumMap<Source, Excerpt> changed = new EnumMap<>(Source.class);
    changed.putAll(texts);
    changed.remove(Source.REPLY);
    put(changed, Source.REPLY, reply);
    return new JudgeInput(changed, subjectModel, subjectProvider, carriesInstructions);
  }

  private static void put(EnumMap<Source, Excerpt> texts, Source source, String text) {
    if (!text.isBlank()) {
      texts.put(source, Excerpt.of(text, source.maxChars()));
    }
  }

  private static String history(List<Message> input) {
    int last = input.size() - 1;
    while (last >= 0 && !input.get(last).role().equals("user")) {
      last--;
    }
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < last; i++) {
      String text = input.get(i).text();
      if (!text.isBlank()) {
        out.append(input.get(i).role()).append(": ").append(text).append('\n');
      }
    }
    return out.toString();
  }

  private static String documents(List<Document> documents) {
    StringBuilder out = new StringBuilder();
    for (Document document : documents) {
      out.append(document.content()).append("\n\n");
    }
    return out.toString();
  }

  private static String toolResults(List<Message> input) {
    StringBuilder out = new StringBuilder();
    for (Message message : input) {
      for (Part part : message.parts()) {
        if (part instanceof Part.ToolResult(_, String result)) {
          out.append(result).append('\n');
        }
      }
    }
    return out.toString();
  }

  private static String toolCalls(List<Part.ToolCall> calls) {
    StringBuilder out = new StringBuilder();
    for (Part.ToolCall call : calls) {
      out.append(call.name()).append(' ').append(call.argumentsJson()).append('\n');
    }
    return out.toString();
  }

  public boolean has(Source source) {
    return texts.containsKey(source);
  }

  Excerpt excerpt(Source source) {
    return texts.getOrDefault(source, Excerpt.of("", 1));
  }

  /** The text as shown; empty when there is none. */
  public String text(Source source) {
    return excerpt(source).text();
  }

  /** True when every need is met. Needs that are no text are not a judge's and never met. */
  public boolean meets(Set<Need> needs) {
    return needs.stream()
        .allMatch(need ->
            switch (need) {
              case USER_TEXT -> has(Source.USER);
              case REPLY_TEXT -> has(Source.REPLY);
              case SYSTEM -> has(Source.SYSTEM);
              case RETRIEVED -> has(Source.DOCUMENTS) || has(Source.TOOL_RESULTS);
              case TOOL_SCHEMAS -> has(Source.TOOLS);
              case TOOL_CALLS -> has(Source.TOOL_CALLS);
              case PREV_TURN -> has(Source.HISTORY);
              case EMBEDDING, TIMES, USAGE -> false;
            });
  }

  /** The model that is judged; empty when unknown. */
  public String subjectModel() {
    return subjectModel;
  }

  /** Whose model it is; empty when unknown. */
  public String subjectProvider() {
    return subjectProvider;
  }

  /** An injection was found in the call: a judge may have been talked round. */
  public boolean carriesInstructions() {
    return carriesInstructions;
  }

  /** Characters held. */
  public int size() {
    return texts.values().stream().mapToInt(excerpt -> excerpt.text().length()).sum();
  }
}
