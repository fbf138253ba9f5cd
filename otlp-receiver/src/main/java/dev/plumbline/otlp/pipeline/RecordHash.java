// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.otlp.pipeline;

import dev.plumbline.model.telemetry.AnyValue;
import dev.plumbline.model.telemetry.LogRecord;
import java.util.Arrays;
import java.util.Map;

/**
 * The identity of a log record, which OTLP gives none: a 64-bit hash over everything in it, the
 * same on every platform. FNV-1a over UTF-16 units, mixed at the end by the finaliser of
 * MurmurHash3.
 */
final class RecordHash {
  private static final long OFFSET = 0xcbf29ce484222325L;
  private static final long PRIME = 0x100000001b3L;

  private long hash = OFFSET;

  private RecordHash() {}

  static long of(LogRecord record) {
    RecordHash out = new RecordHash();
    out.add(record.epochNanos());
    out.add(record.traceId());
    out.add(record.spanId());
    out.add(((long) record.severityNumber() << 32) | record.traceFlags());
    out.add(record.severityText());
    out.add(record.eventName());
    out.add(record.body());
    out.add(record.attributes());
    out.add(record.resource().attributes());
    out.add(record.scope().name());
    out.add(record.scope().version());
    long mixed = out.hash;
    mixed = (mixed ^ (mixed >>> 33)) * 0xff51afd7ed558ccdL;
    mixed = (mixed ^ (mixed >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return mixed ^ (mixed >>> 33);
  }

  private void add(String text) {
    long h = hash;
    for (int i = 0; i < text.length(); i++) {
      h = (h ^ text.charAt(i)) * PRIME;
    }
    hash = (h ^ ((long) text.length() << 20)) * PRIME; // ("ab", "c") is not ("a", "bc")
  }

  private void add(long number) {
    hash = (hash ^ (number >>> 32)) * PRIME;
    hash = (hash ^ (number & 0xffffffffL)) * PRIME;
  }

  private void add(Map<String, AnyValue> values) {
    add(values.size());
    values.forEach((key, value) -> {
      add(key);
      add(value);
    });
  }

  private void add(AnyValue value) {
    switch (value) {
      case AnyValue.StringValue(String text) -> {
        add(1);
        add(text);
      }
      case AnyValue.BoolValue(boolean flag) -> add(flag ? 2 : 3);
      case AnyValue.IntValue(long number) -> {
        add(4);
        add(number);
      }
      case AnyValue.DoubleValue(double number) -> {
        add(5);
        add(Double.doubleToLongBits(number));
      }
      case AnyValue.BytesValue(byte[] bytes) -> {
        add(6);
        add(Arrays.hashCode(bytes));
      }
      case AnyValue.ArrayValue(var values) -> {
        add(7);
        add(values.size());
        values.forEach(this::add);
      }
      case AnyValue.MapValue(var values) -> {
        add(8);
        add(values);
      }
      case AnyValue.EmptyValue _ -> add(9);
    }
  }
}
