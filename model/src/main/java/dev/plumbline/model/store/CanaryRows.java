// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.model.store;

import java.time.Instant;
import java.util.List;

/** Keeps what canaries gave. Thread-safe. */
public interface CanaryRows {
  /** Stores the rows of one run; the same run may be stored again. */
  void save(String runId, List<CanaryRow> rows);

  /**
   * Mean of one dimension over the answers to one question.
   *
   * @param suite name of the set
   * @param provider openai or anthropic: the wire format
   * @param model that was asked for
   * @param promptId id and hash of the question
   * @param output first answer, cut; empty in all rows of a question but one
   */
  record CanaryRow(
      Instant at,
      String suite,
      String provider,
      String model,
      String promptId,
      String dimension,
      double value,
      String output) {}
}
