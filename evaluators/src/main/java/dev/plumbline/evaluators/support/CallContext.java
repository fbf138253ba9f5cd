// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.support;

import dev.plumbline.model.genai.Content;
import dev.plumbline.model.genai.Document;
import dev.plumbline.model.genai.Message;
import dev.plumbline.model.genai.Part;
import dev.plumbline.model.score.EvalContext;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the model had before it when it answered: messages newest first, system text, documents,
 * results and arguments of earlier tool calls. At most {@link #MAX_CHARS} are read, at most {@link
 * #MAX_PIECE} of each. One thread.
 */
public final class CallContext {
  public static final int MAX_CHARS = 32 * 1024;
  public static final int MAX_PIECE = 16 * 1024;

  private final Content content;
  private final boolean cut;
  private final boolean empty;
  private final String text;
  private @Nullable TextFacts facts;

  private CallContext(Content content) {
    this.content = content;
    Collector collector = new Collector();
    List<Message> input = content.input();
    for (int i = input.size() - 1; i >= 0; i--) {
      for (Part part : input.get(i).parts()) {
        collector.add(textOf(part));
      }
    }
    collector.add(content.system());
    for (Document document : content.documents()) {
      collector.add(document.content());
    }
    text = collector.out.toString();
    cut = collector.cut;
    empty = text.isBlank();
  }

  /** The context of a call, read once for all evaluators. */
  public static CallContext of(EvalContext in) {
    return in.shared(CallContext.class, context -> new CallContext(context.call().content()));
  }

  /** True when nothing was recorded. */
  public boolean isEmpty() {
    return empty;
  }

  /** True when more was recorded than is read. */
  public boolean isCut() {
    return cut;
  }

  public TextFacts facts() {
    TextFacts made = facts;
    if (made == null) {
      made = new TextFacts(text);
      facts = made;
    }
    return made;
  }

  /** True when the words stand anywhere in what was recorded, also in what is not read. */
  public boolean anywhere(String exact) {
    if (exact.isEmpty() || content.system().contains(exact)) {
      return true;
    }
    for (Message message : content.input()) {
      for (Part part : message.parts()) {
        if (textOf(part).contains(exact)) {
          return true;
        }
      }
    }
    return content.documents().stream().anyMatch(document -> document.content().contains(exact));
  }

  private static String textOf(Part part) {
    return switch (part) {
      case Part.Text(String text) -> text;
      case Part.Refusal(String text) -> text;
      case Part.Reasoning(String text) -> text;
      case Part.ToolCall call -> call.argumentsJson();
      case Part.ToolResult result -> result.result();
      case Part.Other(String _, String json) -> json.length() > 4096 ? "" : json;
    };
  }

  private static final class Collector {
    private final StringBuilder out = new StringBuilder();
    private boolean cut;

    void add(String piece) {
      int room = Math.min(MAX_PIECE, MAX_CHARS - out.length());
      if (piece.length() <= room) {
        out.append(piece).append('\n');
        return;
      }
      cut = true;
      if (room > 2) { // the end of a long text is as telling as its beginning
        out.append(piece, 0, room * 2 / 3).append('\n');
        out.append(piece, piece.length() - room / 3, piece.length()).append('\n');
      }
    }
  }
}
