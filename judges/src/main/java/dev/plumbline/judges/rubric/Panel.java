// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.judges.rubric;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Rubrics that are judged together, and when a call is flagged for people to look at.
 *
 * @param flag empty when nothing is flagged
 */
public record Panel(String id, String version, List<String> rubrics, Optional<Flag> flag) {
  public Panel {
    rubrics = List.copyOf(rubrics);
  }

  /**
   * When a call is flagged. Grades are raw ones.
   *
   * @param meanAtMost bound of the rounded mean over all rubrics of the panel
   * @param anyAtMost bound by rubric
   */
  public record Flag(int meanAtMost, SortedMap<String, Integer> anyAtMost) {
    public Flag {
      anyAtMost = new TreeMap<>(anyAtMost);
    }

    /**
     * Why the call is flagged.
     *
     * @param grades raw grade by rubric; rubrics without a grade are missing
     * @param all number of rubrics of the panel
     * @return empty list: not flagged; empty: cannot be said, a grade is missing
     */
    public Optional<List<String>> reasons(SortedMap<String, Integer> grades, int all) {
      TreeMap<String, String> reasons = new TreeMap<>();
      anyAtMost.forEach((rubric, bound) -> {
        Integer grade = grades.get(rubric);
        if (grade != null && grade <= bound) {
          reasons.put(rubric, rubric + " " + grade + " is at most " + bound);
        }
      });
      if (grades.size() == all) {
        long sum = grades.values().stream().mapToLong(Integer::longValue).sum();
        long mean = Math.floorDiv(2 * sum + all, 2L * all);
        if (mean <= meanAtMost) {
          reasons.put("~mean", "rounded mean " + mean + " is at most " + meanAtMost);
        }
      } else if (reasons.isEmpty()) {
        return Optional.empty();
      }
      return Optional.of(List.copyOf(reasons.values()));
    }
  }
}
