// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.drift.engine;

/** SplitMix64 (Steele, Lea, Flood 2014): the same numbers on every platform and version. */
final class DeterministicRandom {
  private long state;

  DeterministicRandom(long seed) {
    state = seed;
  }

  /** Uniform in [0, 1). */
  double uniform() {
    state += 0x9E3779B97F4A7C15L;
    return (Call.mix(state) >>> 11) * 0x1.0p-53;
  }

  /** Standard normal, by Box and Muller. */
  double gaussian() {
    double u = 1 - uniform();
    return StrictMath.sqrt(-2 * StrictMath.log(u)) * StrictMath.cos(2 * Math.PI * uniform());
  }
}
