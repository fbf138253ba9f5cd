// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.otlp;

import dev.plumbline.model.config.Endpoint;
import dev.plumbline.model.config.Secret;
import dev.plumbline.model.config.Settings;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who may send.
 *
 * @param tokens any of these is a valid credential; empty when everybody may send
 * @param allowAnonymous everybody may send, whatever tokens there are
 */
public record AuthConfig(List<Secret> tokens, boolean allowAnonymous) {
  private static final String TOKENS = "auth.tokens";

  /** Reads {@code auth.tokens} and {@code auth.allow_anonymous}. */
  public static AuthConfig read(Settings settings) {
    List<String> tokens = settings.list(TOKENS, List.of());
    if (tokens.stream().anyMatch(String::isBlank)) {
      settings.problem(TOKENS, "***", "must not hold a blank token");
    }
    return new AuthConfig(
        tokens.stream().map(Secret::new).toList(), settings.flag("auth.allow_anonymous", false));
  }

  /** Adds a problem when the endpoint would take data from other machines without a token. */
  public void refuseOpen(Settings settings, String key, Endpoint endpoint) {
    if (tokens.isEmpty() && !allowAnonymous && !endpoint.loopback()) {
      settings.problem(
          key,
          endpoint,
          "listens beyond this machine, so set auth.tokens, or auth.allow_anonymous: true");
    }
  }

  /**
   * Whether a request may pass. Without tokens every header is ignored.
   *
   * @param header value of {@code Authorization}: {@code Bearer} with a token, or {@code Basic}
   *     with a token as password, which is what Langfuse's exporters send
   */
  boolean permits(@Nullable String header) {
    if (allowAnonymous || tokens.isEmpty()) {
      return true;
    }
    Optional<String> candidate = credential(header == null ? "" : header.strip());
    boolean matches = false;
    for (Secret token : tokens) { // all of them: the time says nothing about which one
      matches |= candidate.isPresent() && token.matches(candidate.get());
    }
    return matches;
  }

  private static Optional<String> credential(String header) {
    int space = header.indexOf(' ');
    if (space < 0) {
      return Optional.empty();
    }
    String scheme = header.substring(0, space);
    String rest = header.substring(space + 1).strip();
    if (scheme.equalsIgnoreCase("bearer")) {
      return Optional.of(rest);
    }
    if (scheme.equalsIgnoreCase("basic")) {
      try {
        String pair = new String(Base64.getDecoder().decode(rest), StandardCharsets.UTF_8);
        return Optional.of(pair.substring(pair.indexOf(':') + 1));
      } catch (IllegalArgumentException e) {
        return Optional.empty();
      }
    }
    return Optional.empty();
  }
}
