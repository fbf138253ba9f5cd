// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.otlp.decode;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.plumbline.model.ingest.Signal;
import dev.plumbline.model.telemetry.AnyValue;
import dev.plumbline.model.telemetry.Span;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.TracesData;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CapturedRequestsTest {
  private static final long RECEIVED_AT = 1_700_000_000_000_000_000L;

  private final OtlpDecoder decoder = new OtlpDecoder(DecodeLimits.DEFAULT);
  private final OtlpJson json = new OtlpJson(DecodeLimits.DEFAULT);

  @Test
  void protobufAndJsonOfOneRequestDecodeToTheSame() {
    for (Captures.Capture capture : Captures.all()) {
      Decoded binary = decode(capture.signal(), ByteBuffer.wrap(capture.protobuf()));
      Decoded text = decode(capture.signal(), json.toProtobuf(capture.signal(), capture.json()));
      assertThat(text.toString()).as(capture.name()).isEqualTo(binary.toString());
      assertThat(binary.rejected()).as(capture.name()).isEmpty();
    }
  }

  @Test
  void countsItemsWithoutDecodingThem() {
    for (Captures.Capture capture : Captures.all()) {
      ByteBuffer payload = ByteBuffer.wrap(capture.protobuf());
      assertThat(decoder.count(capture.signal(), payload))
          .as(capture.name())
          .isEqualTo(decode(capture.signal(), payload).received());
    }
  }

  /** The generated classes of opentelemetry-proto are the reference for the own reader. */
  @Test
  void readsSpansAsTheGeneratedClassesDo() throws InvalidProtocolBufferException {
    int seen = 0;
    for (Captures.Capture capture : Captures.all()) {
      if (capture.signal() == Signal.TRACES) {
        Decoded.Traces traces =
            (Decoded.Traces) decode(Signal.TRACES, ByteBuffer.wrap(capture.protobuf()));
        List<String> expected = new ArrayList<>();
        for (var resource : TracesData.parseFrom(capture.protobuf()).getResourceSpansList()) {
          for (var scope : resource.getScopeSpansList()) {
            for (var span : scope.getSpansList()) {
              expected.add(
                  line(
                      hex(span.getTraceId()),
                      hex(span.getSpanId()),
                      hex(span.getParentSpanId()),
                      span.getName(),
                      span.getKind().name().replace("SPAN_KIND_", ""),
                      span.getStartTimeUnixNano(),
                      span.getEndTimeUnixNano(),
                      span.getStatus().getCode().name().replace("STATUS_CODE_", ""),
                      span.getStatus().getMessage(),
                      map(span.getAttributesList()),
                      span.getEventsList().stream()
                          .map(e -> e.getTimeUnixNano() + e.getName() + map(e.getAttributesList()))
                          .toList(),
                      map(resource.getResource().getAttributesList()),
                      scope.getScope().getName() + scope.getScope().getVersion()));
            }
          }
        }
        assertThat(traces.spans().stream().map(CapturedRequestsTest::line).toList())
            .as(capture.name())
            .isEqualTo(expected);
        seen += expected.size();
      }
    }
    assertThat(seen).isGreaterThan(1);
  }

  @Test
  void flattensHistogramsAsPrometheusKeepsThem() {
    byte[] request = Captures.copy("google-adk-2.13.0_all.metrics.binpb");
    Decoded.Metrics metrics = (Decoded.Metrics) decode(Signal.METRICS, ByteBuffer.wrap(request));
    assertThat(metrics.accepted()).isPositive();
    assertThat(metrics.samples())
        .anySatisfy(sample -> {
          assertThat(sample.name()).endsWith("_seconds_bucket");
          assertThat(sample.labels()).containsEntry("le", "+Inf").containsKey("job");
        })
        .allSatisfy(sample -> assertThat(sample.name()).matches("[a-zA-Z_:][a-zA-Z0-9_:]*"));
  }

  private Decoded decode(Signal signal, ByteBuffer payload) {
    return decoder.decode(signal, payload, RECEIVED_AT);
  }

  private static String line(Span span) {
    return line(
        span.key().traceId(),
        span.key().spanId(),
        span.parentSpanId(),
        span.name(),
        span.kind().name(),
        span.startEpochNanos(),
        span.endEpochNanos(),
        span.statusCode().name(),
        span.statusMessage(),
        texts(span.attributes()),
        span.events().stream().map(e -> e.epochNanos() + e.name() + texts(e.attributes())).toList(),
        texts(span.resource().attributes()),
        span.scope().name() + span.scope().version());
  }

  private static String line(Object... parts) {
    return List.of(parts).toString();
  }

  private static String hex(ByteString id) {
    return HexFormat.of().formatHex(id.toByteArray());
  }

  private static Map<String, String> texts(Map<String, AnyValue> attributes) {
    Map<String, String> texts = new LinkedHashMap<>();
    attributes.forEach((key, value) -> texts.put(key, value.asJson()));
    return texts;
  }

  private static Map<String, String> map(List<KeyValue> attributes) {
    Map<String, String> texts = new LinkedHashMap<>();
    attributes.forEach(a -> texts.put(a.getKey(), model(a.getValue()).asJson()));
    return texts;
  }

  private static AnyValue model(io.opentelemetry.proto.common.v1.AnyValue value) {
    return switch (value.getValueCase()) {
      case STRING_VALUE -> AnyValue.of(value.getStringValue());
      case BOOL_VALUE -> AnyValue.of(value.getBoolValue());
      case INT_VALUE -> AnyValue.of(value.getIntValue());
      case DOUBLE_VALUE -> AnyValue.of(value.getDoubleValue());
      case BYTES_VALUE -> new AnyValue.BytesValue(value.getBytesValue().toByteArray());
      case ARRAY_VALUE ->
          new AnyValue.ArrayValue(
              value.getArrayValue().getValuesList().stream()
                  .map(CapturedRequestsTest::model)
                  .toList());
      case KVLIST_VALUE -> {
        Map<String, AnyValue> map = new LinkedHashMap<>();
        value
            .getKvlistValue()
            .getValuesList()
            .forEach(entry -> map.put(entry.getKey(), model(entry.getValue())));
        yield new AnyValue.MapValue(map);
      }
      default -> AnyValue.EmptyValue.INSTANCE;
    };
  }
}
