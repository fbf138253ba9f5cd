// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.model.labels;

import dev.plumbline.model.alert.GateState;
import java.util.SequencedMap;

/**
 * How far the evaluator of a dimension agrees with people now, and what it may do for it.
 *
 * @param tenant empty for the deployment as a whole
 * @param labelled calls with a label, with or without a score
 * @param n of them those with a score of the version that runs now
 * @param raters people
 * @param statistics by name; what cannot be computed is left out: alpha (among raters), ceiling,
 *     mcc, kappa, tpr, tnr, tpr_cluster, tnr_cluster, spearman, kendall_tau_b, quadratic_kappa,
 *     partial_given_length, agreement_by_ceiling, ece, brier, ece_isotonic, brier_isotonic,
 *     mae_isotonic, the statistic followed by _short, _medium and _long, raw_rate, corrected_rate,
 *     raw_mean, ppi_mean
 * @param why the state is what it is, for people
 */
public record DimensionAgreement(
    String dimension,
    String tenant,
    String owner,
    String evaluator,
    String evaluatorVersion,
    String statistic,
    int labelled,
    int n,
    int positives,
    int raters,
    SequencedMap<String, Estimate> statistics,
    GateState gate,
    String why) {}
