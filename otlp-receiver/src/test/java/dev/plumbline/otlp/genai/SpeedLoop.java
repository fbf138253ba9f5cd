// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.otlp.genai;

import dev.plumbline.model.genai.SpanReader;
import dev.plumbline.model.telemetry.AnyValue;
import dev.plumbline.model.telemetry.Resource;
import dev.plumbline.model.telemetry.Scope;
import dev.plumbline.model.telemetry.Span;
import dev.plumbline.model.telemetry.SpanKey;
import dev.plumbline.model.telemetry.SpanKind;
import dev.plumbline.model.telemetry.StatusCode;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Question: how long does a plain span with about 1.4 kB of messages take to read? Not a test: run
 * its main by hand, on a quiet machine.
 */
final class SpeedLoop {
  private static final int BATCH = 500;
  private static final ThreadMXBean CPU = ManagementFactory.getThreadMXBean();

  private SpeedLoop() {}

  public static void main(String[] args) {
    int seconds = args.length > 0 ? Integer.parseInt(args[0]) : 12;
    boolean withSession = args.length > 1 && args[1].equals("session");
    GenAiReader reader =
        new GenAiReader(GenAiConfig.DEFAULT, SpanReader.History.NONE, InstantSource.system());
    Random random = new Random(42);
    long end = System.nanoTime() + seconds * 1_000_000_000L;
    long spans = 0;
    long spent = 0;
    long changed = 0;
    long spentParsing = 0;
    long parsed = 0;
    long since = System.nanoTime();
    while (System.nanoTime() < end) {
      List<Span> batch = batch(random, withSession);
      long start = CPU.getCurrentThreadCpuTime();
      changed += reader.read(batch, List.of()).changed().size();
      spent += CPU.getCurrentThreadCpuTime() - start;
      spans += BATCH;
      start = CPU.getCurrentThreadCpuTime();
      for (Span span : batch) {
        parsed += Json.parse(span.text("gen_ai.input.messages")) == null ? 0 : 1;
        parsed += Json.parse(span.text("gen_ai.output.messages")) == null ? 0 : 1;
      }
      spentParsing += CPU.getCurrentThreadCpuTime() - start;
      if (System.nanoTime() - since > 2_000_000_000L) {
        System.out.printf(
            "%.1f us/span (its JSON parsed alone: %.1f us), %d changed, %d MiB used%n",
            spent / 1e3 / spans, spentParsing / 1e3 / spans, changed, held() >> 10);
        spans = 0;
        spent = 0;
        spentParsing = 0;
        since = System.nanoTime();
      }
    }
    System.gc();
    System.out.printf("%d KiB of heap held at the end, %d parsed%n", held(), parsed);
  }

  private static long held() {
    return (Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory()) >> 10;
  }

  private static List<Span> batch(Random random, boolean withSession) {
    Map<String, AnyValue> resource = new LinkedHashMap<>();
    resource.put("service.name", AnyValue.of("shop-assistant"));
    resource.put("service.version", AnyValue.of("1.4.2"));
    resource.put("deployment.environment.name", AnyValue.of("staging"));
    Resource sender = new Resource(resource, "");
    Scope scope = new Scope("opentelemetry.instrumentation.openai_v2", "2.4b0", Map.of(), "");
    List<Span> out = new ArrayList<>(BATCH);
    long now = System.currentTimeMillis() * 1_000_000;
    for (int i = 0; i < BATCH; i++) {
      Map<String, AnyValue> attributes = new LinkedHashMap<>();
      put(attributes, "gen_ai.operation.name", "chat");
      put(attributes, "gen_ai.provider.name", "openai");
      put(attributes, "gen_ai.request.model", "gpt-4o-mini");
      put(attributes, "gen_ai.response.model", "gpt-4o-mini-2024-07-18");
      put(attributes, "gen_ai.response.id", "chatcmpl-" + Long.toHexString(random.nextLong()));
      attributes.put("gen_ai.usage.input_tokens", AnyValue.of(310));
      attributes.put("gen_ai.usage.output_tokens", AnyValue.of(42));
      attributes.put("gen_ai.usage.cache_read.input_tokens", AnyValue.of(128));
      attributes.put("gen_ai.request.temperature", AnyValue.of(0.2));
      attributes.put("gen_ai.request.max_tokens", AnyValue.of(500));
      attributes.put(
          "gen_ai.response.finish_reasons", new AnyValue.ArrayValue(List.of(AnyValue.of("stop"))));
      put(attributes, "server.address", "api.openai.com");
      attributes.put("server.port", AnyValue.of(443));
      put(attributes, "plumbline.feature", "billing");
      if (withSession) {
        put(attributes, "session.id", "sess-" + random.nextInt(5000));
        put(attributes, "user.id", "user-" + random.nextInt(5000));
      }
      put(
          attributes,
          "gen_ai.input.messages",
          "[{\"role\":\"system\",\"parts\":[{\"type\":\"text\",\"content\":\""
              + words(random, 300)
              + "\"}]},{\"role\":\"user\",\"parts\":[{\"type\":\"text\",\"content\":\""
              + words(random, 200)
              + "\"}]},{\"role\":\"assistant\",\"parts\":[{\"type\":\"text\",\"content\":\""
              + words(random, 200)
              + "\"}]},{\"role\":\"user\",\"parts\":[{\"type\":\"text\",\"content\":\""
              + words(random, 200)
              + "\"}]}]");
      put(
          attributes,
          "gen_ai.output.messages",
          "[{\"role\":\"assistant\",\"parts\":[{\"type\":\"text\",\"content\":\""
              + words(random, 300)
              + "\"}],\"finish_reason\":\"stop\"}]");
      out.add(
          new Span(
              new SpanKey(
                  "%016x%016x".formatted(random.nextLong() | 1, random.nextLong()),
                  "%016x".formatted(random.nextLong() | 1)),
              "",
              "",
              "chat gpt-4o-mini",
              SpanKind.CLIENT,
              now,
              now + 900_000_000,
              attributes,
              List.of(),
              List.of(),
              StatusCode.UNSET,
              "",
              sender,
              scope));
    }
    return out;
  }

  private static void put(Map<String, AnyValue> attributes, String key, String value) {
    attributes.put(key, AnyValue.of(value));
  }

  private static String words(Random random, int chars) {
    StringBuilder out = new StringBuilder(chars);
    while (out.length() < chars) {
      out.append("lorem ipsum dolor sit amet ".charAt(random.nextInt(27)));
    }
    return out.toString();
  }
}
