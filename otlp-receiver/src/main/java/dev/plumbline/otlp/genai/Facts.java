// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.otlp.genai;

import dev.plumbline.model.genai.CallError;
import dev.plumbline.model.genai.Content;
import dev.plumbline.model.genai.Document;
import dev.plumbline.model.genai.FinishReason;
import dev.plumbline.model.genai.GenAiKind;
import dev.plumbline.model.genai.ToolRun;
import dev.plumbline.model.genai.Usage;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * What one span and its own logs say, before its trace and its conversation add to it. Filled by
 * {@link FactsReader}, then only read. Unset text is empty.
 */
final class Facts {
  String dialect = "";
  GenAiKind kind = GenAiKind.OTHER;

  /** Set for spans that look like a call to a model; empty for all others. */
  String operation = "";

  String provider = "";
  String requestModel = "";
  String responseModel = "";
  String responseId = "";
  Usage usage = Usage.MISSING;
  OptionalDouble costUsd = OptionalDouble.empty();
  Optional<FinishReason> finish = Optional.empty();
  boolean streaming;
  OptionalDouble ttftMs = OptionalDouble.empty();
  Optional<CallError> error = Optional.empty();

  String conversationId = "";
  String userId = "";
  String promptName = "";
  String promptVersion = "";
  String agentName = "";
  String environment = "";
  String appVersion = "";
  Map<String, String> segments = Map.of();
  String outputSchema = "";
  boolean jsonRequested;

  @Nullable ToolRun tool;
  List<Document> documents = List.of();

  /** Dropped when the span has been handed on; read again from the span when it is needed. */
  @Nullable Content content;

  boolean hasContent;

  /** Turns of the user in the input; -1 when the messages are not known. */
  int userTurns = -1;

  /** The last message is of the user: the call answers a new turn, not a tool. */
  boolean answersUser;

  /** Hash of the conversation up to and including the answer; 0 when there is no content. */
  long historyHash;

  /** Hashes of the input up to each answer in it, the longest first. */
  long[] prefixes = NO_PREFIXES;

  static final long[] NO_PREFIXES = {};

  boolean isCall() {
    return !operation.isEmpty();
  }

  boolean sameIdsAs(Facts other) {
    return conversationId.equals(other.conversationId)
        && userId.equals(other.userId)
        && promptName.equals(other.promptName)
        && promptVersion.equals(other.promptVersion)
        && agentName.equals(other.agentName)
        && segments.equals(other.segments);
  }

  boolean sameModelAs(Facts other) {
    return (!requestModel.isEmpty() && requestModel.equals(other.requestModel))
        || (!responseModel.isEmpty() && responseModel.equals(other.responseModel));
  }
}
