// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators;

import dev.plumbline.model.score.Dimension;
import dev.plumbline.model.score.Scorer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Every dimension that may appear, and the profiles: the few dimensions that a kind of team acts
 * on. Immutable and thread-safe.
 */
public final class DimensionRegistry {
  private static final String PROFILES = "/profiles/profiles.json";

  private final SequencedMap<String, Dimension> dimensions = new LinkedHashMap<>();
  private final SequencedMap<String, List<String>> profiles = new LinkedHashMap<>();

  public DimensionRegistry(List<Dimension> dimensions) {
    dimensions.forEach(dimension -> this.dimensions.put(dimension.name(), dimension));
    readProfiles();
  }

  public static DimensionRegistry of(Scorer scorer) {
    return new DimensionRegistry(scorer.dimensions());
  }

  public List<Dimension> all() {
    return List.copyOf(dimensions.values());
  }

  public Optional<Dimension> find(String name) {
    return Optional.ofNullable(dimensions.get(name));
  }

  /** Names of the profiles: support, rag, agent, custom. */
  public List<String> profiles() {
    return List.copyOf(profiles.keySet());
  }

  /**
   * Dimensions of a profile, the most telling first; those that are switched off are left out.
   * Empty for a profile nobody knows.
   */
  public List<Dimension> profile(String name) {
    List<Dimension> found = new ArrayList<>();
    for (String dimension : profiles.getOrDefault(name, List.of())) {
      find(dimension).ifPresent(found::add);
    }
    return found;
  }

  private void readProfiles() {
    try (InputStream in = DimensionRegistry.class.getResourceAsStream(PROFILES)) {
      if (in == null) {
        throw new IllegalStateException(PROFILES + " is missing from the jar");
      }
      for (Map.Entry<String, JsonNode> entry : new JsonMapper().readTree(in).properties()) {
        List<String> names = new ArrayList<>();
        entry.getValue().forEach(name -> names.add(name.asString()));
        profiles.put(entry.getKey(), List.copyOf(names));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(PROFILES + " cannot be read", e);
    }
  }
}
