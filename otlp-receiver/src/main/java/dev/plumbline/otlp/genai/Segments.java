// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.otlp.genai;

import dev.plumbline.model.telemetry.AnyValue;
import dev.plumbline.model.telemetry.AnyValue.MapValue;
import dev.plumbline.model.telemetry.Resource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which attribute names which segment: those of {@code dialects/vocabulary.json} and those the
 * configuration declares. One thread.
 */
final class Segments {
  private static final int MAX_CHARS = 200;

  /** A configured attribute beats every built-in one; among these, the earlier prefix. */
  private record Source(String segment, int rank) {}

  private final Map<String, Source> byKey = new HashMap<>();
  private final Map<String, Source> members = new HashMap<>();
  private final List<String> jsonKeys;
  private final Map<String, String> resourceKeys = new HashMap<>();
  private Resource lastResource = Resource.EMPTY;
  private Map<String, String> ofLastResource = Map.of();

  /**
   * @param declared segment name to attribute
   */
  Segments(Map<String, String> declared) {
    Map<String, AnyValue> file = Dialects.resource("vocabulary.json");
    List<String> prefixes = Dialects.texts(file.get("segment_prefixes"));
    if (file.get("segments") instanceof MapValue(Map<String, AnyValue> segments)) {
      segments.forEach((segment, names) -> {
        for (String name : Dialects.texts(names)) {
          for (int i = 0; i < prefixes.size(); i++) {
            byKey.putIfAbsent(prefixes.get(i) + name, new Source(segment, i + 1));
            byKey.putIfAbsent(prefixes.get(i) + camel(name), new Source(segment, i + 1));
          }
          members.put(name, new Source(segment, prefixes.size() + 2));
          members.put(camel(name), new Source(segment, prefixes.size() + 2));
        }
      });
    }
    for (String name : Dialects.texts(file.get("segment_bare"))) {
      byKey.putIfAbsent(name, new Source(name, prefixes.size() + 1));
    }
    jsonKeys = Dialects.texts(file.get("segment_json"));
    if (file.get("segment_resource") instanceof MapValue(Map<String, AnyValue> segments)) {
      segments.forEach(
          (segment, keys) -> Dialects.texts(keys).forEach(key -> resourceKeys.put(key, segment)));
    }
    declared.forEach((segment, key) -> {
      byKey.put(key, new Source(segment, 0));
      resourceKeys.put(key, segment);
    });
  }

  private static String camel(String name) {
    StringBuilder out = new StringBuilder();
    boolean upper = false;
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c == '_') {
        upper = true;
      } else {
        out.append(upper ? Character.toUpperCase(c) : c);
        upper = false;
      }
    }
    return out.toString();
  }

  /**
   * Adds what one attribute says.
   *
   * @param found segment to rank and value, the rank as one leading character
   */
  void find(String key, AnyValue value, Map<String, String> found) {
    Source source = byKey.get(key);
    if (source != null) {
      put(source, value, found);
    } else if (jsonKeys.contains(key)
        && Json.structured(value) instanceof MapValue(Map<String, AnyValue> inner)) {
      inner.forEach((name, member) -> {
        Source inside = members.get(name);
        if (inside != null) {
          put(inside, member, found);
        }
      });
    }
  }

  private static void put(Source source, AnyValue value, Map<String, String> found) {
    String text = Values.text(value).strip();
    if (text.isEmpty()) {
      return;
    }
    String ranked = (char) source.rank() + text.substring(0, Math.min(text.length(), MAX_CHARS));
    found.merge(source.segment(), ranked, (a, b) -> a.charAt(0) <= b.charAt(0) ? a : b);
  }

  /**
   * Segments without the ranks that {@link #find} leaves in front of the values.
   *
   * @param ofResource what holds where the span says nothing
   */
  static Map<String, String> plain(Map<String, String> found, Map<String, String> ofResource) {
    if (found.isEmpty()) {
      return ofResource;
    }
    Map<String, String> out = new TreeMap<>(ofResource);
    found.forEach((segment, ranked) -> out.put(segment, ranked.substring(1)));
    return out;
  }

  /** What the resource says; never changes for a resource. */
  @SuppressWarnings("ReferenceEquality") // one object for all signals of a request
  Map<String, String> of(Resource resource) {
    if (resource != lastResource) {
      Map<String, String> out = new TreeMap<>();
      resourceKeys.forEach((key, segment) -> {
        String text = resource.text(key).strip();
        if (!text.isEmpty()) {
          out.putIfAbsent(segment, text.substring(0, Math.min(text.length(), MAX_CHARS)));
        }
      });
      lastResource = resource;
      ofLastResource = out;
    }
    return ofLastResource;
  }
}
