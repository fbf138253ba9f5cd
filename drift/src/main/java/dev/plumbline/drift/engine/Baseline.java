// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.drift.engine;

import java.util.List;

/**
 * All that is learned from the reference of one service.
 *
 * @param schema of its calls
 * @param firstHour of the reference, hours since 1970
 * @param endHour first hour after the reference: monitoring begins here
 * @param dropped dimensions that were constant or too rarely scored
 * @param repeats answers to questions of the reference
 * @param behaviour of adjusted residuals
 * @param plain of residuals without a question's past
 * @param spread of their absolute values
 * @param depth of their slope over turns
 * @param sliceVariance residual variance of a slice, by dimension and slice, in units of the whole
 * @param sliceKurtosis by dimension and slice
 * @param sliceJoint one for each slice
 * @param input what is asked
 * @param turnMean mean of max(0, turn − 4)
 * @param turnScales scale of the depth channel, by dimension
 * @param sliceLeverage see {@link Ridge#leverage}; for dimensions without covariates
 * @param leverage the same for dimensions with covariates
 */
@SuppressWarnings("ArrayRecordComponent") // numbers, never compared
public record Baseline(
    StreamSchema schema,
    long firstHour,
    long endHour,
    List<String> dropped,
    Features features,
    List<Adjustment> adjustments,
    Repeats repeats,
    Channel behaviour,
    Channel plain,
    Channel spread,
    Channel depth,
    double[][] sliceVariance,
    double[][] sliceKurtosis,
    List<Channel.Joint> sliceJoint,
    InputChannel input,
    double turnMean,
    double[] turnScales,
    double[][] sliceLeverage,
    double[][] leverage) {

  /** The shape of its sums. */
  public SumLayout layout() {
    return new SumLayout(
        adjustments.size(), features.slices().count(), leverage.length, input.columns().length);
  }

  String name(int dimension) {
    return schema.dimensions().get(adjustments.get(dimension).dimension());
  }
}
