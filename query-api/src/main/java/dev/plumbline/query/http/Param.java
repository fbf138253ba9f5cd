// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.query.http;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Function;

/**
 * One parameter of a route: how it is named, read and described.
 *
 * @param name in the query, the form body or the path
 * @param aliases other names for it
 * @param fallback text that counts when it is absent; empty when absence means something
 * @param parser throws {@link IllegalArgumentException} for text that breaks the rule
 * @param rule completes the sentence "x must be ..."
 * @param schema JSON Schema of one value
 */
public record Param<T>(
    String name,
    List<String> aliases,
    In in,
    boolean required,
    boolean repeated,
    Optional<String> fallback,
    Function<String, T> parser,
    String rule,
    String description,
    SequencedMap<String, Object> schema) {

  /** Where a parameter stands. */
  public enum In {
    QUERY,
    PATH
  }

  /** Any text; empty text counts as absent. */
  public static Param<String> text(String name, String description) {
    return optional(name, Function.identity(), "text", description, Schemas.string());
  }

  /** A part of the path. */
  public static Param<String> path(String name, String description) {
    return new Param<>(
        name,
        List.of(),
        In.PATH,
        true,
        false,
        Optional.empty(),
        Function.identity(),
        "text",
        description,
        Schemas.string());
  }

  /** A part of the path that must match a regular expression. */
  public static Param<String> path(String name, String pattern, String rule, String description) {
    SequencedMap<String, Object> schema = Schemas.string();
    schema.put("pattern", "^" + pattern + "$");
    return new Param<>(
        name,
        List.of(),
        In.PATH,
        true,
        false,
        Optional.empty(),
        text -> {
          if (!text.matches(pattern)) {
            throw new IllegalArgumentException(text);
          }
          return text;
        },
        rule,
        description,
        schema);
  }

  /** A whole number between min and max, both included. */
  public static Param<Integer> number(
      String name, int fallback, int min, int max, String description) {
    return optional(
            name,
            text -> {
              int n = Integer.parseInt(text);
              if (n < min || n > max) {
                throw new IllegalArgumentException(text);
              }
              return n;
            },
            "a whole number between " + min + " and " + max,
            description,
            Schemas.integer(min, max))
        .orElse(String.valueOf(fallback));
  }

  /** One of the names of an enum, in lower case. */
  public static <E extends Enum<E>> Param<E> choice(
      String name, Class<E> type, String description) {
    List<String> names =
        Arrays.stream(type.getEnumConstants()).map(e -> e.name().toLowerCase(Locale.ROOT)).toList();
    return optional(
        name,
        text -> Enum.valueOf(type, text.toUpperCase(Locale.ROOT)),
        "one of " + String.join(", ", names),
        description,
        Schemas.choice(names));
  }

  /** A parameter that may be absent. */
  public static <T> Param<T> optional(
      String name,
      Function<String, T> parser,
      String rule,
      String description,
      SequencedMap<String, Object> schema) {
    return new Param<>(
        name,
        List.of(),
        In.QUERY,
        false,
        false,
        Optional.empty(),
        parser,
        rule,
        description,
        schema);
  }

  /** The same with a value that counts when it is absent. */
  public Param<T> orElse(String text) {
    return new Param<>(
        name, aliases, in, false, repeated, Optional.of(text), parser, rule, description, schema);
  }

  /** The same, but it must be there. */
  public Param<T> mandatory() {
    return new Param<>(
        name, aliases, in, true, repeated, Optional.empty(), parser, rule, description, schema);
  }

  /** The same, and it may come several times. */
  public Param<T> many() {
    return new Param<>(
        name, aliases, in, required, true, fallback, parser, rule, description, schema);
  }

  /** The same under further names. */
  public Param<T> alias(String... names) {
    return new Param<>(
        name, List.of(names), in, required, repeated, fallback, parser, rule, description, schema);
  }

  boolean answersTo(String given) {
    return in == In.QUERY && (name.equals(given) || aliases.contains(given));
  }
}
