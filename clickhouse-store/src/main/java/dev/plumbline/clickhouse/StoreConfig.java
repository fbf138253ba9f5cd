// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.clickhouse;

import dev.plumbline.model.config.Secret;
import dev.plumbline.model.config.Settings;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where the store is and how long it keeps things.
 *
 * @param url {@code http://host:8123} or {@code https://...}; empty for the embedded engine
 * @param database created when missing
 * @param user empty for the server's default user
 * @param cluster reserved: name of the ClickHouse cluster for replicated tables; empty for none
 * @param retention how long spans, logs and samples are kept, from receipt, in whole days
 * @param windowRetention how long windows are kept, from their start, in whole days
 * @param connectTimeout for one connection attempt
 * @param writeTimeout for one insert or patch; its outcome is unknown afterwards
 * @param queryTimeout for one statement that reads
 */
public record StoreConfig(
    Optional<URI> url,
    String database,
    String user,
    Secret password,
    String cluster,
    Duration retention,
    Duration windowRetention,
    Duration connectTimeout,
    Duration writeTimeout,
    Duration queryTimeout) {
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,63}");

  /** Reads {@code store.*}. */
  public static StoreConfig read(Settings settings) {
    String database = settings.text("store.database", "plumbline");
    if (!NAME.matcher(database).matches()) {
      settings.problem("store.database", database, "must be letters, digits and _, at most 64");
      database = "plumbline";
    }
    String cluster = settings.text("store.cluster", "");
    if (!cluster.isEmpty()) {
      settings.problem("store.cluster", cluster, "is reserved and must be empty for now");
    }
    return new StoreConfig(
        url(settings),
        database,
        settings.text("store.user", ""),
        settings.secret("store.password"),
        cluster,
        days(settings, "store.retention", Duration.ofDays(90)),
        days(settings, "store.window_retention", Duration.ofDays(760)),
        positive(settings, "store.connect_timeout", Duration.ofSeconds(5)),
        positive(settings, "store.write_timeout", Duration.ofSeconds(60)),
        positive(settings, "store.query_timeout", Duration.ofSeconds(30)));
  }

  /** The same store at another address: the embedded engine's endpoint once it listens. */
  public StoreConfig at(URI address) {
    return new StoreConfig(
        Optional.of(address),
        database,
        user,
        password,
        cluster,
        retention,
        windowRetention,
        connectTimeout,
        writeTimeout,
        queryTimeout);
  }

  /** The same store as another user, for example the embedded engine's local administrator. */
  public StoreConfig as(String name, Secret secret) {
    return new StoreConfig(
        url,
        database,
        name,
        secret,
        cluster,
        retention,
        windowRetention,
        connectTimeout,
        writeTimeout,
        queryTimeout);
  }

  private static Optional<URI> url(Settings settings) {
    Optional<String> text = settings.text("store.url");
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      URI url = URI.create(text.get());
      boolean http = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
      if (http && url.getHost() != null && url.getPort() != -1) {
        return Optional.of(url);
      }
    } catch (IllegalArgumentException e) {
      // said below, with the same words as every other wrong value
    }
    settings.problem("store.url", text.get(), "must be http://host:port or https://host:port");
    return Optional.empty();
  }

  private static Duration days(Settings settings, String key, Duration fallback) {
    Duration value = settings.duration(key, fallback);
    if (value.toDays() < 1 || !value.equals(Duration.ofDays(value.toDays()))) {
      settings.problem(key, value, "must be whole days, for example 90d");
      return fallback;
    }
    return value;
  }

  private static Duration positive(Settings settings, String key, Duration fallback) {
    Duration value = settings.duration(key, fallback);
    if (value.toMillis() < 1) {
      settings.problem(key, value, "must be at least 1ms");
      return fallback;
    }
    return value;
  }
}
