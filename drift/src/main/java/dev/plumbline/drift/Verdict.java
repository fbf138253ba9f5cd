// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.drift;

import java.time.Instant;

/**
 * One window held against its baseline.
 *
 * @param z standard score of the window's mean
 * @param out true when it is too far out and the effect matters
 */
record Verdict(Instant start, Sums sums, Baseline baseline, double z, boolean out) {}
