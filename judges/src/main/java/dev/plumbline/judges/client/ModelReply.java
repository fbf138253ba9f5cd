// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.judges.client;

import dev.plumbline.model.genai.Usage;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** What came of a question. */
public sealed interface ModelReply {
  /**
   * The model answered.
   *
   * @param text should be the JSON object that was asked for; nothing is promised
   * @param model as the provider names it; the one asked for when it does not
   * @param fingerprint of the provider's system; empty when not given
   * @param truncated the answer ended at the limit of output tokens
   */
  record Answered(String text, String model, String fingerprint, Usage usage, boolean truncated)
      implements ModelReply {}

  /**
   * The model or the provider's filter declined to answer.
   *
   * @param reason judge_refused or content_filter
   */
  record Declined(String reason, String model, Usage usage) implements ModelReply {}

  /**
   * There is no answer.
   *
   * @param status of HTTP; 0 when there was none
   * @param retryAfter what the provider asked to wait
   */
  record Failed(Failure failure, int status, Optional<Duration> retryAfter) implements ModelReply {
    static Failed of(Failure failure, int status) {
      return new Failed(failure, status, Optional.empty());
    }
  }

  /** Why there is no answer. */
  enum Failure {
    TIMEOUT(true),
    CONNECTION(true),
    RATE_LIMITED(true),
    SERVER(true),
    /** Not the provider's format: HTML of a proxy, half a document. */
    BAD_RESPONSE(true),
    TOO_LARGE(false),
    /** Redirects are not followed: they would take content and key elsewhere. */
    REDIRECT(false),
    AUTH(false),
    /** Out of money or quota. */
    QUOTA(false),
    /** No such model or address. */
    NOT_FOUND(false),
    BAD_REQUEST(false),
    /** The circuit breaker is open; nobody was asked. */
    RESTING(false);

    private final boolean transientOne;

    Failure(boolean transientOne) {
      this.transientOne = transientOne;
    }

    /** Asking again may help. */
    public boolean mayPass() {
      return transientOne;
    }

    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
