// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.judges.client;

import dev.plumbline.model.config.Secret;
import dev.plumbline.model.genai.Usage;
import java.net.URI;
import java.net.http.HttpRequest;
import java.util.OptionalLong;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Anthropic messages, version 2023-06-01. Structure is asked for by a forced tool call. */
final class AnthropicFormat implements WireFormat {
  private static final String PATH = "/messages";

  @Override
  public URI address(URI base) {
    String text = Addresses.withoutSlash(base);
    if (text.endsWith(PATH)) {
      return base;
    }
    return URI.create(text + (text.endsWith("/v1") ? PATH : "/v1" + PATH));
  }

  @Override
  public void authorize(HttpRequest.Builder request, Secret key) {
    request.header("anthropic-version", "2023-06-01");
    if (!key.isEmpty()) {
      request.header("x-api-key", key.reveal());
    }
  }

  @Override
  public ObjectNode write(ModelRequest request, String model, Accepted accepted) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("model", model).put("max_tokens", request.maxOutputTokens());
    if (!request.system().isEmpty()) {
      root.put("system", request.system());
    }
    ArrayNode messages = root.putArray("messages");
    for (ModelRequest.Turn turn : request.turns()) {
      messages
          .addObject()
          .put("role", turn.user() ? "user" : "assistant")
          .put("content", turn.text());
    }
    if (accepted.temperature()) {
      root.put("temperature", 0);
    }
    if (accepted.structure() == Accepted.Structure.SCHEMA && !request.schema().isEmpty()) {
      root.putArray("tools")
          .addObject()
          .put("name", request.schemaName())
          .put("description", "Takes the finished verdict.")
          .set("input_schema", request.schema());
      root.putObject("tool_choice").put("type", "tool").put("name", request.schemaName());
    }
    return root;
  }

  @Override
  public ModelReply read(JsonNode body, String requestModel) throws MalformedAnswer {
    JsonNode content = body.path("content");
    if (!content.isArray()) {
      throw new MalformedAnswer("no content");
    }
    String model = body.path("model").asString(requestModel);
    Usage usage = usage(body.path("usage"));
    String stop = body.path("stop_reason").asString("");
    if (stop.equals("refusal")) {
      return new ModelReply.Declined("judge_refused", model, usage);
    }
    StringBuilder said = new StringBuilder();
    String called = "";
    for (JsonNode block : content) {
      String type = block.path("type").asString("");
      if (type.equals("tool_use")) {
        JsonNode input = block.path("input");
        called = input.isString() ? input.stringValue() : input.toString();
      } else if (type.equals("text")) {
        said.append(block.path("text").asString(""));
      }
    }
    return new ModelReply.Answered(
        called.isEmpty() ? said.toString() : called, model, "", usage, stop.equals("max_tokens"));
  }

  /** Anthropic counts cached input apart; input here is all of it. */
  private static Usage usage(JsonNode usage) {
    OptionalLong fresh = Tokens.of(usage.path("input_tokens"));
    OptionalLong read = Tokens.of(usage.path("cache_read_input_tokens"));
    OptionalLong written = Tokens.of(usage.path("cache_creation_input_tokens"));
    OptionalLong output = Tokens.of(usage.path("output_tokens"));
    if (fresh.isEmpty()) {
      return Tokens.usage(fresh, output, read, OptionalLong.empty());
    }
    long input = fresh.getAsLong() + read.orElse(0) + written.orElse(0);
    return new Usage(
        OptionalLong.of(input), output, read, written, OptionalLong.empty(), Usage.Source.REPORTED);
  }

  @Override
  public Accepted simpler(Accepted accepted) {
    return accepted.with(Accepted.Structure.PLAIN);
  }
}
