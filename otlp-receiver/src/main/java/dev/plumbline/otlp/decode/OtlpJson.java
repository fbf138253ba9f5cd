// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.otlp.decode;

import dev.plumbline.model.error.ErrorKind;
import dev.plumbline.model.error.PlumblineException;
import dev.plumbline.model.ingest.Signal;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/**
 * OTLP/JSON to OTLP protobuf, in one pass and driven by the descriptors of the OTLP messages.
 * Protobuf's own JSON mapping cannot read it: ids are hex. Unknown fields are ignored; a value of
 * the wrong type counts as not sent, so that it costs at most its span. Thread-safe.
 */
public final class OtlpJson {
  /** More levels of JSON than any attribute within the limits has; a stack overflow is far away. */
  private static final int MAX_JSON_DEPTH = 2000;

  private static final Map<String, JsonField> TRACES =
      JsonField.of(ExportTraceServiceRequest.getDescriptor());
  private static final Map<String, JsonField> LOGS =
      JsonField.of(ExportLogsServiceRequest.getDescriptor());
  private static final Map<String, JsonField> METRICS =
      JsonField.of(ExportMetricsServiceRequest.getDescriptor());

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_JSON_DEPTH)
                  .maxStringLength(Integer.MAX_VALUE) // the body itself is bounded
                  .maxNumberLength(100)
                  .build())
          .build();

  private final int maxMessageDepth;

  public OtlpJson(DecodeLimits limits) {
    // a level of nesting is at most three messages: KeyValueList, KeyValue, AnyValue
    this.maxMessageDepth = 3 * limits.maxDepth() + 20;
  }

  /**
   * Converts one request.
   *
   * @param body an Export...ServiceRequest in OTLP/JSON, UTF-8
   * @return the same request in protobuf
   * @throws PlumblineException INVALID_INPUT when the body is no JSON object, or nested too deeply
   */
  public ByteBuffer toProtobuf(Signal signal, byte[] body) {
    return toProtobuf(signal, body, 0, body.length);
  }

  ByteBuffer toProtobuf(Signal signal, byte[] body, int offset, int length) {
    Map<String, JsonField> fields =
        switch (signal) {
          case TRACES -> TRACES;
          case LOGS -> LOGS;
          case METRICS -> METRICS;
        };
    WireWriter out = new WireWriter(length);
    try (JsonParser in = FACTORY.createParser(ObjectReadContext.empty(), body, offset, length)) {
      if (in.nextToken() != JsonToken.START_OBJECT) {
        throw new PlumblineException(
            ErrorKind.INVALID_INPUT, "the body is not a JSON object of OTLP");
      }
      message(in, fields, out, 0);
      if (in.nextToken() != null) {
        throw new PlumblineException(
            ErrorKind.INVALID_INPUT, "the body goes on behind its JSON object");
      }
    } catch (JacksonException e) {
      // the parser's own message may quote the content
      var at = e.getLocation();
      throw new PlumblineException(
          ErrorKind.INVALID_INPUT,
          "the body is not valid JSON at line "
              + (at == null ? 1 : at.getLineNr())
              + ", column "
              + (at == null ? 1 : at.getColumnNr()));
    }
    return out.result();
  }

  private void message(JsonParser in, Map<String, JsonField> fields, WireWriter out, int depth) {
    while (in.nextToken() == JsonToken.PROPERTY_NAME) {
      JsonField field = fields.get(in.currentName());
      JsonToken token = in.nextToken();
      if (field == null || depth > maxMessageDepth) {
        in.skipChildren();
      } else if (token == JsonToken.START_ARRAY) {
        for (JsonToken item; (item = in.nextToken()) != JsonToken.END_ARRAY; ) {
          value(in, item, field, out, depth);
        }
      } else {
        value(in, token, field, out, depth);
      }
    }
  }

  private void value(JsonParser in, JsonToken token, JsonField field, WireWriter out, int depth) {
    if (token == JsonToken.START_OBJECT && field.kind() == JsonField.Kind.MESSAGE) {
      out.tag(field.number(), WireReader.BYTES);
      int start = out.begin();
      message(in, field.message(), out, depth + 1);
      out.end(start);
    } else if (token == JsonToken.START_OBJECT || token == JsonToken.START_ARRAY) {
      in.skipChildren();
    } else if (token != JsonToken.VALUE_NULL) {
      scalar(in, token, field, out);
    }
  }

  private static void scalar(JsonParser in, JsonToken token, JsonField field, WireWriter out) {
    String text = in.getString();
    switch (field.kind()) {
      case STRING -> {
        if (token == JsonToken.VALUE_STRING) {
          out.tag(field.number(), WireReader.BYTES);
          out.bytes(text.getBytes(StandardCharsets.UTF_8));
        }
      }
      case BYTES -> {
        out.tag(field.number(), WireReader.BYTES);
        out.bytes(base64(text));
      }
      case HEX -> {
        out.tag(field.number(), WireReader.BYTES);
        out.bytes(hex(text));
      }
      case BOOL -> {
        out.tag(field.number(), WireReader.VARINT);
        out.varint(text.equals("true") ? 1 : 0);
      }
      case VARINT -> {
        out.tag(field.number(), WireReader.VARINT);
        out.varint(integer(text, 0));
      }
      case ZIGZAG -> {
        long n = integer(text, 0);
        out.tag(field.number(), WireReader.VARINT);
        out.varint(n << 1 ^ n >> 63);
      }
      case ENUM -> {
        Integer number = field.numbers().get(text);
        out.tag(field.number(), WireReader.VARINT);
        out.varint(number != null ? number : integer(text, 0));
      }
      case FIXED64 -> {
        // what is no number must not pass for "no time": -1 is a time that is refused
        out.tag(field.number(), WireReader.FIXED64);
        out.fixed64(integer(text, -1));
      }
      case FIXED32 -> {
        out.tag(field.number(), WireReader.FIXED32);
        out.fixed32((int) integer(text, 0));
      }
      case DOUBLE -> {
        out.tag(field.number(), WireReader.FIXED64);
        out.fixed64(Double.doubleToRawLongBits(decimal(text)));
      }
      case MESSAGE -> {} // a scalar where a message belongs: not sent
    }
  }

  /** 64-bit numbers come as strings or as numbers, from some senders as 1.7e18. */
  private static long integer(String text, long fallback) {
    try {
      return text.startsWith("-") ? Long.parseLong(text) : Long.parseUnsignedLong(text);
    } catch (NumberFormatException e) {
      try {
        BigDecimal number = new BigDecimal(text);
        // a huge exponent must not be expanded
        return number.abs().compareTo(MAX_INTEGER) > 0 ? fallback : number.longValue();
      } catch (NumberFormatException e2) {
        return fallback;
      }
    }
  }

  private static final BigDecimal MAX_INTEGER = new BigDecimal(Long.MAX_VALUE);

  private static double decimal(String text) {
    try {
      return Double.parseDouble(text); // NaN and Infinity included
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }

  private static byte[] base64(String text) {
    try {
      return Base64.getDecoder().decode(text.replace('-', '+').replace('_', '/'));
    } catch (IllegalArgumentException e) {
      return new byte[0];
    }
  }

  private static byte[] hex(String text) {
    try {
      return HexFormat.of().parseHex(text);
    } catch (IllegalArgumentException e) {
      return new byte[0]; // an id that the decoder refuses
    }
  }
}
