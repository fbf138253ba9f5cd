// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.model.genai;

import dev.plumbline.model.error.Checks;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * One real call to a model: chat, completion or embeddings. Aggregates on agents and doubled spans
 * are no calls.
 *
 * @param operation value of {@code gen_ai.operation.name}: chat, text_completion, embeddings, ...
 * @param provider lower case, OpenTelemetry's names; empty when unknown
 * @param requestModel empty when unknown
 * @param responseModel empty when unknown, for example after an error
 * @param responseId the provider's id; empty when unknown
 * @param reportedCostUsd what the instrumentation says it cost, in USD
 * @param finish empty when not reported
 * @param timeToFirstTokenMs milliseconds, greater than zero
 * @param errorType empty when the call succeeded
 * @param turn 1-based number of the user's turn in the conversation; empty when it cannot be known
 * @param promptVersion empty when unknown
 * @param outputSchemaJson JSON Schema that the answer was asked to follow; empty when none
 * @param jsonRequested true when the answer was asked to be JSON, with or without a schema
 */
public record ModelCall(
    String operation,
    String provider,
    String requestModel,
    String responseModel,
    String responseId,
    Usage usage,
    OptionalDouble reportedCostUsd,
    Optional<FinishReason> finish,
    boolean streaming,
    OptionalDouble timeToFirstTokenMs,
    Optional<CallError> errorType,
    OptionalInt turn,
    String promptName,
    String promptVersion,
    String outputSchemaJson,
    boolean jsonRequested,
    Content content) {
  public ModelCall {
    Checks.notBlank("operation", operation);
  }

  /** A chat of which nothing else is known. */
  public static ModelCall chat(String provider, String model, Usage usage, Content content) {
    return new ModelCall(
        "chat",
        provider,
        model,
        model,
        "",
        usage,
        OptionalDouble.empty(),
        Optional.empty(),
        false,
        OptionalDouble.empty(),
        Optional.empty(),
        OptionalInt.empty(),
        "",
        "",
        "",
        false,
        content);
  }

  /** The call with what became known of it later. */
  public ModelCall with(OptionalInt itsTurn, Content itsContent) {
    return new ModelCall(
        operation,
        provider,
        requestModel,
        responseModel,
        responseId,
        usage,
        reportedCostUsd,
        finish,
        streaming,
        timeToFirstTokenMs,
        errorType,
        itsTurn,
        promptName,
        promptVersion,
        outputSchemaJson,
        jsonRequested,
        itsContent);
  }

  public boolean embedding() {
    return operation.equals("embeddings");
  }

  /** The model that answered, or else the one asked for. */
  public String model() {
    return responseModel.isEmpty() ? requestModel : responseModel;
  }
}
