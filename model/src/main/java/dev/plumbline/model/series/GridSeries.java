// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.model.series;

/**
 * One series of an answer on a grid. The array is shared, not copied.
 *
 * @param labels as in the store, with the metric name; the engine drops what the function drops
 * @param values one for each evaluation time; {@link Series#STALE} where there is no value
 */
@SuppressWarnings("ArrayRecordComponent") // never compared; copying would double the memory
public record GridSeries(Labels labels, double[] values) {}
