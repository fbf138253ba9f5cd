// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.model.score;

import dev.plumbline.model.error.Checks;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * Who an evaluator is and what it needs.
 *
 * @param id stable, lower_snake_case, unique in the process
 * @param version changes whenever the same input may give another score
 * @param artifactHash hash of the data the evaluator was built from; empty for code alone
 * @param dimensions every dimension it may give a score for
 * @param budget time for one evaluation; beyond it the rest of the call's evaluators are skipped
 */
public record EvaluatorDescriptor(
    String id,
    String version,
    String artifactHash,
    Tier tier,
    EvaluationScope scope,
    Set<Need> needs,
    List<Dimension> dimensions,
    Duration budget) {
  public EvaluatorDescriptor {
    Checks.notBlank("id", id);
    Checks.notBlank("version", version);
    needs = Set.copyOf(needs);
    dimensions = List.copyOf(dimensions);
  }
}
