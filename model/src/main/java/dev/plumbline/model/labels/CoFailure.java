// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.model.labels;

/**
 * How often two dimensions fail on the same calls. Calls count that have a score in both.
 *
 * @param both calls on which both fail
 * @param onlyA calls on which only {@code a} fails
 */
public record CoFailure(String a, String b, long both, long onlyA, long onlyB, long neither) {
  /** Phi coefficient, -1 to 1; 0 when one of the two always or never fails. */
  public double phi() {
    double fa = both + onlyA;
    double fb = both + onlyB;
    double n = fa + onlyB + neither;
    double below = Math.sqrt(fa * (n - fa) * fb * (n - fb));
    return below == 0 ? 0 : ((double) both * neither - (double) onlyA * onlyB) / below;
  }

  /** Of the calls on which one fails, the share on which both do, 0 to 1; 0 without failures. */
  public double jaccard() {
    long any = both + onlyA + onlyB;
    return any == 0 ? 0 : (double) both / any;
  }
}
