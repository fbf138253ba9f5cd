// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.otlp.genai;

import dev.plumbline.model.telemetry.AnyValue;
import dev.plumbline.model.telemetry.AnyValue.ArrayValue;
import dev.plumbline.model.telemetry.AnyValue.MapValue;
import dev.plumbline.model.telemetry.Span;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** All dialect tables, and which one a span speaks. One thread. */
final class Dialects {
  /** The order in which dialects are tried stands in this file. */
  private static final String INDEX = "dialects.json";

  private static final int MAX_REMEMBERED_SCOPES = 10_000;

  private final List<Recognition> recognitions = new ArrayList<>();
  private final Map<String, Dialect> byName = new HashMap<>();
  private final Map<String, Integer> keys = new HashMap<>();
  private final List<String> keyPrefixes = new ArrayList<>();
  private final List<Integer> keyPrefixRanks = new ArrayList<>();
  private final Map<String, Integer> rankOfScope = new HashMap<>();

  private record Recognition(Dialect dialect, List<String> scopes) {}

  /**
   * @param conversationKey attribute that the user configured as conversation id; empty when none
   * @param userKey attribute that the user configured as user id; empty when none
   */
  Dialects(String conversationKey, String userKey) {
    Map<String, Map<String, AnyValue>> files = new HashMap<>();
    List<String> order = texts(resource(INDEX).get("order"));
    for (String name : order) {
      files.put(name, resource(name + ".json"));
    }
    for (String name : order) {
      Map<Field, List<String>> rows = new LinkedHashMap<>();
      collect(name, files, rows, new LinkedHashSet<>());
      prepend(rows, Field.CONVERSATION_ID, conversationKey);
      prepend(rows, Field.USER_ID, userKey);
      Map<String, AnyValue> file = member(files, name);
      AnyValue sentWithRealUsage = file.get("usage_estimated_without");
      Dialect dialect =
          new Dialect(
              name,
              rows,
              Set.copyOf(texts(file.get("no_calls"))),
              sentWithRealUsage == null ? null : Field.of(sentWithRealUsage.asText()));
      byName.put(name, dialect);
      int rank = recognitions.size();
      recognitions.add(new Recognition(dialect, texts(file.get("scopes"))));
      for (String key : texts(file.get("keys"))) {
        if (key.endsWith("*")) {
          keyPrefixes.add(key.substring(0, key.length() - 1));
          keyPrefixRanks.add(rank);
        } else {
          keys.merge(key, rank, Math::min);
        }
      }
    }
  }

  private static Map<String, AnyValue> member(
      Map<String, Map<String, AnyValue>> files, String name) {
    Map<String, AnyValue> file = files.get(name);
    if (file == null) {
      throw new IllegalStateException("dialect " + name + " is not in " + INDEX);
    }
    return file;
  }

  private static void collect(
      String name,
      Map<String, Map<String, AnyValue>> files,
      Map<Field, List<String>> rows,
      Set<String> seen) {
    if (!seen.add(name)) {
      return;
    }
    Map<String, AnyValue> file = member(files, name);
    if (file.get("fields") instanceof MapValue(Map<String, AnyValue> fields)) {
      fields.forEach((label, sources) -> {
        List<String> list = rows.computeIfAbsent(Field.of(label), _ -> new ArrayList<>());
        for (String source : texts(sources)) {
          if (!list.contains(source)) {
            list.add(source);
          }
        }
      });
    }
    for (String parent : texts(file.get("extends"))) {
      collect(parent, files, rows, seen);
    }
  }

  private static void prepend(Map<Field, List<String>> rows, Field field, String key) {
    if (!key.isEmpty()) {
      rows.computeIfAbsent(field, _ -> new ArrayList<>()).addFirst(key);
    }
  }

  /** The table for attributes that every dialect shares; for spans of no known dialect. */
  Dialect common() {
    return named("common");
  }

  /** The table of the OpenTelemetry conventions; for log records. */
  Dialect otel() {
    return named("otel");
  }

  private Dialect named(String name) {
    Dialect dialect = byName.get(name);
    if (dialect == null) {
      throw new IllegalStateException("no dialect " + name);
    }
    return dialect;
  }

  /** By scope name first, then by tell-tale keys; null when the span speaks none. */
  @Nullable Dialect of(Span span) {
    int rank = rankOfScope(span.scope().name());
    if (rank >= 0) {
      return recognitions.get(rank).dialect();
    }
    int best = Integer.MAX_VALUE;
    for (String key : span.attributes().keySet()) {
      Integer exact = keys.get(key);
      if (exact != null) {
        best = Math.min(best, exact);
      } else {
        for (int i = 0; i < keyPrefixes.size(); i++) {
          if (keyPrefixRanks.get(i) < best && key.startsWith(keyPrefixes.get(i))) {
            best = keyPrefixRanks.get(i);
          }
        }
      }
    }
    return best == Integer.MAX_VALUE ? null : recognitions.get(best).dialect();
  }

  private int rankOfScope(String scope) {
    Integer known = rankOfScope.get(scope);
    if (known != null) {
      return known;
    }
    int rank = -1;
    for (int i = 0; i < recognitions.size() && rank < 0; i++) {
      for (String pattern : recognitions.get(i).scopes()) {
        if (pattern.endsWith("*")
            ? scope.startsWith(pattern.substring(0, pattern.length() - 1))
            : scope.equals(pattern)) {
          rank = i;
          break;
        }
      }
    }
    if (rankOfScope.size() < MAX_REMEMBERED_SCOPES) {
      rankOfScope.put(scope, rank);
    }
    return rank;
  }

  static List<String> texts(@Nullable AnyValue value) {
    return switch (value) {
      case null -> List.of();
      case ArrayValue(List<AnyValue> items) -> items.stream().map(AnyValue::asText).toList();
      default -> List.of(value.asText());
    };
  }

  /** A table of this package; a table that cannot be read is an error of the build. */
  static Map<String, AnyValue> resource(String name) {
    try (InputStream in = Dialects.class.getResourceAsStream("/dialects/" + name)) {
      if (in == null) {
        throw new IllegalStateException("missing resource dialects/" + name);
      }
      if (Json.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8))
          instanceof MapValue(Map<String, AnyValue> members)) {
        return members;
      }
      throw new IllegalStateException("dialects/" + name + " is no JSON object");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
