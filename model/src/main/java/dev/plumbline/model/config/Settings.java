// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.model.config;

import dev.plumbline.model.error.Checks;
import dev.plumbline.model.error.ErrorKind;
import dev.plumbline.model.error.PlumblineException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The configuration as flat keys ({@code receivers.otlp.protocols.grpc.endpoint}) with text or list
 * values. Each read is remembered with its default, each problem is collected; {@link
 * #throwIfInvalid} fails once with all of them. One thread.
 */
public final class Settings {
  private static final Pattern DURATION = Pattern.compile("(\\d{1,15})(ns|us|ms|s|m|h|d)");
  private static final Pattern BYTES = Pattern.compile("(\\d{1,15})(B|KiB|MiB|GiB|TiB)?");

  private final String source;
  private final Map<String, Object> values;
  private final TreeMap<String, String> defaults = new TreeMap<>();
  private final TreeSet<String> openMaps = new TreeSet<>();
  private final List<String> problems = new ArrayList<>();

  /**
   * @param source what the message names, for example the file
   * @param values flat key to text, or to a list of texts
   */
  public Settings(String source, Map<String, Object> values) {
    this.source = source;
    this.values = new TreeMap<>(values);
  }

  /** Settings with nothing set: every key at its default. */
  public static Settings empty() {
    return new Settings("defaults", Map.of());
  }

  public String text(String key, String fallback) {
    return read(key, fallback, fallback, "", Function.identity());
  }

  public Optional<String> text(String key) {
    String value = text(key, "");
    return value.isEmpty() ? Optional.empty() : Optional.of(value);
  }

  public Secret secret(String key) {
    return read(key, new Secret(""), "", "", Secret::new);
  }

  public boolean flag(String key, boolean fallback) {
    return read(
        key,
        fallback,
        String.valueOf(fallback),
        "must be true or false",
        text ->
            switch (text.toLowerCase(Locale.ROOT)) {
              case "true" -> true;
              case "false" -> false;
              default -> throw new IllegalArgumentException(text);
            });
  }

  /** A whole number between min and max, both included. */
  public int number(String key, int fallback, int min, int max) {
    return read(
        key,
        fallback,
        String.valueOf(fallback),
        "must be a whole number between " + min + " and " + max,
        text -> {
          int n = Integer.parseInt(text);
          Checks.inRange(key, n, min, max);
          return n;
        });
  }

  /** A number between min and max, both included. */
  public double decimal(String key, double fallback, double min, double max) {
    return read(
        key,
        fallback,
        String.valueOf(fallback),
        "must be a number between " + min + " and " + max,
        text -> {
          double n = Double.parseDouble(text);
          Checks.inRange(key, n, min, max);
          return n;
        });
  }

  public Endpoint endpoint(String key, String fallback) {
    return read(
        key,
        Endpoint.parse(fallback),
        fallback,
        "must be host:port, port 0 to 65535",
        Endpoint::parse);
  }

  public Duration duration(String key, Duration fallback) {
    return read(
        key,
        fallback,
        shown(fallback),
        "must be a duration with a unit, for example 10s",
        Settings::parseDuration);
  }

  /** A size in bytes, for example {@code 64MiB}. */
  public long bytes(String key, String fallback) {
    return read(
        key,
        parseBytes(fallback),
        fallback,
        "must be a size such as 512KiB, 64MiB or 2GiB",
        Settings::parseBytes);
  }

  public Path path(String key, String fallback) {
    return read(
        key,
        Path.of(fallback),
        fallback,
        "must be a path",
        text -> {
          try {
            return Path.of(text);
          } catch (InvalidPathException e) {
            throw new IllegalArgumentException(text, e);
          }
        });
  }

  public <E extends Enum<E>> E choice(String key, Class<E> type, E fallback) {
    String names =
        String.join(", ", Arrays.stream(type.getEnumConstants()).map(Settings::lower).toList());
    return read(
        key,
        fallback,
        lower(fallback),
        "must be one of " + names,
        text -> Enum.valueOf(type, text.toUpperCase(Locale.ROOT).replace('-', '_')));
  }

  /** A list in YAML, or comma-separated text. */
  public List<String> list(String key, List<String> fallback) {
    defaults.put(key, String.join(",", fallback));
    Object value = values.get(key);
    if (value instanceof List<?> items) {
      return items.stream().map(String::valueOf).toList();
    }
    if (value == null) {
      return fallback;
    }
    return Arrays.stream(String.valueOf(value).split(","))
        .map(String::strip)
        .filter(s -> !s.isEmpty())
        .toList();
  }

  /** All keys below {@code prefix}, which users name freely: the rest of the key to its text. */
  public SequencedMap<String, String> map(String prefix) {
    openMaps.add(prefix + ".");
    TreeMap<String, String> found = new TreeMap<>();
    values.forEach((key, value) -> {
      if (key.startsWith(prefix + ".")) {
        found.put(key.substring(prefix.length() + 1), String.valueOf(value));
      }
    });
    return found;
  }

  /** Adds a problem that only the reader of several keys together can see. */
  public void problem(String key, @Nullable Object value, String rule) {
    problems.add(key + " = " + Checks.shown(value) + ": " + rule);
  }

  /** Every key that was read so far, with its default as text. */
  public SequencedMap<String, String> knownKeys() {
    return new TreeMap<>(defaults);
  }

  /** Fails once with every problem, unknown keys included. Call when all modules have read. */
  public void throwIfInvalid() {
    List<String> all = new ArrayList<>(problems);
    for (String key : values.keySet()) {
      if (!defaults.containsKey(key) && openMaps.stream().noneMatch(key::startsWith)) {
        all.add(key + ": unknown key" + suggestion(key));
      }
    }
    if (!all.isEmpty()) {
      String head = all.size() == 1 ? "1 problem" : all.size() + " problems";
      throw new PlumblineException(
          ErrorKind.INVALID_INPUT,
          source + ": " + head + ", nothing was started\n  " + String.join("\n  ", all));
    }
  }

  public static Duration parseDuration(String text) {
    Matcher m = DURATION.matcher(text.strip());
    if (!m.matches()) {
      throw Checks.broken("duration", "must have a unit, for example 10s", text);
    }
    long n = Long.parseLong(m.group(1));
    return switch (m.group(2)) {
      case "ns" -> Duration.ofNanos(n);
      case "us" -> Duration.ofNanos(Math.multiplyExact(n, 1000L));
      case "ms" -> Duration.ofMillis(n);
      case "s" -> Duration.ofSeconds(n);
      case "m" -> Duration.ofMinutes(n);
      case "h" -> Duration.ofHours(n);
      default -> Duration.ofDays(n);
    };
  }

  private <T> T read(
      String key, T fallback, String shownFallback, String rule, Function<String, T> parser) {
    defaults.put(key, shownFallback);
    Object value = values.get(key);
    if (value == null) {
      return fallback;
    }
    String text = String.valueOf(value).strip();
    try {
      return parser.apply(text);
    } catch (IllegalArgumentException | ArithmeticException e) {
      problem(key, text, rule);
      return fallback;
    }
  }

  private String suggestion(String key) {
    String best = "";
    int bestDistance = 4;
    for (String known : defaults.keySet()) {
      int distance = editDistance(key, known);
      if (distance < bestDistance) {
        bestDistance = distance;
        best = known;
      }
    }
    return best.isEmpty() ? "" : "; did you mean " + best + "?";
  }

  private static int editDistance(String a, String b) {
    int[] row = new int[b.length() + 1];
    Arrays.setAll(row, i -> i);
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int substitution = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(substitution, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }

  private static long parseBytes(String text) {
    Matcher m = BYTES.matcher(text);
    if (!m.matches()) {
      throw Checks.broken("size", "must be a number with B, KiB, MiB, GiB or TiB", text);
    }
    int shift =
        switch (m.group(2) == null ? "B" : m.group(2)) {
          case "B" -> 0;
          case "KiB" -> 10;
          case "MiB" -> 20;
          case "GiB" -> 30;
          default -> 40;
        };
    return Math.multiplyExact(Long.parseLong(m.group(1)), 1L << shift);
  }

  private static String shown(Duration value) {
    if (value.toMillis() % 1000 != 0) {
      return value.toMillis() + "ms";
    }
    long seconds = value.toSeconds();
    if (seconds != 0 && seconds % 86_400 == 0) {
      return seconds / 86_400 + "d";
    }
    if (seconds != 0 && seconds % 3600 == 0) {
      return seconds / 3600 + "h";
    }
    return seconds != 0 && seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
