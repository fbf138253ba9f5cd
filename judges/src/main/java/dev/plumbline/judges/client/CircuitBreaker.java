// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.judges.client;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Keeps a judge from asking a provider that is down. Closed: all pass. Open after several failures
 * in a row: none pass. After a rest one passes; its success closes, its failure doubles the rest.
 * Thread-safe.
 */
public final class CircuitBreaker {
  private final int failuresToOpen;
  private final Duration firstRest;
  private final Duration longestRest;
  private final InstantSource clock;
  private int failures;
  private Duration rest;
  private Instant until = Instant.MIN;
  private boolean open;
  private boolean probing;

  public CircuitBreaker(
      int failuresToOpen, Duration firstRest, Duration longestRest, InstantSource clock) {
    this.failuresToOpen = failuresToOpen;
    this.firstRest = firstRest;
    this.longestRest = longestRest;
    this.clock = clock;
    this.rest = firstRest;
  }

  /** Asks to pass. Who passes must say how it ended. */
  synchronized boolean pass() {
    if (!open) {
      return true;
    }
    if (probing || clock.instant().isBefore(until)) {
      return false;
    }
    probing = true;
    return true;
  }

  synchronized void succeeded() {
    open = false;
    probing = false;
    failures = 0;
    rest = firstRest;
  }

  synchronized void failed() {
    failures++;
    if (open) {
      rest = rest.multipliedBy(2).compareTo(longestRest) > 0 ? longestRest : rest.multipliedBy(2);
    }
    if (open || failures >= failuresToOpen) {
      openFor(rest);
    }
    probing = false;
  }

  /** Who passed did not come to an end. */
  synchronized void gaveUp() {
    probing = false;
  }

  /** Opens at once: the provider named a time, or a person must act first. */
  synchronized void hold(Duration atLeast) {
    failures++;
    openFor(atLeast.compareTo(rest) > 0 ? atLeast : rest);
    probing = false;
  }

  private void openFor(Duration duration) {
    open = true;
    until = clock.instant().plus(duration);
  }

  /** True while nothing may pass. */
  public synchronized boolean isOpen() {
    return open && (probing || clock.instant().isBefore(until));
  }
}
