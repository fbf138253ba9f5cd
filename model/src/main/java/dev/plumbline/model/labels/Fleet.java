// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.model.labels;

/**
 * The scores of all calls of a dimension in a stretch of time, weighted by the inverse of their
 * sampling probability.
 *
 * @param n scores
 * @param effective (Σw)²/Σw²
 * @param mean weighted
 * @param variance of single scores, weighted
 * @param shareHigh weighted share of scores of 0.5 or more
 */
public record Fleet(long n, double effective, double mean, double variance, double shareHigh) {}
