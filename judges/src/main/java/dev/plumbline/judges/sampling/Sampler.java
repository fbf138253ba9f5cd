// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.judges.sampling;

import dev.plumbline.model.error.Checks;
import dev.plumbline.model.hash.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * Chooses calls by the hash of trace, judge and salt: a uniform part, and a part that goes to
 * anomalies by their weight. Each trace has one number u between 0 and 1; a call is chosen when u
 * is below its inclusion probability
 *
 * <pre>p = f + (1 - f) min(1, s w / m)</pre>
 *
 * where f is the uniform part (less when the budget is low), s the share left for anomalies, w the
 * call's weight and m the mean weight of the calls before it. What has come before decides about p
 * and nothing else does, so p is exact. Thread-safe.
 */
public final class Sampler {
  private static final double PRIOR_MEAN = 0.3;
  private static final double PRIOR_CALLS = 200;
  private static final double MEMORY_CALLS = 20_000;

  private final String judge;
  private final String salt;
  private final double floor;
  private final double spare;
  private double weightSum = PRIOR_MEAN * PRIOR_CALLS;
  private double calls = PRIOR_CALLS;

  /**
   * A sampler.
   *
   * @param total share of calls judged, 0 to 1
   * @param floor share of calls chosen whatever they are, at most {@code total}
   * @param salt another salt chooses other calls
   */
  public Sampler(String judge, double total, double floor, String salt) {
    Checks.inRange("total", total, 0, 1);
    Checks.inRange("floor", floor, 0, total);
    this.judge = judge;
    this.salt = salt;
    this.floor = floor;
    // who wants all calls judged wants the odd ones when the budget is low
    this.spare = floor < 1 ? (total - floor) / (1 - floor) : 1;
  }

  /**
   * A decision.
   *
   * @param u the trace's number
   * @param probability inclusion probability of the call
   * @param uniform u lies in the uniform part
   */
  public record Choice(double u, double probability, boolean uniform) {
    public boolean chosen() {
      return u < probability;
    }
  }

  /**
   * Decides about a call.
   *
   * @param floorShare of the uniform part that the budget still allows, 0 to 1
   */
  public synchronized Choice choose(String traceId, Set<Anomaly> anomalies, double floorShare) {
    double u = uniform(traceId, judge, salt);
    double f = floor * floorShare;
    double w = Anomaly.weight(anomalies);
    double a = w == 0 ? 0 : Math.min(1, spare * w * calls / weightSum);
    return new Choice(u, Math.min(1, f + (1 - f) * a), u < f);
  }

  /** Counts a call, whether chosen or not; once for each call. */
  public synchronized void saw(Set<Anomaly> anomalies) {
    if (calls >= MEMORY_CALLS) {
      weightSum /= 2;
      calls /= 2;
    }
    // a floor under the mean keeps one anomaly after a quiet week from being certain for ever
    weightSum += Math.max(Anomaly.weight(anomalies), 0.01);
    calls++;
  }

  /** A number in [0, 1), the same for the same words on every platform: 53 bits of SHA-256. */
  public static double uniform(String traceId, String judge, String salt) {
    String key = traceId + '\u0000' + judge + '\u0000' + salt;
    byte[] digest = Sha256.digest(key.getBytes(StandardCharsets.UTF_8));
    return (ByteBuffer.wrap(digest).getLong() >>> 11) * 0x1.0p-53;
  }
}
