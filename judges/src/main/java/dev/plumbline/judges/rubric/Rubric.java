// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.judges.rubric;

import dev.plumbline.model.score.Dimension;
import dev.plumbline.model.score.Need;
import dev.plumbline.model.score.Polarity;
import dev.plumbline.model.score.Scale;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How one dimension is judged: a file of data with a version.
 *
 * @param id lower_snake_case
 * @param version the author's; the hash tells whether it was kept honestly
 * @param hash 12 hex characters of the SHA-256 of the file's content, white space aside
 * @param dimension name of the score
 * @param min lowest grade
 * @param max highest grade
 * @param anchors what each grade means; at least the lowest and the highest
 * @param needs without which the rubric does not apply
 * @param shows what the judge sees of the call
 * @param evidenceFrom where its quotations may come from
 */
public record Rubric(
    String id,
    String version,
    String hash,
    String dimension,
    String group,
    String description,
    Polarity polarity,
    String question,
    int min,
    int max,
    SortedMap<Integer, Anchor> anchors,
    List<String> instructions,
    Set<Need> needs,
    Set<Source> shows,
    Set<Source> evidenceFrom) {
  public Rubric {
    anchors = new TreeMap<>(anchors);
    instructions = List.copyOf(instructions);
    needs = Set.copyOf(needs);
    shows = Set.copyOf(shows);
    evidenceFrom = Set.copyOf(evidenceFrom);
  }

  /** What a grade means, and an example of it, which may be empty. */
  public record Anchor(String means, String example) {}

  /** A grade on the scale from 0 to 1. */
  public double value(int grade) {
    return (double) (grade - min) / (max - min);
  }

  /** Registry entry of the score, under the name it is published with. */
  public Dimension registered(String name) {
    return Dimension.degree(
        name, group, max - min == 1 ? Scale.BINARY : Scale.ORDINAL, polarity, false, description);
  }

  /** Part of the version tuple. */
  public String identity() {
    return id + "@" + version + "#" + hash;
  }
}
