// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.otlp.decode;

import dev.plumbline.model.telemetry.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.common.v1.KeyValueList;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads attributes and log bodies within the limits. One thread. */
final class AttributeReader {
  /** Followed by the key: the encoded size in bytes of a value that was cut. */
  static final String TRUNCATED = "plumbline.truncated.";

  /** How many attributes were left out because there were too many. */
  static final String DROPPED = "plumbline.dropped_attributes";

  /** Stands for arrays and maps below the deepest level. */
  private static final AnyValue TOO_DEEP = AnyValue.of("…");

  private static final AnyValue TRUE = AnyValue.of(true);
  private static final AnyValue FALSE = AnyValue.of(false);
  private static final AnyValue EMPTY_TEXT = AnyValue.of("");
  private static final int ELEMENT_BYTES = 32;
  private static final int MAX_KEY_BYTES = 1024;

  private static final int KEY = KeyValue.KEY_FIELD_NUMBER << 3 | WireReader.BYTES;
  private static final int VALUE = KeyValue.VALUE_FIELD_NUMBER << 3 | WireReader.BYTES;
  private static final int ARRAY_ITEM = ArrayValue.VALUES_FIELD_NUMBER << 3 | WireReader.BYTES;
  private static final int MAP_ENTRY = KeyValueList.VALUES_FIELD_NUMBER << 3 | WireReader.BYTES;
  private static final int STRING = 1 << 3 | WireReader.BYTES;
  private static final int BOOL = 2 << 3 | WireReader.VARINT;
  private static final int INT = 3 << 3 | WireReader.VARINT;
  private static final int DOUBLE = 4 << 3 | WireReader.FIXED64;
  private static final int ARRAY = 5 << 3 | WireReader.BYTES;
  private static final int MAP = 6 << 3 | WireReader.BYTES;
  private static final int RAW_BYTES = 7 << 3 | WireReader.BYTES;

  private final DecodeLimits limits;
  private final StringCache cache;
  private int budget;
  private boolean cut;

  AttributeReader(DecodeLimits limits, StringCache cache) {
    this.limits = limits;
    this.cache = cache;
  }

  /** Reads the KeyValue frame that begins here into the map. A repeated key: the last one stays. */
  void readInto(WireReader in, Map<String, AnyValue> into) {
    int outer = in.enter();
    if (into.size() >= limits.maxAttributes()) {
      into.merge(DROPPED, AnyValue.of(1), AttributeReader::sum);
      in.leave(outer);
      return;
    }
    String key = "";
    int valueAt = -1;
    for (int tag; (tag = in.tag()) != 0; ) {
      if (tag == KEY) {
        key = key(in);
      } else {
        if (tag == VALUE) {
          valueAt = in.position();
        }
        in.skip(tag);
      }
    }
    AnyValue value = AnyValue.EmptyValue.INSTANCE;
    if (valueAt >= 0) {
      in.moveTo(valueAt, in.limit());
      value = value(in, key, into);
    }
    into.put(key, value);
    in.leave(outer);
  }

  /** Reads the AnyValue frame that begins here; when it is cut, says so in {@code notes}. */
  AnyValue value(WireReader in, String key, Map<String, AnyValue> notes) {
    budget = limits.maxAttributeBytes();
    cut = false;
    int before = in.position();
    AnyValue value = value(in, 0);
    if (cut) {
      notes.put(TRUNCATED + key, AnyValue.of((long) in.position() - before));
    }
    return value;
  }

  /** The AnyValue whose frame is the whole array; a cut leaves no note. */
  AnyValue message(byte[] frame) {
    budget = limits.maxAttributeBytes();
    return fields(new WireReader(frame, 0, frame.length), 0);
  }

  private AnyValue value(WireReader in, int depth) {
    int outer = in.enter();
    AnyValue value = fields(in, depth);
    in.leave(outer);
    return value;
  }

  private AnyValue fields(WireReader in, int depth) {
    AnyValue value = AnyValue.EmptyValue.INSTANCE;
    for (int tag; (tag = in.tag()) != 0; ) {
      switch (tag) {
        case STRING -> value = text(in);
        case BOOL -> value = in.varint() != 0 ? TRUE : FALSE;
        case INT -> value = AnyValue.of(in.varint());
        case DOUBLE -> value = AnyValue.of(Double.longBitsToDouble(in.fixed64()));
        case ARRAY -> value = depth < limits.maxDepth() ? array(in, depth) : tooDeep(in, tag);
        case MAP -> value = depth < limits.maxDepth() ? map(in, depth) : tooDeep(in, tag);
        case RAW_BYTES -> value = bytes(in);
        default -> in.skip(tag);
      }
    }
    return value;
  }

  private AnyValue tooDeep(WireReader in, int tag) {
    in.skip(tag);
    cut = true;
    return TOO_DEEP;
  }

  private AnyValue text(WireReader in) {
    int length = in.length();
    if (length == 0) {
      return EMPTY_TEXT;
    }
    int start = in.position();
    int kept = length;
    if (length > budget) {
      cut = true;
      kept = budget;
      while (kept > 0 && (in.buffer()[start + kept] & 0xc0) == 0x80) {
        kept--; // not between two bytes of one character
      }
    }
    budget -= kept;
    in.advance(length);
    return AnyValue.of(new String(in.buffer(), start, kept, StandardCharsets.UTF_8));
  }

  private AnyValue bytes(WireReader in) {
    int length = in.length();
    int start = in.position();
    int kept = Math.min(length, budget);
    cut |= kept < length;
    budget -= kept;
    in.advance(length);
    return new AnyValue.BytesValue(Arrays.copyOfRange(in.buffer(), start, start + kept));
  }

  private AnyValue array(WireReader in, int depth) {
    List<AnyValue> values = new ArrayList<>();
    int outer = in.enter();
    for (int tag; (tag = in.tag()) != 0; ) {
      if (tag == ARRAY_ITEM && room()) {
        values.add(value(in, depth + 1));
      } else {
        in.skip(tag);
      }
    }
    in.leave(outer);
    return new AnyValue.ArrayValue(values);
  }

  private AnyValue map(WireReader in, int depth) {
    Map<String, AnyValue> values = new LinkedHashMap<>();
    int outer = in.enter();
    for (int tag; (tag = in.tag()) != 0; ) {
      if (tag == MAP_ENTRY && room()) {
        entry(in, depth, values);
      } else {
        in.skip(tag);
      }
    }
    in.leave(outer);
    return new AnyValue.MapValue(values);
  }

  private void entry(WireReader in, int depth, Map<String, AnyValue> values) {
    String key = "";
    AnyValue value = AnyValue.EmptyValue.INSTANCE;
    int outer = in.enter();
    for (int tag; (tag = in.tag()) != 0; ) {
      switch (tag) {
        case KEY -> {
          key = key(in);
          budget -= Math.min(budget, key.length());
        }
        case VALUE -> value = value(in, depth + 1);
        default -> in.skip(tag);
      }
    }
    in.leave(outer);
    values.put(key, value);
  }

  /** Keys are names; a longer one is cut without a note. */
  private String key(WireReader in) {
    int length = in.length();
    String key = cache.get(in.buffer(), in.position(), Math.min(length, MAX_KEY_BYTES));
    in.advance(length);
    return key;
  }

  private boolean room() {
    if (budget < ELEMENT_BYTES) {
      cut = true;
      return false;
    }
    budget -= ELEMENT_BYTES;
    return true;
  }

  private static AnyValue sum(AnyValue a, AnyValue b) {
    return a instanceof AnyValue.IntValue(long x) && b instanceof AnyValue.IntValue(long y)
        ? AnyValue.of(x + y)
        : b;
  }
}
