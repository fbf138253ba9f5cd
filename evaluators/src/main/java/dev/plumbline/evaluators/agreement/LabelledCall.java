// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.agreement;

import dev.plumbline.evaluators.agreement.Agreement.Example;
import java.time.Instant;

/**
 * One call with what people and one evaluator version say about it.
 *
 * @param human mean of the raters; 0 or 1 by majority where labels are binary
 * @param weight inverse of the probability with which it was chosen
 * @param labelledAt when the last rater spoke
 */
record LabelledCall(
    String call,
    String cluster,
    double human,
    double score,
    double weight,
    long answerChars,
    Instant labelledAt) {
  Example example() {
    return new Example(cluster, human, score);
  }
}
