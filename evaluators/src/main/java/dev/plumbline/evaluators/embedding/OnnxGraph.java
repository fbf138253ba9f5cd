// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.embedding;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Chooses which values of an ONNX model's graph are its outputs, and leaves out whatever these do
 * not need: an inner layer alone makes the model that much cheaper.
 *
 * <p>Works on the protocol buffer itself (onnx.proto: {@code ModelProto.graph} is field 7; {@code
 * GraphProto.node} 1, {@code initializer} 5, {@code output} 12; {@code NodeProto.input} 1, {@code
 * output} 2; {@code TensorProto.name} 8; {@code ValueInfoProto.name} 1, {@code type} 2). Nodes with
 * inner graphs (If, Loop) are not looked into.
 */
final class OnnxGraph {
  private static final int MODEL_GRAPH = 7;
  private static final int GRAPH_NODE = 1;
  private static final int GRAPH_INITIALIZER = 5;
  private static final int GRAPH_OUTPUT = 12;
  private static final int NODE_INPUT = 1;
  private static final int NODE_OUTPUT = 2;
  private static final int TENSOR_NAME = 8;

  private OnnxGraph() {}

  /**
   * The model with these float outputs in place of its own.
   *
   * @throws IllegalArgumentException when the bytes are no model
   */
  static byte[] withOutputs(byte[] model, List<String> names) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(model.length + 1024);
    boolean found = false;
    for (Field field = first(model, 0, model.length); field != null; field = field.next(model)) {
      if (field.number == MODEL_GRAPH && field.wireType == 2) {
        byte[] graph = graph(model, field, names);
        tag(out, MODEL_GRAPH, graph.length);
        out.writeBytes(graph);
        found = true;
      } else {
        out.write(model, field.start, field.end - field.start);
      }
    }
    if (!found) {
      throw new IllegalArgumentException("no ONNX model: it has no graph");
    }
    return out.toByteArray();
  }

  private static byte[] graph(byte[] model, Field graph, List<String> names) {
    List<Field> fields = new ArrayList<>();
    for (Field field = first(model, graph.body, graph.end);
        field != null;
        field = field.next(model)) {
      fields.add(field);
    }
    Set<String> needed = needed(model, fields, names);
    ByteArrayOutputStream out = new ByteArrayOutputStream(graph.end - graph.body + 1024);
    for (Field field : fields) {
      boolean kept =
          switch (field.number) {
            case GRAPH_NODE -> texts(model, field, NODE_OUTPUT).stream().anyMatch(needed::contains);
            case GRAPH_INITIALIZER ->
                texts(model, field, TENSOR_NAME).stream().anyMatch(needed::contains);
            default -> field.number != GRAPH_OUTPUT;
          };
      if (kept) {
        out.write(model, field.start, field.end - field.start);
      }
    }
    for (String name : names) {
      byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
      // TypeProto.tensor_type (1) { elem_type (1) = FLOAT (1) }
      byte[] type = {10, 2, 8, 1};
      ByteArrayOutputStream value = new ByteArrayOutputStream();
      tag(value, 1, bytes.length);
      value.writeBytes(bytes);
      tag(value, 2, type.length);
      value.writeBytes(type);
      tag(out, GRAPH_OUTPUT, value.size());
      out.writeBytes(value.toByteArray());
    }
    return out.toByteArray();
  }

  /** Names of all values that the outputs depend on; nodes stand in the order of their running. */
  private static Set<String> needed(byte[] model, List<Field> fields, List<String> names) {
    Set<String> needed = new HashSet<>(names);
    for (Field field : fields.reversed()) {
      if (field.number == GRAPH_NODE
          && texts(model, field, NODE_OUTPUT).stream().anyMatch(needed::contains)) {
        needed.addAll(texts(model, field, NODE_INPUT));
      }
    }
    return needed;
  }

  private static List<String> texts(byte[] model, Field message, int number) {
    List<String> texts = new ArrayList<>();
    for (Field field = first(model, message.body, message.end);
        field != null;
        field = field.next(model)) {
      if (field.number == number && field.wireType == 2) {
        texts.add(new String(model, field.body, field.end - field.body, StandardCharsets.UTF_8));
      }
    }
    return texts;
  }

  private static void tag(ByteArrayOutputStream out, int number, int length) {
    out.write((number << 3) | 2);
    int rest = length;
    while (rest >= 0x80) {
      out.write((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    out.write(rest);
  }

  private static @Nullable Field first(byte[] bytes, int from, int end) {
    return from >= end ? null : Field.at(bytes, from, end);
  }

  /** One field: its tag begins at start, its content at body. */
  private record Field(int number, int wireType, int start, int body, int end, int limit) {
    static Field at(byte[] bytes, int start, int limit) {
      long[] tag = varint(bytes, start, limit);
      int wireType = (int) (tag[0] & 7);
      int at = (int) tag[1];
      int body = at;
      int end;
      switch (wireType) {
        case 0 -> end = (int) varint(bytes, at, limit)[1];
        case 1 -> end = at + 8;
        case 2 -> {
          long[] length = varint(bytes, at, limit);
          body = (int) length[1];
          end = (int) Math.min(Integer.MAX_VALUE, body + length[0]);
        }
        case 5 -> end = at + 4;
        default -> throw new IllegalArgumentException("no ONNX model: wire type " + wireType);
      }
      if (end > limit || end < start) {
        throw new IllegalArgumentException("no ONNX model: a field ends behind its message");
      }
      return new Field((int) (tag[0] >>> 3), wireType, start, body, end, limit);
    }

    @Nullable Field next(byte[] bytes) {
      return end >= limit ? null : at(bytes, end, limit);
    }

    /** Value, and the place behind it. */
    private static long[] varint(byte[] bytes, int from, int limit) {
      long value = 0;
      for (int i = from, shift = 0; i < limit && shift < 64; i++, shift += 7) {
        value |= (long) (bytes[i] & 0x7f) << shift;
        if (bytes[i] >= 0) {
          return new long[] {value, i + 1};
        }
      }
      throw new IllegalArgumentException("no ONNX model: a number has no end");
    }
  }
}
