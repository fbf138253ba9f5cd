// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.drift.engine;

/**
 * Where each sum stands in the row of an hour. Cell 0 of a dimension is the whole service, cell s
 * the s-th slice.
 *
 * @param dimensions watched dimensions
 * @param slices slices of the service
 * @param features columns of the adjustment, summed for the whole and each slice
 * @param inputs components of the input channel
 */
public record SumLayout(int dimensions, int slices, int features, int inputs) {
  /** Σ wω: weight of the calls, inclusion and precision together. */
  static final int WEIGHT = 0;

  /** Σ w²ω: with {@link #WEIGHT}, the information is (Σwω)²/Σw²ω. */
  static final int SQUARE = 1;

  /** Σ wω·residual. */
  static final int SUM = 2;

  /** Σ w, for effects. */
  static final int PLAIN_WEIGHT = 3;

  /** Σ w². */
  static final int PLAIN_SQUARE = 4;

  /** Σ w·residual, without precision and repeats. */
  static final int PLAIN_SUM = 5;

  private static final int PER_CELL = 6;
  private static final int PER_CHANNEL = 2;

  /** Calls of the whole service (cell 0) or a slice. */
  int calls(int cell) {
    return cell;
  }

  int behaviour(int dimension, int cell, int which) {
    return 1 + slices + (dimension * (1 + slices) + cell) * PER_CELL + which;
  }

  private int channels() {
    return behaviour(dimensions, 0, 0);
  }

  /** Number of calls (0) and sum (1) of the variance channel. */
  int variance(int dimension, int which) {
    return channels() + dimension * 2 * PER_CHANNEL + which;
  }

  /** Number of calls (0) and sum (1) of the depth channel. */
  int depth(int dimension, int which) {
    return channels() + dimension * 2 * PER_CHANNEL + PER_CHANNEL + which;
  }

  int input(int component) {
    return channels() + dimensions * 2 * PER_CHANNEL + component;
  }

  int feature(int cell, int column) {
    return input(inputs) + cell * features + column;
  }

  int width() {
    return feature(1 + slices, 0);
  }
}
