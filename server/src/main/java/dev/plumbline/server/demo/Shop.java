// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.server.demo;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The made shop: conversations of one to four turns in four features. At {@code changeAt} the
 * vendor replaces the model behind the billing feature, and it starts to decline. One thread; the
 * same seed gives the same traffic.
 */
final class Shop {
  static final String SERVICE = "shop-assistant";
  static final String CHANGED_FEATURE = "billing";
  static final double REFUSALS_BEFORE = 0.04;
  static final double REFUSALS_AFTER = 0.45;

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final String SYSTEM =
      "You are the assistant of a web shop for outdoor and household goods. Be friendly and short.";
  private static final String TOOLS =
      """
      [{"type":"function","name":"order_status","description":"Looks up an order",\
      "parameters":{"type":"object","properties":{"order_id":{"type":"string"}},\
      "required":["order_id"],"additionalProperties":false}}]\
      """;

  private final Random random;
  private final Instant changeAt;

  Shop(long seed, Instant changeAt) {
    random = new Random(seed);
    this.changeAt = changeAt;
  }

  /** Conversations that start in an hour like this one, for all features together. */
  int conversationsPerHour(Instant hour) {
    int clock = hour.atOffset(ZoneOffset.UTC).getHour();
    double day = 1 + 0.35 * Math.sin((clock - 8) / 24.0 * 2 * Math.PI);
    return (int) Math.round(26 * day + random.nextGaussian() * 3);
  }

  /** One conversation that starts at {@code start}; every turn is a trace of its own. */
  void conversation(OtlpJson out, Instant start) {
    String feature =
        random.nextDouble() < 0.35 ? CHANGED_FEATURE : Texts.pick(Texts.features(), random);
    Texts.Topic topic = Texts.topic(feature, random);
    String conversation = "conv-" + hex(12);
    Map<String, Object> user = user();
    List<ObjectNode> history = new ArrayList<>();
    int turns = 1 + Math.min(3, (int) Math.abs(random.nextGaussian() * 1.2));
    Instant at = start;
    boolean refused = false;
    for (int turn = 1; turn <= turns; turn++) {
      String question;
      String answer;
      if (turn == 1) {
        question = Texts.fill(Texts.pick(topic.questions(), random), random);
        answer = Texts.fill(Texts.pick(topic.answers(), random), random);
      } else if (refused || random.nextDouble() < 0.08) {
        question = Texts.fill(Texts.correction(random), random);
        answer = Texts.fill(Texts.pick(topic.answers(), random), random);
      } else if (turn == turns) {
        question = Texts.thanks(random);
        answer = Texts.welcome(random);
      } else {
        question = Texts.fill(Texts.pick(topic.questions(), random), random);
        answer = Texts.fill(Texts.pick(topic.answers(), random), random);
      }
      refused = random.nextDouble() < refusalRate(feature, at);
      if (refused) {
        answer = Texts.refusal(random);
      }
      history.add(message("user", question));
      at = turn(out, at, feature, topic.intent(), conversation, user, history, answer);
      history.add(message("assistant", answer));
      at = at.plusSeconds(20 + random.nextInt(70));
    }
  }

  private double refusalRate(String feature, Instant at) {
    return changed(feature, at) ? REFUSALS_AFTER : REFUSALS_BEFORE;
  }

  private boolean changed(String feature, Instant at) {
    return feature.equals(CHANGED_FEATURE) && !at.isBefore(changeAt);
  }

  private Instant turn(
      OtlpJson out,
      Instant start,
      String feature,
      String intent,
      String conversation,
      Map<String, Object> user,
      List<ObjectNode> history,
      String answer) {
    String traceId = hex(32);
    String rootId = hex(16);
    String system = SYSTEM;
    long inputTokens = tokens(system) + history.stream().mapToLong(m -> tokens(m.toString())).sum();
    long outputTokens = tokens(answer);
    boolean failed = random.nextDouble() < 0.006;
    double seconds =
        0.35 + outputTokens * 0.012 * Math.exp(random.nextGaussian() * 0.25) + (failed ? 8 : 0);
    Instant called = start.plusMillis(15 + random.nextInt(30));
    Instant answered = called.plusNanos((long) (seconds * 1e9));
    Instant end = answered.plusMillis(5 + random.nextInt(10));

    Map<String, Object> root = new LinkedHashMap<>();
    root.put("http.request.method", "POST");
    root.put("http.route", "/chat");
    root.put("session.id", conversation);
    root.putAll(user);
    out.span(traceId, rootId, "", "POST /chat", 2, nanos(start), nanos(end), root, failed);

    Map<String, Object> call = new LinkedHashMap<>();
    call.put("gen_ai.operation.name", "chat");
    call.put("gen_ai.provider.name", "openai");
    call.put("gen_ai.request.model", "gpt-4o-mini");
    call.put("gen_ai.conversation.id", conversation);
    call.put("gen_ai.prompt.name", "shop-" + feature);
    call.put("plumbline.prompt.version", "7");
    call.put("plumbline.feature", feature);
    call.put("plumbline.intent", intent);
    call.put("plumbline.language", "en");
    call.put("gen_ai.request.temperature", 0.3);
    call.put("gen_ai.system_instructions", parts(system));
    call.put("gen_ai.input.messages", messages(history));
    call.put("gen_ai.tool.definitions", TOOLS);
    if (failed) {
      call.put("error.type", random.nextBoolean() ? "RateLimitError" : "APITimeoutError");
    } else {
      call.put(
          "gen_ai.response.model",
          changed(feature, called) ? "gpt-4o-mini-2026-11-02" : "gpt-4o-mini-2024-07-18");
      call.put("gen_ai.response.id", "chatcmpl-" + hex(24));
      call.put("gen_ai.response.finish_reasons", new String[] {"stop"});
      call.put("gen_ai.usage.input_tokens", inputTokens);
      call.put("gen_ai.usage.output_tokens", outputTokens);
      call.put("gen_ai.output.messages", messages(List.of(finished(answer))));
    }
    out.span(
        traceId,
        hex(16),
        rootId,
        "chat gpt-4o-mini",
        3,
        nanos(called),
        nanos(answered),
        call,
        failed);
    return end;
  }

  private Map<String, Object> user() {
    Map<String, Object> user = new LinkedHashMap<>();
    user.put("user.id", "user-" + random.nextInt(900));
    return user;
  }

  private static ObjectNode message(String role, String text) {
    ObjectNode message = JSON.createObjectNode().put("role", role);
    message.putArray("parts").addObject().put("type", "text").put("content", text);
    return message;
  }

  private static ObjectNode finished(String text) {
    return message("assistant", text).put("finish_reason", "stop");
  }

  private static String messages(List<ObjectNode> messages) {
    ArrayNode array = JSON.createArrayNode();
    messages.forEach(array::add);
    return array.toString();
  }

  private static String parts(String text) {
    ArrayNode array = JSON.createArrayNode();
    array.addObject().put("type", "text").put("content", text);
    return array.toString();
  }

  private static long tokens(String text) {
    return Math.max(1, text.length() / 4);
  }

  private static long nanos(Instant time) {
    return Duration.between(Instant.EPOCH, time).toNanos();
  }

  private String hex(int digits) {
    StringBuilder out = new StringBuilder(digits);
    while (out.length() < digits) {
      out.append(String.format("%016x", random.nextLong()));
    }
    return out.substring(0, digits);
  }
}
