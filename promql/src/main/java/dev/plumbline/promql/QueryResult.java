// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.promql;

import java.util.List;

/**
 * The answer to a query that could be evaluated.
 *
 * @param warnings what may have made the answer wrong, in sentences
 * @param infos what the author of the query may want to know
 * @param samplesRead samples that the sources returned; {@code totalQueryableSamples} of the API
 */
public record QueryResult(
    PromqlValue value, List<String> warnings, List<String> infos, long samplesRead) {
  public QueryResult {
    warnings = List.copyOf(warnings);
    infos = List.copyOf(infos);
  }
}
