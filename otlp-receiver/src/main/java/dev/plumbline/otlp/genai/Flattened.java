// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.otlp.genai;

import dev.plumbline.model.telemetry.AnyValue;
import dev.plumbline.model.telemetry.AnyValue.ArrayValue;
import dev.plumbline.model.telemetry.AnyValue.MapValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Puts a tree together from flattened keys: {@code 0.message.role} becomes the member {@code role}
 * of the member {@code message} of the first item. One thread.
 */
final class Flattened {
  private static final int MAX_DEPTH = 20;
  private static final int MAX_INDEX_DIGITS = 6;

  private final Map<String, Object> root = new LinkedHashMap<>();

  /**
   * @param key the whole key
   * @param from where the path in it begins
   */
  void add(String key, int from, AnyValue value) {
    Map<String, Object> here = root;
    int start = from;
    for (int depth = 0; depth < MAX_DEPTH; depth++) {
      int dot = key.indexOf('.', start);
      if (dot < 0 || depth == MAX_DEPTH - 1) {
        here.putIfAbsent(key.substring(start), value);
        return;
      }
      String step = key.substring(start, dot);
      Object next = here.get(step);
      if (!(next instanceof Node)) {
        next = new Node();
        here.put(step, next);
      }
      here = ((Node) next).members;
      start = dot + 1;
    }
  }

  AnyValue value() {
    return value(root);
  }

  private static AnyValue value(Map<String, Object> members) {
    if (isList(members)) {
      TreeMap<Integer, AnyValue> byIndex = new TreeMap<>();
      members.forEach((index, member) -> byIndex.put(Integer.parseInt(index), of(member)));
      return new ArrayValue(new ArrayList<>(byIndex.values()));
    }
    Map<String, AnyValue> out = new LinkedHashMap<>();
    members.forEach((name, member) -> out.put(name, of(member)));
    return new MapValue(out);
  }

  private static AnyValue of(Object member) {
    return switch (member) {
      case AnyValue leaf -> leaf;
      case Node node -> value(node.members);
      default -> throw new IllegalStateException("neither leaf nor node");
    };
  }

  private static boolean isList(Map<String, Object> members) {
    for (String name : members.keySet()) {
      if (name.isEmpty() || name.length() > MAX_INDEX_DIGITS) {
        return false;
      }
      for (int i = 0; i < name.length(); i++) {
        if (name.charAt(i) < '0' || name.charAt(i) > '9') {
          return false;
        }
      }
    }
    return !members.isEmpty();
  }

  private static final class Node {
    final Map<String, Object> members = new LinkedHashMap<>();
  }
}
