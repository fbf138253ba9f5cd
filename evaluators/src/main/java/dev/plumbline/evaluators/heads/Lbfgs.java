// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.heads;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;

/**
 * Minimises a smooth convex function: limited-memory BFGS (Nocedal and Wright, Numerical
 * Optimization, 2nd ed., algorithm 7.5) with a backtracking line search. The same input gives the
 * same result.
 */
final class Lbfgs {
  private static final int MEMORY = 10;
  private static final double SUFFICIENT = 1e-4;

  private Lbfgs() {}

  /** A function and its gradient. */
  interface Objective {
    /** Returns the value at a point and writes the gradient, as long as the point. */
    double at(double[] point, double[] gradient);
  }

  @SuppressWarnings("ArrayRecordComponent") // of one minimisation
  private record Step(double[] s, double[] y, double rho) {}

  /**
   * Changes {@code x} into the minimum's place.
   *
   * @param steps at most
   * @param tolerance ends when the gradient's largest part, relative to the first one's, is smaller
   */
  static void minimise(Objective objective, double[] x, int steps, double tolerance) {
    int n = x.length;
    double[] gradient = new double[n];
    double value = objective.at(x, gradient);
    double firstNorm = Math.max(largest(gradient), Double.MIN_NORMAL);
    Deque<Step> memory = new ArrayDeque<>();
    double[] trial = new double[n];
    double[] trialGradient = new double[n];
    for (int step = 0; step < steps && largest(gradient) > tolerance * firstNorm; step++) {
      double[] direction = direction(gradient, memory);
      double slope = dot(direction, gradient);
      if (slope >= 0) { // rounding has spoilt the memory
        memory.clear();
        direction = direction(gradient, memory);
        slope = dot(direction, gradient);
      }
      double length = memory.isEmpty() ? 1 / (1 + Math.sqrt(dot(gradient, gradient))) : 1;
      double trialValue = Double.NaN;
      boolean found = false;
      for (int halving = 0; halving < 40 && !found; halving++) {
        for (int i = 0; i < n; i++) {
          trial[i] = x[i] + length * direction[i];
        }
        trialValue = objective.at(trial, trialGradient);
        found = trialValue <= value + SUFFICIENT * length * slope;
        length /= 2;
      }
      if (!found) {
        return;
      }
      double[] s = new double[n];
      double[] y = new double[n];
      for (int i = 0; i < n; i++) {
        s[i] = trial[i] - x[i];
        y[i] = trialGradient[i] - gradient[i];
      }
      double curvature = dot(s, y);
      if (curvature > 1e-12) {
        if (memory.size() == MEMORY) {
          memory.removeFirst();
        }
        memory.addLast(new Step(s, y, 1 / curvature));
      }
      System.arraycopy(trial, 0, x, 0, n);
      System.arraycopy(trialGradient, 0, gradient, 0, n);
      value = trialValue;
    }
  }

  private static double[] direction(double[] gradient, Deque<Step> memory) {
    double[] q = gradient.clone();
    double[] alpha = new double[memory.size()];
    int i = memory.size();
    for (Iterator<Step> newest = memory.descendingIterator(); newest.hasNext(); ) {
      Step step = newest.next();
      alpha[--i] = step.rho * dot(step.s, q);
      add(q, -alpha[i], step.y);
    }
    if (!memory.isEmpty()) {
      Step last = memory.getLast();
      double scale = 1 / (last.rho * dot(last.y, last.y));
      Arrays.setAll(q, k -> q[k] * scale);
    }
    i = 0;
    for (Step step : memory) {
      double beta = step.rho * dot(step.y, q);
      add(q, alpha[i++] - beta, step.s);
    }
    Arrays.setAll(q, k -> -q[k]);
    return q;
  }

  private static void add(double[] to, double factor, double[] what) {
    for (int i = 0; i < to.length; i++) {
      to[i] += factor * what[i];
    }
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  private static double largest(double[] values) {
    double largest = 0;
    for (double value : values) {
      largest = Math.max(largest, Math.abs(value));
    }
    return largest;
  }
}
