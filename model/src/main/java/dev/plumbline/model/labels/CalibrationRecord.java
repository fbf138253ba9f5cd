// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.model.labels;

import dev.plumbline.model.alert.GateState;
import java.time.Instant;
import java.util.SequencedMap;
import java.util.TreeMap;

/**
 * One measurement of an evaluator against people, and what it changed. Records are never changed.
 *
 * @param actor who or what asked for it: a name, {@code weekly}, {@code start}
 * @param owner of the dimension
 * @param tenant customer whose labels alone were used; empty for the deployment as a whole
 * @param dataSet {@code name:version} of the labels; empty when there were none
 * @param n labelled calls with a score of this version
 * @param positives those of them that people call positive (binary dimensions)
 * @param statistic that the gate reads: mcc or spearman
 * @param agreement its value with the interval; NaN when it could not be measured
 * @param statistics all the others by name
 * @param decayed the agreement fell by more than the rule allows, beyond doubt
 * @param reason why the state is what it is, for people
 */
public record CalibrationRecord(
    Instant measuredAt,
    String actor,
    String owner,
    String evaluator,
    String evaluatorVersion,
    String dimension,
    String tenant,
    String dataSet,
    int n,
    int positives,
    String statistic,
    Estimate agreement,
    SequencedMap<String, Estimate> statistics,
    GateState before,
    GateState after,
    boolean decayed,
    String reason) {
  public CalibrationRecord {
    statistics = new TreeMap<>(statistics);
  }
}
