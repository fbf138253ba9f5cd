// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.packs;

import dev.plumbline.evaluators.json.JsonTexts;
import dev.plumbline.evaluators.json.Schemas;
import dev.plumbline.evaluators.json.Schemas.Verdict;
import dev.plumbline.evaluators.packs.DataPack.Rule;
import dev.plumbline.model.error.Checks;
import dev.plumbline.model.hash.Sha256;
import dev.plumbline.model.score.Dimension;
import dev.plumbline.model.score.Evaluator;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.NullNode;

/**
 * The evaluators of a folder, one in each {@code .yaml}, {@code .yml} or {@code .json} file. A file
 * that breaks a rule keeps the version before, and is told with file, field, rule and value. Files
 * count in the order of their names: the first to name an evaluator or a dimension has it.
 * Thread-safe.
 */
public final class PackFolder {
  private static final Logger log = LoggerFactory.getLogger(PackFolder.class);
  private static final int MAX_FILES = 100;
  private static final int MAX_BYTES = 1 << 20;
  private static final JsonMapper MAPPER = new JsonMapper();

  private final Path folder;
  private final Set<String> takenIds;
  private final Set<String> takenDimensions;
  private final Schemas schemas = new Schemas();
  private Map<String, Loaded> files = new TreeMap<>();
  private volatile List<Evaluator> evaluators = List.of();
  private volatile List<String> problems = List.of();

  /**
   * What came of one file.
   *
   * @param hash of the bytes that were read last, good or bad
   */
  private record Loaded(String hash, @Nullable PackEvaluator good, String problem) {}

  /**
   * Reads nothing yet.
   *
   * @param others evaluators whose ids and dimensions no file may take
   * @param elsewhere further dimensions that no file may take
   */
  public PackFolder(Path folder, List<Evaluator> others, Set<String> elsewhere) {
    this.folder = folder;
    this.takenIds = new TreeSet<>();
    this.takenDimensions = new TreeSet<>(elsewhere);
    for (Evaluator other : others) {
      takenIds.add(other.descriptor().id());
      other.descriptor().dimensions().forEach(d -> takenDimensions.add(d.name()));
    }
  }

  /** The evaluators as of the last {@link #refresh}, in the order of their files. */
  public List<Evaluator> evaluators() {
    return evaluators;
  }

  /** What is wrong, one sentence for each file. */
  public List<String> problems() {
    return problems;
  }

  /** Looks at the folder; returns whether other evaluators are to run now. */
  public synchronized boolean refresh() {
    List<String> found = new ArrayList<>();
    Map<String, Loaded> now = new TreeMap<>();
    try {
      for (Path file : files()) {
        String name = file.getFileName().toString();
        now.put(name, load(file, files.get(name)));
      }
    } catch (IOException e) {
      found.add(folder + ": cannot be read; its evaluators stay as they are");
      tell(found);
      return false;
    }
    List<Evaluator> running = new ArrayList<>();
    Map<String, String> ids = new HashMap<>();
    Map<String, String> dimensions = new HashMap<>();
    takenIds.forEach(id -> ids.put(id, "an evaluator of Plumbline's"));
    takenDimensions.forEach(name -> dimensions.put(name, "an evaluator of Plumbline's"));
    now.forEach((name, loaded) -> {
      if (!loaded.problem().isEmpty()) {
        found.add(name + ": " + loaded.problem());
      }
      PackEvaluator good = loaded.good();
      if (good != null) {
        String clash = clash(good, ids, dimensions);
        if (clash.isEmpty()) {
          ids.put(good.descriptor().id(), name);
          dimensions.put(good.descriptor().dimensions().getFirst().name(), name);
          running.add(good);
        } else {
          found.add(name + ": " + clash);
        }
      }
    });
    files = now;
    tell(found);
    if (running.equals(evaluators)) {
      return false;
    }
    evaluators = List.copyOf(running);
    log.atInfo().addKeyValue("evaluators", running.size()).log("evaluators as data loaded");
    return true;
  }

  private void tell(List<String> found) {
    for (String problem : found) {
      if (!problems.contains(problem)) {
        log.atWarn().addKeyValue("problem", problem).log("a file of evaluators has a problem");
      }
    }
    problems = List.copyOf(found);
  }

  private static String clash(
      PackEvaluator good, Map<String, String> ids, Map<String, String> dimensions) {
    String id = good.descriptor().id();
    if (ids.containsKey(id)) {
      return message("id", "must not be that of " + ids.get(id), id);
    }
    Dimension dimension = good.descriptor().dimensions().getFirst();
    if (dimensions.containsKey(dimension.name())) {
      return message(
          "dimension",
          "must not be given by "
              + dimensions.get(dimension.name())
              + " (shadow: true tries it beside)",
          dimension.name());
    }
    return "";
  }

  private static String message(String field, String rule, String value) {
    return String.valueOf(Checks.broken(field, rule, value).getMessage());
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(
              file -> {
                String name = file.getFileName().toString();
                return !name.startsWith(".")
                    && (name.endsWith(".yaml") || name.endsWith(".yml") || name.endsWith(".json"));
              })
          .sorted()
          .limit(MAX_FILES)
          .toList();
    }
  }

  private Loaded load(Path file, @Nullable Loaded before) {
    PackEvaluator old = before == null ? null : before.good();
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(MAX_BYTES + 1);
    } catch (IOException e) {
      return new Loaded("", old, "cannot be read");
    }
    String hash = Sha256.hex(bytes, 12);
    if (before != null && before.hash().equals(hash)) {
      return before;
    }
    try {
      DataPack pack = DataPack.read(parse(file.getFileName().toString(), bytes), hash);
      if (pack.rule() instanceof Rule.Schema(String json)) {
        usable(json);
      }
      return new Loaded(hash, new PackEvaluator(pack, schemas), "");
    } catch (IllegalArgumentException e) {
      return new Loaded(hash, old, String.valueOf(e.getMessage()));
    }
  }

  private void usable(String json) {
    if (schemas.check(json, NullNode.getInstance()) instanceof Verdict.Undecided(String reason)) {
      throw Checks.broken("schema", "must be usable: " + reason, json);
    }
  }

  private static JsonNode parse(String name, byte[] bytes) {
    if (bytes.length > MAX_BYTES) {
      throw Checks.broken("file", "must be at most 1 MiB", "more");
    }
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw Checks.broken("file", "must be UTF-8", "other bytes");
    }
    if (name.endsWith(".json")) {
      return JsonTexts.parse(text)
          .orElseThrow(() -> Checks.broken("file", "must be one JSON value", first(text)));
    }
    try {
      LoadSettings settings =
          LoadSettings.builder()
              .setLabel(name)
              .setAllowDuplicateKeys(false)
              .setMaxAliasesForCollections(20)
              .setCodePointLimit(MAX_BYTES)
              .build();
      return MAPPER.valueToTree(new Load(settings).loadFromString(text));
    } catch (YamlEngineException e) {
      throw Checks.broken("file", "must be YAML", String.valueOf(e.getMessage()));
    } catch (RuntimeException | StackOverflowError e) { // odd keys, endless nesting
      throw Checks.broken("file", "must be YAML with names as keys", first(text));
    }
  }

  private static String first(String text) {
    return text.length() <= 40 ? text : text.substring(0, 40);
  }
}
