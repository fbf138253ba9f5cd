// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.judges.canary;

import dev.plumbline.judges.client.ClientConfig;
import dev.plumbline.judges.client.ClientConfig.Format;
import dev.plumbline.model.config.Secret;
import dev.plumbline.model.config.Settings;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Which model canaries ask, and when they alarm.
 *
 * @param client empty when no model is named: then nothing runs by itself
 * @param sets names of sets that ship, and files
 * @param repeats how often each question is asked in one run
 * @param dimensions judged beside {@code canary_pass}; empty for quality and safety
 * @param minFall smallest fall that matters, on the dimension's scale
 * @param alpha chance of a false alarm of one comparison, over all its dimensions
 * @param interval between two runs of a golden set by the server; zero for never
 * @param probeInterval between two runs of a set that ships
 * @param service whose last system prompt goes with questions that bring none; empty for none
 * @param owner of alerts
 */
public record CanaryConfig(
    Optional<ClientConfig> client,
    List<String> sets,
    int repeats,
    int concurrency,
    List<String> dimensions,
    double minFall,
    double alpha,
    Duration interval,
    Duration probeInterval,
    String service,
    String owner) {
  private static final int MAX_RESPONSE_BYTES = 1 << 20;

  public CanaryConfig {
    sets = List.copyOf(sets);
    dimensions = List.copyOf(dimensions);
  }

  public static CanaryConfig read(Settings settings) {
    Format format = settings.choice("canary.format", Format.class, Format.OPENAI);
    String model = settings.text("canary.model", "");
    Secret key = settings.secret("canary.api_key");
    Duration timeout = settings.duration("canary.timeout", Duration.ofSeconds(60));
    if (timeout.isZero()) {
      settings.problem("canary.timeout", "0s", "must be longer than zero");
    }
    Optional<URI> url = url(settings, format, !key.isEmpty());
    Optional<ClientConfig> client =
        model.isBlank() || timeout.isZero()
            ? Optional.empty()
            : url.map(uri ->
                new ClientConfig(
                    format, uri, model, key, new TreeMap<>(), timeout, MAX_RESPONSE_BYTES));
    return new CanaryConfig(
        client,
        settings.list("canary.sets", GoldenSet.PROBES),
        settings.number("canary.repeats", 3, 1, 100),
        settings.number("canary.concurrency", 4, 1, 100),
        settings.list("canary.dimensions", List.of()),
        settings.decimal("canary.min_fall", 0.03, 0, 1),
        settings.decimal("canary.alpha", 0.05, 0.0001, 0.5),
        settings.duration("canary.interval", Duration.ofHours(1)),
        settings.duration("canary.probe_interval", Duration.ofDays(7)),
        settings.text("canary.service", ""),
        settings.text("canary.owner", "quality"));
  }

  private static Optional<URI> url(Settings settings, Format format, boolean secret) {
    String usual =
        switch (format) {
          case OPENAI -> "https://api.openai.com/v1";
          case ANTHROPIC -> "https://api.anthropic.com";
        };
    String given = settings.text("canary.url", "");
    boolean insecure = settings.flag("canary.insecure", false);
    try {
      URI uri = URI.create(given.isEmpty() ? usual : given);
      boolean http = "http".equals(uri.getScheme());
      if (uri.getHost() != null
          && uri.getRawUserInfo() == null
          && uri.getRawQuery() == null
          && uri.getRawFragment() == null
          && (http || "https".equals(uri.getScheme()))) {
        if (http && secret && !insecure && !loopback(uri.getHost())) {
          settings.problem(
              "canary.url", given, "would send a key in clear: use https, or set insecure: true");
        }
        return Optional.of(uri);
      }
    } catch (IllegalArgumentException e) {
      // the same problem
    }
    settings.problem(
        "canary.url", "", "must be an http or https address without query, user or fragment");
    return Optional.empty();
  }

  private static boolean loopback(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }
}
