// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.drift.engine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The slices of a service: the frequent values of each attribute. An attribute with one value has
 * none.
 *
 * @param cells every slice, attribute by attribute
 * @param watched whether a slice had enough calls to be watched on its own
 */
public record Slices(List<Cell> cells, List<Boolean> watched) {
  /** The name under which rare and new values are pooled. */
  public static final String OTHER = "other";

  /**
   * One value of one attribute.
   *
   * @param attribute index in the schema
   */
  public record Cell(int attribute, String name, String value) {}

  /** The lists are copied. */
  public Slices {
    cells = List.copyOf(cells);
    watched = List.copyOf(watched);
  }

  static Slices learn(StreamSchema schema, List<Call> reference, EngineConfig config) {
    List<Cell> cells = new ArrayList<>();
    List<Boolean> watched = new ArrayList<>();
    for (int a = 0; a < schema.attributes().size(); a++) {
      TreeMap<String, Integer> counts = new TreeMap<>();
      for (Call call : reference) {
        counts.merge(call.segments[a], 1, Integer::sum);
      }
      List<Map.Entry<String, Integer>> frequent = new ArrayList<>(counts.entrySet());
      frequent.removeIf(e -> e.getKey().isEmpty() || e.getValue() < config.minSliceCalls());
      frequent.sort(Map.Entry.<String, Integer>comparingByValue().reversed());
      if (frequent.size() > config.maxSliceValues()) {
        frequent = frequent.subList(0, config.maxSliceValues());
      }
      int kept = frequent.stream().mapToInt(Map.Entry::getValue).sum();
      int rest = reference.size() - kept;
      if (frequent.isEmpty() || (frequent.size() == 1 && rest == 0)) {
        continue;
      }
      String name = schema.attributes().get(a);
      for (Map.Entry<String, Integer> entry : frequent) {
        cells.add(new Cell(a, name, entry.getKey()));
        watched.add(true);
      }
      if (frequent.stream().noneMatch(e -> e.getKey().equals(OTHER))) {
        cells.add(new Cell(a, name, OTHER));
        watched.add(rest >= config.minSliceCalls());
      }
    }
    return new Slices(cells, watched);
  }

  int count() {
    return cells.size();
  }

  /** Finds the slices of a call: one for each attribute that has slices. */
  Finder finder() {
    return new Finder();
  }

  /** Looks slices up by value. */
  final class Finder {
    private final List<Map<String, Integer>> byAttribute = new ArrayList<>();
    private final List<Integer> attributes = new ArrayList<>();
    private final List<Integer> others = new ArrayList<>();
    private final int[] found;

    private Finder() {
      for (int s = 0; s < cells.size(); s++) {
        Cell cell = cells.get(s);
        int at = attributes.indexOf(cell.attribute());
        if (at < 0) {
          at = attributes.size();
          attributes.add(cell.attribute());
          byAttribute.add(new HashMap<>());
          others.add(s);
        }
        byAttribute.get(at).put(cell.value(), s);
        if (cell.value().equals(OTHER)) {
          others.set(at, s);
        }
      }
      found = new int[attributes.size()];
    }

    /** The same array every time. */
    int[] of(Call call) {
      for (int i = 0; i < found.length; i++) {
        Integer s = byAttribute.get(i).get(call.segments[attributes.get(i)]);
        found[i] = s == null ? others.get(i) : s;
      }
      return found;
    }
  }
}
