// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.judges;

import dev.plumbline.judges.budget.Budget;
import dev.plumbline.judges.client.ClientConfig;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * One judge.
 *
 * @param name lower_snake_case, unique; its evaluator id is {@code judge_} and the name
 * @param enabled false: it asks nothing, and only its plan is shown
 * @param rubrics ids of rubrics or panels
 * @param suffix put behind the name of each dimension, so that two judges may score the same
 * @param sampling share of the eligible calls that is judged, 0 to 1
 * @param floor share that is chosen whatever the call is, at most {@code sampling}
 * @param salt another salt chooses other calls
 * @param formatGate only calls that passed the format checks are judged
 * @param tenant segment that names the tenant
 * @param price of its own; empty: the price table's
 * @param settle how long a call waits for content that comes late
 * @param concurrency calls judged at once
 * @param queue calls that may wait
 * @param skipOwnFamily calls of models of the judge's own family are not judged
 * @param votes 1, or 3: grades near the middle are judged three times and the middle one counts
 * @param canaries pairs that the judge itself is checked on each day; 0: none
 */
public record JudgeConfig(
    String name,
    boolean enabled,
    ClientConfig client,
    List<String> rubrics,
    String suffix,
    double sampling,
    double floor,
    String salt,
    boolean formatGate,
    String tenant,
    Budget.Limits budget,
    Optional<Price> price,
    Duration settle,
    int concurrency,
    int queue,
    boolean skipOwnFamily,
    int votes,
    int canaries) {
  public JudgeConfig {
    rubrics = List.copyOf(rubrics);
  }

  /** USD for a million tokens. */
  public record Price(double inputPerMillion, double outputPerMillion) {}

  String evaluator() {
    return "judge_" + name;
  }
}
