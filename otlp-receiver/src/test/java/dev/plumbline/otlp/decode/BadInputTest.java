// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.otlp.decode;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.plumbline.model.error.ErrorKind;
import dev.plumbline.model.error.PlumblineException;
import dev.plumbline.model.ingest.Signal;
import dev.plumbline.model.telemetry.AnyValue;
import dev.plumbline.model.telemetry.SpanKind;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.TracesData;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BadInputTest {
  private static final long RECEIVED_AT = 1_700_000_000_000_000_000L;
  private static final long START = 1_795_000_000_000_000_000L;
  private static final DecodeLimits LIMITS = new DecodeLimits(1 << 20, 8, 32, 4);

  private final OtlpDecoder decoder = new OtlpDecoder(LIMITS);
  private final OtlpJson json = new OtlpJson(LIMITS);

  @Test
  void anyBytesDecodeOrAreInvalidInput() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 7_000; i++) {
      byte[] bytes = new byte[random.nextInt(200)];
      random.nextBytes(bytes);
      for (Signal signal : Signal.values()) {
        decodesOrIsInvalid(seed, signal, bytes);
      }
    }
  }

  @Test
  void mutatedAndTruncatedRequestsDecodeOrAreInvalidInput() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    List<Captures.Capture> captures = Captures.all();
    for (int i = 0; i < 3_000; i++) {
      Captures.Capture capture = captures.get(random.nextInt(captures.size()));
      boolean text = random.nextBoolean();
      byte[] bytes = (text ? capture.json() : capture.protobuf()).clone();
      for (int n = random.nextInt(5); n > 0 && bytes.length > 0; n--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      if (random.nextBoolean() && bytes.length > 0) {
        bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
      }
      if (text) {
        jsonDecodesOrIsInvalid(seed, capture.signal(), bytes);
      } else {
        decodesOrIsInvalid(seed, capture.signal(), bytes);
      }
    }
  }

  @Test
  void oneBrokenSpanDoesNotCostItsBatch() {
    byte[] good = span().build().toByteArray();
    byte[] broken = good.clone();
    broken[1] = 127; // the trace id's length goes beyond the span
    byte[] request = request(ByteString.copyFrom(good), ByteString.copyFrom(broken));
    Decoded.Traces traces = decode(request);
    assertThat(traces.spans()).hasSize(1);
    assertThat(traces.rejected()).isEqualTo(Map.of(RejectReason.MALFORMED, 1));
    assertThat(traces.received()).isEqualTo(2);
  }

  @Test
  void refusesSpansWithoutAnIdentity() {
    Decoded.Traces traces =
        decode(
            request(
                span(),
                span().setTraceId(ByteString.EMPTY),
                span().setTraceId(ByteString.copyFrom(new byte[16])),
                span().setTraceId(ByteString.copyFrom(new byte[] {1, 2, 3})),
                span().setSpanId(ByteString.copyFrom(new byte[8]))));
    assertThat(traces.spans()).hasSize(1);
    assertThat(traces.rejected())
        .isEqualTo(Map.of(RejectReason.TRACE_ID, 3, RejectReason.SPAN_ID, 1));
  }

  @Test
  void setsTimesRightAndSaysSo() {
    Decoded.Traces traces =
        decode(
            request(
                span().setStartTimeUnixNano(0).setEndTimeUnixNano(0),
                span().setStartTimeUnixNano(0),
                span().setEndTimeUnixNano(START - 5),
                span().setStartTimeUnixNano(Long.MAX_VALUE).setEndTimeUnixNano(Long.MAX_VALUE)));
    assertThat(traces.spans())
        .extracting(s -> s.startEpochNanos())
        .containsExactly(RECEIVED_AT, START + 10, START, Long.MAX_VALUE);
    assertThat(traces.spans()).extracting(s -> s.durationNanos()).containsExactly(0L, 0L, 0L, 0L);
    assertThat(traces.spans())
        .extracting(s -> s.text(SpanItems.ADJUSTED))
        .containsExactly("start_time,end_time", "start_time", "end_time", "");
    assertThat(traces.timedByReceipt()).isTrue();
  }

  @Test
  void refusesTimesBeyond2262() {
    Decoded.Traces traces = decode(request(span().setEndTimeUnixNano(Long.MIN_VALUE)));
    assertThat(traces.rejected()).isEqualTo(Map.of(RejectReason.TIME, 1));
  }

  @Test
  void unknownEnumValuesAreUnspecified() {
    Span.Builder span = span().setKindValue(77);
    span.getStatusBuilder().setCodeValue(-3);
    assertThat(decode(request(span)).spans().getFirst().kind()).isEqualTo(SpanKind.UNSPECIFIED);
  }

  @Test
  void cutsAHugeAttributeBetweenCharacters() {
    String text = "x" + "é".repeat(5_000_000);
    Decoded.Traces traces = decode(request(span().addAttributes(text("big", text))));
    var attributes = traces.spans().getFirst().attributes();
    assertThat(attributes.get("big")).isEqualTo(AnyValue.of("x" + "é".repeat(((1 << 20) - 1) / 2)));
    assertThat(attributes.get("plumbline.truncated.big"))
        .isInstanceOfSatisfying(
            AnyValue.IntValue.class,
            size -> assertThat(size.value()).isBetween(10_000_001L, 10_000_020L));
  }

  @Test
  void leavesOutAttributesBeyondTheLimitAndCountsThem() {
    Span.Builder span = span();
    for (int i = 0; i < 20; i++) {
      span.addAttributes(text("k" + i, "v"));
    }
    var attributes = decode(request(span)).spans().getFirst().attributes();
    assertThat(attributes)
        .hasSize(9)
        .containsEntry("plumbline.dropped_attributes", AnyValue.of(12));
  }

  @Test
  void replacesWhatIsNestedTooDeeply() {
    byte[] value = frame(1, new byte[] {'x'});
    for (int i = 0; i < 1_000; i++) {
      value = frame(5, frame(1, value)); // AnyValue.array_value, ArrayValue.values
    }
    byte[] deep = frame(9, joined(frame(1, "deep".getBytes(UTF_8)), frame(2, value)));
    byte[] request = request(ByteString.copyFrom(joined(span().build().toByteArray(), deep)));
    var cut = decode(request).spans().getFirst();
    assertThat(cut.text("deep")).isEqualTo("[".repeat(32) + "\"…\"" + "]".repeat(32));
    assertThat(cut.attributes()).containsKey("plumbline.truncated.deep");
  }

  @Test
  void deepJsonIsCutOrInvalidAndNeverOverflowsTheStack() {
    for (int depth : new int[] {10, 100, 400, 100_000}) {
      String value = "{\"arrayValue\":{\"values\":[".repeat(depth) + "]}}".repeat(depth);
      String body =
          ("{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{\"traceId\":\"%s\",\"spanId\":\"%s\","
                  + "\"startTimeUnixNano\":\"5\",\"endTimeUnixNano\":7,"
                  + "\"attributes\":[{\"key\":\"k\",\"value\":%s}]}]}]}]}")
              .formatted("0123456789abcdef0123456789ABCDEF", "0123456789abcdef", value);
      jsonDecodesOrIsInvalid(0, Signal.TRACES, body.getBytes(UTF_8));
    }
  }

  @Test
  void tolerantOfJsonThatIsWrongInOneSpan() {
    String good =
        "{\"traceId\":\"0123456789abcdef0123456789ABCDEF\",\"spanId\":\"0123456789abcdef\","
            + "\"kind\":\"SPAN_KIND_CLIENT\",\"startTimeUnixNano\":1.7e18,\"unknown\":{\"a\":[1]},"
            + "\"end_time_unix_nano\":\"1700000000000000001\",\"name\":\"ok\"}";
    String badId = "{\"traceId\":\"zz\",\"spanId\":7,\"name\":{\"not\":\"text\"}}";
    String badTime = good.replace("1.7e18", "\"yesterday\"");
    String body =
        "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[%s,%s,%s,null,3]}]}]}"
            .formatted(good, badId, badTime);
    Decoded.Traces traces =
        (Decoded.Traces)
            decoder.decode(
                Signal.TRACES, json.toProtobuf(Signal.TRACES, body.getBytes(UTF_8)), RECEIVED_AT);
    assertThat(traces.rejected()).isEqualTo(Map.of(RejectReason.TRACE_ID, 1, RejectReason.TIME, 1));
    assertThat(traces.spans())
        .singleElement()
        .satisfies(span -> {
          assertThat(span.kind()).isEqualTo(SpanKind.CLIENT);
          assertThat(span.durationNanos()).isEqualTo(1);
          assertThat(span.key().traceId()).isEqualTo("0123456789abcdef0123456789abcdef");
        });
  }

  @Test
  void errorsNeverQuoteTheContent() {
    assertThatThrownBy(() -> json.toProtobuf(Signal.TRACES, "{\"a\": secret}".getBytes(UTF_8)))
        .isInstanceOf(PlumblineException.class)
        .hasMessage("the body is not valid JSON at line 1, column 7")
        .hasNoCause();
  }

  @Test
  void textThatIsNotUtf8DoesNotRefuseTheSpan() {
    byte[] request = request(span().addAttributes(text("key", "a~~")));
    String latin = new String(request, ISO_8859_1).replace("a~~", "a\u00c3~");
    assertThat(decode(latin.getBytes(ISO_8859_1)).spans().getFirst().text("key"))
        .isEqualTo("a\ufffd~");
  }

  private void decodesOrIsInvalid(long seed, Signal signal, byte[] bytes) {
    try {
      Decoded decoded = decoder.decode(signal, ByteBuffer.wrap(bytes), RECEIVED_AT);
      assertThat(decoded.accepted()).as("seed %d", seed).isNotNegative();
      assertThat(decoder.count(signal, ByteBuffer.wrap(bytes)))
          .as("seed %d", seed)
          .isEqualTo(decoded.received());
    } catch (PlumblineException e) {
      assertThat(e.kind()).as("seed %d", seed).isEqualTo(ErrorKind.INVALID_INPUT);
    } catch (RuntimeException | StackOverflowError e) {
      throw new AssertionError("seed " + seed, e);
    }
  }

  private void jsonDecodesOrIsInvalid(long seed, Signal signal, byte[] bytes) {
    try {
      decoder.decode(signal, json.toProtobuf(signal, bytes), RECEIVED_AT);
    } catch (PlumblineException e) {
      assertThat(e.kind()).as("seed %d", seed).isEqualTo(ErrorKind.INVALID_INPUT);
    } catch (RuntimeException | StackOverflowError e) {
      throw new AssertionError("seed " + seed, e);
    }
  }

  private Decoded.Traces decode(byte[] request) {
    return (Decoded.Traces) decoder.decode(Signal.TRACES, ByteBuffer.wrap(request), RECEIVED_AT);
  }

  private static KeyValue text(String key, String value) {
    return KeyValue.newBuilder()
        .setKey(key)
        .setValue(io.opentelemetry.proto.common.v1.AnyValue.newBuilder().setStringValue(value))
        .build();
  }

  private static Span.Builder span() {
    return Span.newBuilder()
        .setTraceId(ByteString.copyFromUtf8("0123456789abcdef"))
        .setSpanId(ByteString.copyFromUtf8("01234567"))
        .setName("chat")
        .setStartTimeUnixNano(START)
        .setEndTimeUnixNano(START + 10);
  }

  private static byte[] request(Span.Builder... spans) {
    ScopeSpans.Builder scope = ScopeSpans.newBuilder();
    for (Span.Builder span : spans) {
      scope.addSpans(span);
    }
    return TracesData.newBuilder()
        .addResourceSpans(ResourceSpans.newBuilder().addScopeSpans(scope))
        .build()
        .toByteArray();
  }

  /** Spans as bytes, which need not be spans. */
  private static byte[] request(ByteString... spans) {
    byte[] scope = new byte[0];
    for (ByteString span : spans) {
      scope = joined(scope, frame(2, span.toByteArray()));
    }
    return frame(1, frame(2, scope));
  }

  private static byte[] frame(int field, byte[] body) {
    WireWriter out = new WireWriter(body.length + 8);
    out.tag(field, WireReader.BYTES);
    out.bytes(body);
    ByteBuffer result = out.result();
    byte[] bytes = new byte[result.remaining()];
    result.get(bytes);
    return bytes;
  }

  private static byte[] joined(byte[] a, byte[] b) {
    byte[] both = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, both, a.length, b.length);
    return both;
  }
}
