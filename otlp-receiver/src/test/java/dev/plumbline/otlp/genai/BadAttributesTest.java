// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.otlp.genai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.model.genai.SpanReader;
import dev.plumbline.model.genai.SpanReader.Reading;
import dev.plumbline.model.ingest.Signal;
import dev.plumbline.model.telemetry.AnyValue;
import dev.plumbline.model.telemetry.LogRecord;
import dev.plumbline.model.telemetry.Span;
import dev.plumbline.otlp.decode.DecodeLimits;
import dev.plumbline.otlp.decode.Decoded;
import dev.plumbline.otlp.decode.OtlpDecoder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Whatever the attributes hold, every span comes out and nothing is thrown. */
class BadAttributesTest {
  private static final Path FOLDER = Path.of("src/test/resources/dialects");

  private final List<Span> spans = new ArrayList<>();
  private final List<LogRecord> logs = new ArrayList<>();

  BadAttributesTest() throws IOException {
    OtlpDecoder decoder = new OtlpDecoder(DecodeLimits.DEFAULT);
    try (Stream<Path> files = Files.walk(FOLDER)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".binpb")).toList()) {
        Signal signal = file.toString().contains(".traces") ? Signal.TRACES : Signal.LOGS;
        switch (decoder.decode(signal, ByteBuffer.wrap(Files.readAllBytes(file)), 1)) {
          case Decoded.Traces traces -> spans.addAll(traces.spans());
          case Decoded.Logs records -> logs.addAll(records.records());
          case Decoded.Metrics _ -> {}
        }
      }
    }
  }

  @Test
  void mutatedCapturesAreRead() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    GenAiReader reader = Requests.reader();
    for (int round = 0; round < 120; round++) {
      if (round % 20 == 0) {
        reader = Requests.reader();
      }
      List<Span> some = new ArrayList<>();
      List<LogRecord> records = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        Span span = spans.get(random.nextInt(spans.size()));
        some.add(with(span, mutated(span.attributes(), random), random));
        records.add(mutated(logs.get(random.nextInt(logs.size())), random));
      }
      Reading reading = read(reader, some, records, seed);
      assertThat(reading.fresh()).as("seed %d", seed).hasSize(some.size());
    }
  }

  @Test
  void hugeAndDeepValuesAreRead() {
    GenAiReader reader = Requests.reader();
    Span span = spans.getFirst();
    String deep = "[".repeat(100_000);
    String nested = "{\"messages\":".repeat(90) + "1" + "}".repeat(90);
    String huge = "[{\"role\":\"user\",\"content\":\"" + "x".repeat(10 << 20) + "\"}]";
    AnyValue tree = AnyValue.of("leaf");
    for (int i = 0; i < 2_000; i++) {
      tree =
          i % 2 == 0
              ? new AnyValue.ArrayValue(List.of(tree))
              : new AnyValue.MapValue(Map.of("content", tree));
    }
    for (AnyValue value :
        List.of(AnyValue.of(deep), AnyValue.of(nested), AnyValue.of(huge), tree)) {
      Map<String, AnyValue> attributes = new LinkedHashMap<>(span.attributes());
      for (String key :
          List.of("gen_ai.input.messages", "gen_ai.output.messages", "gen_ai.tool.definitions")) {
        attributes.put(key, value);
      }
      attributes.put("gen_ai.prompt." + "0.".repeat(5_000) + "role", value);
      Reading reading = reader.read(List.of(with(span, attributes, new Random(1))), List.of());
      assertThat(reading.fresh()).hasSize(1);
    }
  }

  private static Reading read(
      SpanReader reader, List<Span> some, List<LogRecord> records, long seed) {
    try {
      return reader.read(some, records);
    } catch (RuntimeException | StackOverflowError e) {
      throw new AssertionError("seed " + seed, e);
    }
  }

  private Map<String, AnyValue> mutated(Map<String, AnyValue> attributes, Random random) {
    Map<String, AnyValue> out = new LinkedHashMap<>();
    attributes.forEach((key, value) -> {
      if (random.nextInt(10) > 0) {
        out.put(key, random.nextInt(4) == 0 ? mutated(value, random) : value);
      }
    });
    for (int i = random.nextInt(4); i > 0; i--) {
      Span other = spans.get(random.nextInt(spans.size()));
      other.attributes().entrySet().stream()
          .skip(random.nextInt(Math.max(1, other.attributes().size())))
          .findFirst()
          .ifPresent(entry -> out.put(entry.getKey(), mutated(entry.getValue(), random)));
    }
    return out;
  }

  private AnyValue mutated(AnyValue value, Random random) {
    return switch (random.nextInt(12)) {
      case 0 -> AnyValue.EmptyValue.INSTANCE;
      case 1 -> AnyValue.of(random.nextLong());
      case 2 -> AnyValue.of(random.nextBoolean() ? Double.NaN : random.nextGaussian() * 1e300);
      case 3 -> AnyValue.of(random.nextBoolean());
      case 4 -> new AnyValue.BytesValue(new byte[] {1, 2, (byte) random.nextInt()});
      case 5 -> new AnyValue.ArrayValue(List.of(value, AnyValue.EmptyValue.INSTANCE, value));
      case 6 -> new AnyValue.MapValue(Map.of("role", value, "content", value, "type", value));
      case 7 -> new AnyValue.MapValue(Map.of("message", value, "parts", value));
      case 8 -> Json.structured(value);
      case 9 -> AnyValue.of(value.asText().substring(0, value.asText().length() / 2));
      case 10 -> AnyValue.of(scrambled(value.asText(), random));
      default -> AnyValue.of("[".repeat(random.nextInt(300)) + value.asText());
    };
  }

  private static String scrambled(String text, Random random) {
    StringBuilder out = new StringBuilder(text);
    for (int i = 0; i < 3 && !out.isEmpty(); i++) {
      int at = random.nextInt(out.length());
      String odd = "{}[]\":,\\u0 \uD800x";
      out.setCharAt(at, odd.charAt(random.nextInt(odd.length())));
    }
    return out.toString();
  }

  private static Span with(Span span, Map<String, AnyValue> attributes, Random random) {
    return new Span(
        random.nextInt(3) == 0
            ? span.key()
            : new dev.plumbline.model.telemetry.SpanKey(
                random.nextBoolean()
                    ? span.key().traceId()
                    : "%032x".formatted(random.nextInt(1 << 20) + 1),
                "%016x".formatted(random.nextInt(1 << 20) + 1)),
        random.nextInt(5) == 0 ? span.key().spanId() : span.parentSpanId(),
        span.traceState(),
        random.nextInt(10) == 0 ? "" : span.name(),
        span.kind(),
        random.nextInt(10) == 0 ? 0 : span.startEpochNanos(),
        random.nextInt(10) == 0 ? Long.MAX_VALUE : span.endEpochNanos(),
        attributes,
        span.events(),
        span.links(),
        span.statusCode(),
        span.statusMessage(),
        span.resource(),
        random.nextInt(5) == 0 ? dev.plumbline.model.telemetry.Scope.EMPTY : span.scope());
  }

  private LogRecord mutated(LogRecord log, Random random) {
    return new LogRecord(
        log.epochNanos(),
        log.traceId(),
        log.spanId(),
        log.traceFlags(),
        log.severityNumber(),
        log.severityText(),
        log.eventName(),
        mutated(log.body(), random),
        mutated(log.attributes(), random),
        log.resource(),
        log.scope());
  }
}
