// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.judges.budget;

import dev.plumbline.model.error.Checks;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Money and calls that one judge may spend in an hour, over all tenants and for each. Thread-safe.
 */
public final class Budget {
  private static final int MAX_TENANTS = 10_000;

  /** From this level up all of the uniform part is sampled; below the lower one none of it. */
  private static final double PLENTY = 0.5;

  private static final double SCARCE = 0.1;

  private final Limits limits;
  private final InstantSource clock;
  private final Buckets all;
  private final Map<String, Buckets> tenants =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Buckets> eldest) {
          return size() > MAX_TENANTS;
        }
      };

  /**
   * Bounds.
   *
   * @param usdPerHour of all tenants together
   * @param callsPerHour requests to the model, of all tenants together
   * @param tenantShare of both that one tenant may use, 0 to 1
   */
  public record Limits(double usdPerHour, int callsPerHour, double tenantShare) {
    public Limits {
      Checks.inRange("usdPerHour", usdPerHour, 0, 1e6);
      Checks.inRange("tenantShare", tenantShare, 0, 1);
    }
  }

  private record Buckets(TokenBucket usd, TokenBucket calls) {
    static Buckets of(Limits limits, double share, InstantSource clock) {
      return new Buckets(
          new TokenBucket(limits.usdPerHour() * share, clock),
          new TokenBucket(limits.callsPerHour() * share, clock));
    }

    double share() {
      return Math.min(usd.share(), calls.share());
    }
  }

  public Budget(Limits limits, InstantSource clock) {
    this.limits = limits;
    this.clock = clock;
    this.all = Buckets.of(limits, 1, clock);
  }

  private Buckets tenant(String tenant) {
    return tenant.isEmpty()
        ? all
        : tenants.computeIfAbsent(tenant, _ -> Buckets.of(limits, limits.tenantShare(), clock));
  }

  /**
   * How much of the uniform part of the sample is affordable now: it shrinks first, so that what is
   * left goes to anomalies.
   *
   * @param tenant empty when not known
   * @return 0 to 1
   */
  public synchronized double floorShare(String tenant) {
    double level = Math.min(all.share(), tenant(tenant).share());
    return Math.max(0, Math.min(1, (level - SCARCE) / (PLENTY - SCARCE)));
  }

  /**
   * Takes what one judgement is expected to need.
   *
   * @return false when it is not there; then nothing is taken
   */
  public synchronized boolean reserve(String tenant, double usd, int calls) {
    Buckets own = tenant(tenant);
    boolean there =
        all.usd().covers(usd)
            && all.calls().covers(calls)
            && own.usd().covers(usd)
            && own.calls().covers(calls);
    if (there) {
      spend(tenant, usd, calls);
    }
    return there;
  }

  /** Books the difference between what was needed and what was reserved. */
  public synchronized void settle(String tenant, double usd, int calls) {
    spend(tenant, usd, calls);
  }

  private void spend(String tenant, double usd, int calls) {
    Buckets own = tenant(tenant);
    all.usd().spend(usd);
    all.calls().spend(calls);
    if (!tenant.isEmpty()) {
      own.usd().spend(usd);
      own.calls().spend(calls);
    }
  }
}
