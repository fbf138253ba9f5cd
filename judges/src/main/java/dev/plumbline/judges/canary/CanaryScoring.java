// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.judges.canary;

import java.io.IOException;
import java.util.List;
import java.util.SortedMap;
import tools.jackson.databind.node.ObjectNode;

/** Scores answers as live calls are scored. */
@FunctionalInterface
public interface CanaryScoring {
  /**
   * Scores calls.
   *
   * @param calls as {@code evaluate} reads them
   * @return for each call, in order: dimension to value, of scores with status ok
   */
  List<SortedMap<String, Double>> score(List<ObjectNode> calls)
      throws IOException, InterruptedException;
}
