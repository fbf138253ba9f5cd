// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.judges.client;

import dev.plumbline.judges.client.ModelReply.Failed;
import dev.plumbline.judges.client.ModelReply.Failure;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Asks again after failures that may pass: at most three tries, exponential waits with full jitter,
 * never before the provider's Retry-After. Thread-safe.
 */
public final class PatientClient implements ModelClient {
  private static final int TRIES = 3;
  private static final Duration PERSON_MUST_ACT = Duration.ofMinutes(5);

  private final ModelClient client;
  private final CircuitBreaker breaker;
  private final Waits waits;

  /** How waits are made. */
  public interface Sleeper {
    void sleep(Duration time) throws InterruptedException;
  }

  /**
   * The waits between tries.
   *
   * @param base upper bound of the first wait; it doubles with each try
   * @param longest a provider that asks for more is left alone for that time instead
   * @param random of the jitter
   */
  public record Waits(Duration base, Duration longest, RandomGenerator random, Sleeper sleeper) {
    /** One second at first, at most thirty. */
    public static Waits usual() {
      return new Waits(
          Duration.ofSeconds(1),
          Duration.ofSeconds(30),
          RandomGenerator.of("L64X128MixRandom"),
          Thread::sleep);
    }
  }

  PatientClient(ModelClient client, CircuitBreaker breaker, Waits waits) {
    this.client = client;
    this.breaker = breaker;
    this.waits = waits;
  }

  /** A client with the usual patience: five failed questions in a row open the breaker. */
  public static PatientClient open(ClientConfig config, InstantSource clock, Waits waits) {
    return new PatientClient(
        new HttpModelClient(config, clock),
        new CircuitBreaker(5, Duration.ofSeconds(30), Duration.ofMinutes(10), clock),
        waits);
  }

  @Override
  public ModelReply ask(ModelRequest request) throws InterruptedException {
    if (!breaker.pass()) {
      return Failed.of(Failure.RESTING, 0);
    }
    boolean ended = false;
    try {
      ModelReply reply = askPatiently(request);
      ended = true;
      return reply;
    } finally {
      if (!ended) {
        breaker.gaveUp();
      }
    }
  }

  private ModelReply askPatiently(ModelRequest request) throws InterruptedException {
    for (int tried = 1; ; tried++) {
      ModelReply reply = client.ask(request);
      if (!(reply instanceof Failed failed)) {
        breaker.succeeded();
        return reply;
      }
      if (!failed.failure().mayPass()) {
        settle(failed.failure());
        return failed;
      }
      Duration wait = wait(tried, failed.retryAfter());
      if (wait.compareTo(waits.longest()) > 0) {
        breaker.hold(wait);
        return failed;
      }
      if (tried == TRIES) {
        breaker.failed();
        return failed;
      }
      waits.sleeper().sleep(wait);
    }
  }

  private void settle(Failure failure) {
    switch (failure) {
      case AUTH, QUOTA, NOT_FOUND, REDIRECT -> breaker.hold(PERSON_MUST_ACT);
      // about this one question, and nothing about the provider's health
      case TOO_LARGE, BAD_REQUEST -> breaker.succeeded();
      case TIMEOUT, CONNECTION, RATE_LIMITED, SERVER, BAD_RESPONSE, RESTING -> breaker.failed();
    }
  }

  private Duration wait(int tried, Optional<Duration> retryAfter) {
    long bound = waits.base().toMillis() << (tried - 1);
    long jitter;
    synchronized (waits) {
      jitter = bound == 0 ? 0 : waits.random().nextLong(bound + 1);
    }
    return retryAfter.orElse(Duration.ZERO).plusMillis(jitter);
  }

  @Override
  public String model() {
    return client.model();
  }

  @Override
  public String parameters() {
    return client.parameters();
  }

  @Override
  public boolean resting() {
    return breaker.isOpen();
  }

  @Override
  public void close() {
    client.close();
  }
}
