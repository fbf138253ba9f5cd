// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.query;

import dev.plumbline.model.config.Endpoint;
import dev.plumbline.model.config.Secret;
import dev.plumbline.model.config.Settings;
import java.time.Duration;
import java.util.List;

/**
 * How the query port is served.
 *
 * @param endpoint where to listen; port 0 means any free port
 * @param tokens who may ask; empty for anyone who reaches the port
 * @param reviewerTokens who may label and review only, and sees personal data masked
 * @param allowedHosts names, beside localhost and addresses, by which browsers may call a server
 *     that has no tokens
 * @param timeout how long one answer may take
 * @param maxBodyBytes the largest request body
 * @param maxConcurrentRequests requests that run at once; further ones wait, then get 429 or 503
 * @param drainTimeout how long {@code close} waits for running requests
 */
public record QueryConfig(
    Endpoint endpoint,
    List<Secret> tokens,
    List<Secret> reviewerTokens,
    List<String> allowedHosts,
    Duration timeout,
    int maxBodyBytes,
    int maxConcurrentRequests,
    Duration drainTimeout) {

  public QueryConfig {
    tokens = List.copyOf(tokens);
    reviewerTokens = List.copyOf(reviewerTokens);
    allowedHosts = List.copyOf(allowedHosts);
  }

  /** Reads the keys {@code query.*} and {@code auth.*}. */
  public static QueryConfig read(Settings settings) {
    Endpoint endpoint = settings.endpoint("query.endpoint", "127.0.0.1:8318");
    List<Secret> tokens = tokens(settings, "auth.tokens");
    List<Secret> reviewers = tokens(settings, "auth.reviewer_tokens");
    if (tokens.isEmpty() && !reviewers.isEmpty()) {
      settings.problem(
          "auth.reviewer_tokens", "***", "means something only when auth.tokens is set too");
    }
    boolean anonymous = settings.flag("auth.allow_anonymous", false);
    if (tokens.isEmpty() && !anonymous && !endpoint.loopback()) {
      settings.problem(
          "query.endpoint",
          endpoint,
          "listens beyond this machine, so it needs auth.tokens (or auth.allow_anonymous: true)");
    }
    return new QueryConfig(
        endpoint,
        tokens,
        reviewers,
        settings.list("query.allowed_hosts", List.of()),
        settings.duration("query.timeout", Duration.ofMinutes(1)),
        (int) Math.min(Integer.MAX_VALUE - 8L, settings.bytes("query.max_body", "4MiB")),
        settings.number("query.max_concurrent_requests", 64, 1, 10_000),
        settings.duration("query.drain_timeout", Duration.ofSeconds(5)));
  }

  private static List<Secret> tokens(Settings settings, String key) {
    return settings.list(key, List.of()).stream()
        .filter(token -> !token.isBlank())
        .map(Secret::new)
        .toList();
  }
}
