// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.server;

import dev.plumbline.model.config.Settings;
import dev.plumbline.model.error.ErrorKind;
import dev.plumbline.model.error.PlumblineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Makes {@link Settings} of the YAML file, overlaid by the environment, overlaid by {@code --set}.
 * {@code ${env:NAME:-default}} inside values is replaced as the Collector does.
 */
final class ConfigLoader {
  private static final Pattern ENV_REFERENCE =
      Pattern.compile("\\$\\{env:([A-Za-z_][A-Za-z0-9_]{0,200})(?::-([^}]{0,2000}))?}");
  private static final String ENV_PREFIX = "PLUMBLINE_";
  private static final long MAX_BYTES = 1 << 20;

  private final Map<String, String> environment;

  ConfigLoader(Map<String, String> environment) {
    this.environment = environment;
  }

  /**
   * Reads everything; nothing is checked yet but the YAML itself.
   *
   * @param assignments {@code key=value} texts of the command line
   */
  Settings load(Optional<Path> file, List<String> assignments) {
    TreeMap<String, Object> values = new TreeMap<>();
    file.ifPresent(path -> flatten("", parse(path), values));
    environment.forEach((name, value) -> {
      if (name.startsWith(ENV_PREFIX) && name.contains("__")) {
        String key = name.substring(ENV_PREFIX.length()).replace("__", ".");
        values.put(key.toLowerCase(Locale.ROOT), value);
      }
    });
    for (String assignment : assignments) {
      int equals = assignment.indexOf('=');
      if (equals <= 0) {
        throw PlumblineException.invalid("--set", "must be key=value", assignment);
      }
      values.put(assignment.substring(0, equals), assignment.substring(equals + 1));
    }
    values.replaceAll((_, value) -> substitute(value));
    return new Settings(file.map(Path::toString).orElse("configuration"), values);
  }

  private static Object parse(Path path) {
    try {
      if (Files.size(path) > MAX_BYTES) {
        throw new PlumblineException(
            ErrorKind.TOO_LARGE, path + " is larger than " + MAX_BYTES + " bytes");
      }
      LoadSettings settings =
          LoadSettings.builder()
              .setLabel(path.toString())
              .setAllowDuplicateKeys(false)
              .setMaxAliasesForCollections(20)
              .build();
      Object root = new Load(settings).loadFromString(Files.readString(path));
      return root == null ? Map.of() : root;
    } catch (IOException e) {
      throw new PlumblineException(
          ErrorKind.NOT_FOUND, "cannot read configuration file " + path, e);
    } catch (YamlEngineException e) {
      throw new PlumblineException(
          ErrorKind.INVALID_INPUT, path + " is no valid YAML: " + e.getMessage(), e);
    }
  }

  private static void flatten(String prefix, @Nullable Object node, Map<String, Object> into) {
    switch (node) {
      case Map<?, ?> map ->
          map.forEach((key, value) ->
              flatten(prefix.isEmpty() ? String.valueOf(key) : prefix + "." + key, value, into));
      case List<?> list when list.stream().noneMatch(ConfigLoader::container) ->
          into.put(prefix, list.stream().map(String::valueOf).toList());
      case List<?> list -> {
        for (int i = 0; i < list.size(); i++) {
          flatten(prefix + "." + i, list.get(i), into);
        }
      }
      case null -> {
        // a key without a value says nothing: the default holds
      }
      default -> into.put(prefix, String.valueOf(node));
    }
  }

  private static boolean container(@Nullable Object node) {
    return node instanceof Map<?, ?> || node instanceof List<?>;
  }

  private Object substitute(Object value) {
    UnaryOperator<String> expand =
        text -> {
          Matcher matcher = ENV_REFERENCE.matcher(text);
          return matcher.replaceAll(match -> {
            String fallback = match.group(2) == null ? "" : match.group(2);
            return Matcher.quoteReplacement(environment.getOrDefault(match.group(1), fallback));
          });
        };
    return value instanceof List<?> list
        ? list.stream().map(String::valueOf).map(expand).toList()
        : expand.apply(String.valueOf(value));
  }
}
