// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.query.incidents;

import dev.plumbline.model.incident.ChangedPart;
import dev.plumbline.model.incident.Incident;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** Which incidents resemble one. */
final class Similarity {
  private Similarity() {}

  /** What two incidents may share, with its weight. */
  enum By {
    DIMENSION(3),
    CHANGED_PART(2),
    SEGMENT(2),
    SERVICE(1);

    private final int weight;

    By(int weight) {
      this.weight = weight;
    }

    String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private record Found(Incident incident, List<By> shared, List<String> parts) {
    int weight() {
      return shared.stream().mapToInt(by -> by.weight).sum() + parts.size();
    }
  }

  /**
   * The most similar first, then the last opened.
   *
   * @param by everything that must be shared; empty asks for a dimension, a segment or a changed
   *     part, since the same service alone says little
   */
  static List<IncidentJson.SimilarItem> of(
      Incident incident, List<Incident> others, List<By> by, int limit) {
    List<Found> found = new ArrayList<>();
    for (Incident other : others) {
      if (other.id().equals(incident.id())) {
        continue;
      }
      Set<String> parts = parts(incident);
      parts.retainAll(parts(other));
      List<By> shared = shared(incident, other, !parts.isEmpty());
      boolean enough =
          by.isEmpty() ? shared.stream().anyMatch(b -> b != By.SERVICE) : shared.containsAll(by);
      if (enough) {
        found.add(new Found(other, shared, List.copyOf(parts)));
      }
    }
    return found.stream()
        .sorted(
            Comparator.comparingInt(Found::weight)
                .reversed()
                .thenComparing(f -> f.incident().openedAt(), Comparator.reverseOrder())
                .thenComparing(f -> f.incident().id()))
        .limit(limit)
        .map(f ->
            new IncidentJson.SimilarItem(
                IncidentJson.Item.of(f.incident()),
                f.shared().stream().map(By::label).toList(),
                f.parts()))
        .toList();
  }

  private static List<By> shared(Incident a, Incident b, boolean parts) {
    List<By> shared = new ArrayList<>();
    if (a.dimension().equals(b.dimension())) {
      shared.add(By.DIMENSION);
    }
    if (parts) {
      shared.add(By.CHANGED_PART);
    }
    if (!a.segment().equals("all")
        && a.segment().equals(b.segment())
        && a.segmentValue().equals(b.segmentValue())) {
      shared.add(By.SEGMENT);
    }
    if (a.service().equals(b.service())) {
      shared.add(By.SERVICE);
    }
    return shared;
  }

  private static Set<String> parts(Incident incident) {
    Set<String> parts = new TreeSet<>();
    incident.changes().stream().map(ChangedPart::part).forEach(parts::add);
    return parts;
  }
}
