// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.query.rest;

import dev.plumbline.query.http.Doc;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The channels that tell people about alerts. Thread-safe. */
public interface Notifying {
  List<Channel> channels();

  /** Names of the mute windows that are active. */
  List<String> activeMutes();

  /**
   * Sends a test message at once.
   *
   * @return why it was not taken; empty when it was
   * @throws dev.plumbline.model.error.PlumblineException NOT_FOUND when there is no such channel
   */
  Optional<String> test(String channel) throws InterruptedException;

  /** One channel. Nothing in it is secret. */
  record Channel(
      String name,
      @Doc("webhook, slack, pagerduty or alertmanager.") String type,
      @Doc("Scheme, host and port.") String target,
      @Doc("Messages that are due and not delivered.") int waiting,
      @Nullable Instant lastSuccess,
      @Nullable Instant lastErrorAt,
      @Doc("What the receiver answered last when it failed; empty when it has not.")
          String lastError,
      @Doc("In a row.") int failures,
      @Doc("Null when nothing keeps the channel waiting.") @Nullable Instant nextAttempt) {}
}
