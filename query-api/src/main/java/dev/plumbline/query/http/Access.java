// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.query.http;

import dev.plumbline.model.config.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Who may ask. With tokens: whoever sends one as bearer token or as password of basic
 * authentication. Without tokens: anyone who reaches the port, except web pages of other sites.
 * Thread-safe.
 */
public final class Access {
  private final List<Secret> tokens;
  private final List<Secret> reviewers;
  private final boolean checkHost;
  private final Set<String> allowedHosts;

  /**
   * @param reviewers tokens that open the routes for reviewers only, with personal data masked
   * @param checkHost refuse host names that a foreign web page could have pointed at this machine
   *     (DNS rebinding): for servers on loopback without tokens
   */
  public Access(
      List<Secret> tokens, List<Secret> reviewers, boolean checkHost, List<String> allowedHosts) {
    this.tokens = List.copyOf(tokens);
    this.reviewers = List.copyOf(reviewers);
    this.checkHost = checkHost && tokens.isEmpty();
    this.allowedHosts =
        Set.copyOf(allowedHosts.stream().map(host -> host.toLowerCase(Locale.ROOT)).toList());
  }

  /** Whether the header {@code Authorization} carries a token; always true without tokens. */
  public boolean permits(String authorization) {
    return tokens.isEmpty() || holds(tokens, authorization);
  }

  /** Whether it carries the token of a reviewer. */
  public boolean reviewer(String authorization) {
    return holds(reviewers, authorization);
  }

  private static boolean holds(List<Secret> known, String authorization) {
    String given = credential(authorization.strip());
    boolean found = false;
    for (Secret token : known) { // all of them, so that the time says nothing about which
      found |= token.matches(given);
    }
    return found && !given.isEmpty();
  }

  /** Whether the header {@code Host} names this machine. */
  public boolean permitsHost(String hostHeader) {
    if (!checkHost || hostHeader.isEmpty()) {
      return true;
    }
    String host = hostHeader.toLowerCase(Locale.ROOT).replaceFirst(":\\d*$", "");
    return host.startsWith("[")
        || host.matches("[\\d.]+")
        || host.equals("localhost")
        || host.endsWith(".localhost")
        || host.equals("host.docker.internal")
        || allowedHosts.contains(host);
  }

  /** Whether a request that changes something comes from our own page or from no page at all. */
  public static boolean permitsChange(String secFetchSite, String origin, String hostHeader) {
    if (!secFetchSite.isEmpty()) {
      return secFetchSite.equals("same-origin") || secFetchSite.equals("none");
    }
    return origin.isEmpty()
        || origin.equals("http://" + hostHeader)
        || origin.equals("https://" + hostHeader);
  }

  private static String credential(String authorization) {
    int space = authorization.indexOf(' ');
    if (space < 0) {
      return "";
    }
    String scheme = authorization.substring(0, space).toLowerCase(Locale.ROOT);
    String rest = authorization.substring(space + 1).strip();
    if (scheme.equals("bearer")) {
      return rest;
    }
    if (scheme.equals("basic")) {
      try {
        String pair = new String(Base64.getDecoder().decode(rest), StandardCharsets.UTF_8);
        return pair.substring(pair.indexOf(':') + 1);
      } catch (IllegalArgumentException e) {
        return "";
      }
    }
    return "";
  }
}
