// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.agreement;

/**
 * How far an evaluator agreed with labels, once measured.
 *
 * @param evaluatorVersion version and artifact hash it was measured with; another version is not
 *     proved by this record
 * @param dataSet name and part, for example {@code xstest.dev}
 * @param labels who labelled: {@code human} or {@code synthetic}
 * @param language ISO 639-1
 * @param n labelled examples
 * @param measure {@code mcc} for a binary label, {@code spearman} for a grade
 * @param low lower end of the 95 % interval
 * @param high upper end
 */
public record AgreementRecord(
    String dimension,
    String evaluatorVersion,
    String dataSet,
    String labels,
    String language,
    int n,
    String measure,
    double value,
    double low,
    double high) {
  /** The gate: enough labels, enough agreement, and surely more than little. */
  public boolean passes() {
    return GateRule.USUAL.passes(measure, n, value, low);
  }
}
