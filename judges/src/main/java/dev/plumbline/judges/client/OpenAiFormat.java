// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.judges.client;

import dev.plumbline.model.config.Secret;
import dev.plumbline.model.genai.Usage;
import java.net.URI;
import java.net.http.HttpRequest;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** OpenAI-compatible chat completions, as OpenAI, vLLM, Ollama, llama.cpp and many others speak. */
final class OpenAiFormat implements WireFormat {
  private static final String PATH = "/chat/completions";

  @Override
  public URI address(URI base) {
    String text = Addresses.withoutSlash(base);
    return text.endsWith(PATH) ? base : URI.create(text + PATH);
  }

  @Override
  public void authorize(HttpRequest.Builder request, Secret key) {
    if (!key.isEmpty()) {
      request.header("Authorization", "Bearer " + key.reveal());
    }
  }

  @Override
  public ObjectNode write(ModelRequest request, String model, Accepted accepted) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("model", model);
    ArrayNode messages = root.putArray("messages");
    if (!request.system().isEmpty()) {
      messages.addObject().put("role", "system").put("content", request.system());
    }
    for (ModelRequest.Turn turn : request.turns()) {
      messages
          .addObject()
          .put("role", turn.user() ? "user" : "assistant")
          .put("content", turn.text());
    }
    root.put(
        accepted.completionTokens() ? "max_completion_tokens" : "max_tokens",
        request.maxOutputTokens());
    if (accepted.temperature()) {
      root.put("temperature", 0);
    }
    if (accepted.seed()) {
      request.seed().ifPresent(seed -> root.put("seed", seed));
    }
    switch (request.schema().isEmpty() ? Accepted.Structure.PLAIN : accepted.structure()) {
      case SCHEMA -> {
        ObjectNode format = root.putObject("response_format").put("type", "json_schema");
        format
            .putObject("json_schema")
            .put("name", request.schemaName())
            .put("strict", true)
            .set("schema", request.schema());
      }
      case OBJECT -> root.putObject("response_format").put("type", "json_object");
      case PLAIN -> {}
    }
    return root;
  }

  @Override
  public ModelReply read(JsonNode body, String requestModel) throws MalformedAnswer {
    JsonNode choice = body.path("choices").path(0);
    JsonNode message = choice.path("message");
    if (!message.isObject()) {
      throw new MalformedAnswer("no choices[0].message");
    }
    String model = body.path("model").asString(requestModel);
    Usage usage = usage(body.path("usage"));
    String finish = choice.path("finish_reason").asString("");
    if (finish.equals("content_filter")) {
      return new ModelReply.Declined("content_filter", model, usage);
    }
    if (!message.path("refusal").asString("").isEmpty()) {
      return new ModelReply.Declined("judge_refused", model, usage);
    }
    return new ModelReply.Answered(
        text(message.path("content")),
        model,
        body.path("system_fingerprint").asString(""),
        usage,
        finish.equals("length"));
  }

  /** A string, or a list of parts of which some are text. */
  private static String text(JsonNode content) throws MalformedAnswer {
    if (content.isString()) {
      return content.stringValue();
    }
    if (content.isArray()) {
      StringBuilder out = new StringBuilder();
      for (JsonNode part : content) {
        out.append(part.path("text").asString(""));
      }
      return out.toString();
    }
    if (content.isNull() || content.isMissingNode()) {
      return "";
    }
    throw new MalformedAnswer("content is neither text nor parts");
  }

  private static Usage usage(JsonNode usage) {
    return Tokens.usage(
        Tokens.of(usage.path("prompt_tokens")),
        Tokens.of(usage.path("completion_tokens")),
        Tokens.of(usage.path("prompt_tokens_details").path("cached_tokens")),
        Tokens.of(usage.path("completion_tokens_details").path("reasoning_tokens")));
  }

  @Override
  public Accepted simpler(Accepted accepted) {
    return accepted.with(
        switch (accepted.structure()) {
          case SCHEMA -> Accepted.Structure.OBJECT;
          case OBJECT, PLAIN -> Accepted.Structure.PLAIN;
        });
  }
}
