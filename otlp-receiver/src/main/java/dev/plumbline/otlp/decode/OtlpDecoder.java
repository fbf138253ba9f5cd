// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.otlp.decode;

import dev.plumbline.model.error.ErrorKind;
import dev.plumbline.model.error.PlumblineException;
import dev.plumbline.model.ingest.Signal;
import dev.plumbline.otlp.decode.WireReader.MalformedException;
import java.nio.ByteBuffer;

/**
 * Decodes OTLP export requests (protobuf). The same bytes and time of receipt always give the same
 * result. Thread-safe.
 */
public final class OtlpDecoder {
  private final DecodeLimits limits;
  private final StringCache cache = new StringCache();

  public OtlpDecoder(DecodeLimits limits) {
    this.limits = limits;
  }

  /**
   * Decodes one request.
   *
   * @param payload an Export...ServiceRequest, from position to limit; read, never changed
   * @param receivedAtEpochNanos for items without a time of their own
   * @throws PlumblineException INVALID_INPUT when the bytes outside of single items are no protobuf
   */
  public Decoded decode(Signal signal, ByteBuffer payload, long receivedAtEpochNanos) {
    AttributeReader attributes = new AttributeReader(limits, cache);
    RequestWalk walk = new RequestWalk(attributes, cache);
    WireReader in = reader(payload);
    try {
      return switch (signal) {
        case TRACES -> {
          SpanItems items = new SpanItems(limits, attributes, cache, walk, receivedAtEpochNanos);
          walk.walk(in, items);
          yield items.result();
        }
        case LOGS -> {
          LogItems items = new LogItems(attributes, cache, walk, receivedAtEpochNanos);
          walk.walk(in, items);
          yield items.result();
        }
        case METRICS -> {
          MetricItems items = new MetricItems(attributes, walk, receivedAtEpochNanos);
          walk.walk(in, items);
          yield items.result();
        }
      };
    } catch (MalformedException e) {
      throw malformed(e);
    }
  }

  /**
   * What {@link Decoded#received} will be, without decoding spans and log records.
   *
   * @throws PlumblineException INVALID_INPUT as {@link #decode}
   */
  public int count(Signal signal, ByteBuffer payload) {
    if (signal == Signal.METRICS) {
      return decode(signal, payload, 1).received();
    }
    try {
      return RequestWalk.count(reader(payload));
    } catch (MalformedException e) {
      throw malformed(e);
    }
  }

  private static PlumblineException malformed(MalformedException e) {
    return new PlumblineException(
        ErrorKind.INVALID_INPUT, "the body is no OTLP protobuf message: " + e.getMessage(), e);
  }

  private static WireReader reader(ByteBuffer payload) {
    if (payload.hasArray()) {
      return new WireReader(
          payload.array(), payload.arrayOffset() + payload.position(), payload.remaining());
    }
    byte[] copy = new byte[payload.remaining()];
    payload.duplicate().get(copy);
    return new WireReader(copy, 0, copy.length);
  }
}
