// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.promql.eval;

import java.util.Arrays;

/**
 * Keeps the k best of a sequence of values, the worst of them on top. The same steps as Go's {@code
 * container/heap}, so that among equal values the same ones are kept as in Prometheus. One thread.
 */
final class BoundedHeap {
  private final int[] indexes;
  private final double[] values;
  private final boolean greatest;
  private int size;

  /**
   * @param k how many to keep, at least 1
   * @param greatest whether great values are good
   */
  BoundedHeap(int k, boolean greatest) {
    this.indexes = new int[k];
    this.values = new double[k];
    this.greatest = greatest;
  }

  void offer(int index, double value) {
    if (size < indexes.length) {
      indexes[size] = index;
      values[size] = value;
      up(size++);
    } else if (isBetter(value, values[0])) {
      indexes[0] = index;
      values[0] = value;
      down();
    }
  }

  private boolean isBetter(double value, double held) {
    return (greatest ? value > held : value < held) || (Double.isNaN(held) && !Double.isNaN(value));
  }

  /** The order of the heap: NaN before everything, then the worse before the better. */
  private boolean isBefore(int a, int b) {
    if (Double.isNaN(values[a])) {
      return true;
    }
    return greatest ? values[a] < values[b] : values[a] > values[b];
  }

  private void up(int from) {
    int child = from;
    while (child > 0) {
      int parent = (child - 1) / 2;
      if (!isBefore(child, parent)) {
        return;
      }
      swap(parent, child);
      child = parent;
    }
  }

  private void down() {
    int parent = 0;
    while (true) {
      int child = 2 * parent + 1;
      if (child >= size) {
        return;
      }
      if (child + 1 < size && isBefore(child + 1, child)) {
        child++;
      }
      if (!isBefore(child, parent)) {
        return;
      }
      swap(parent, child);
      parent = child;
    }
  }

  private void swap(int a, int b) {
    int index = indexes[a];
    indexes[a] = indexes[b];
    indexes[b] = index;
    double value = values[a];
    values[a] = values[b];
    values[b] = value;
  }

  /** The indexes offered with the kept values, best first; equal values in heap order. */
  int[] bestFirst() {
    Integer[] order = new Integer[size];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, (a, b) -> compare(values[b], values[a]));
    int[] result = new int[size];
    for (int i = 0; i < size; i++) {
      result[i] = indexes[order[i]];
    }
    return result;
  }

  /** Worst first. */
  private int compare(double a, double b) {
    if (Double.isNaN(a) || Double.isNaN(b)) {
      return Boolean.compare(Double.isNaN(b), Double.isNaN(a));
    }
    if (a == b) {
      return 0;
    }
    return (a < b) == greatest ? -1 : 1;
  }
}
