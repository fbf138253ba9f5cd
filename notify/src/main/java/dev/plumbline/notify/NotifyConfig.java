// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.notify;

import dev.plumbline.model.alert.GateState;
import dev.plumbline.model.config.Secret;
import dev.plumbline.model.config.Settings;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Where alerts are sent, and when not. */
public final class NotifyConfig {
  private static final String CHANNELS = "notify.channels";
  private static final String MUTES = "notify.mute";
  private static final Set<String> CHANNEL_KEYS =
      Set.of(
          "type",
          "url",
          "token",
          "secret",
          "routing_key",
          "insecure",
          "timeout",
          "repeat",
          "severities",
          "services",
          "dimensions",
          "gates",
          "only_escalated",
          "rate_limit",
          "escalate_to",
          "escalate_after",
          "title",
          "text");
  private static final Set<String> MUTE_KEYS =
      Set.of("start", "end", "days", "from", "to", "zone", "severities", "services", "dimensions");
  private static final Set<String> SEVERITIES = Set.of("info", "ticket", "page");
  private static final List<String> USUAL_SEVERITIES = List.of("ticket", "page");
  private static final String PAGERDUTY = "https://events.pagerduty.com/v2/enqueue";

  private final List<ChannelConfig> channels;
  private final List<MuteWindow> mutes;
  private final boolean advisory;
  private final Set<String> advisoryOwners;
  private final boolean logEvents;
  private final String externalUrl;

  private NotifyConfig(
      List<ChannelConfig> channels,
      List<MuteWindow> mutes,
      boolean advisory,
      Set<String> advisoryOwners,
      boolean logEvents,
      String externalUrl) {
    this.channels = List.copyOf(channels);
    this.mutes = List.copyOf(mutes);
    this.advisory = advisory;
    this.advisoryOwners = Set.copyOf(advisoryOwners);
    this.logEvents = logEvents;
    this.externalUrl = externalUrl;
  }

  public static NotifyConfig read(Settings settings) {
    List<ChannelConfig> channels = new ArrayList<>();
    webhook(settings).ifPresent(channels::add);
    for (String name : names(settings, CHANNELS, CHANNEL_KEYS)) {
      if (name.equals("webhook") && !channels.isEmpty()) {
        settings.problem(CHANNELS + ".webhook", "", "notify.webhook.url has this name already");
      } else {
        new OneChannel(settings, CHANNELS + "." + name + ".", name).read().ifPresent(channels::add);
      }
    }
    Set<String> known = channels.stream().map(ChannelConfig::name).collect(Collectors.toSet());
    for (ChannelConfig channel : channels) {
      String to = channel.escalateTo().orElse("");
      if (!to.isEmpty() && (!known.contains(to) || to.equals(channel.name()))) {
        settings.problem(
            CHANNELS + "." + channel.name() + ".escalate_to", to, "must name another channel");
      }
    }
    List<MuteWindow> mutes = new ArrayList<>();
    for (String name : names(settings, MUTES, MUTE_KEYS)) {
      mutes.add(mute(settings, MUTES + "." + name + ".", name));
    }
    String external = settings.text("notify.external_url", "http://127.0.0.1:8318");
    while (external.endsWith("/")) {
      external = external.substring(0, external.length() - 1);
    }
    if (!external.matches("https?://[^\\s<>|\"]{1,500}")) {
      settings.problem("notify.external_url", external, "must be an http or https address");
    }
    return new NotifyConfig(
        channels,
        mutes,
        settings.flag("notify.advisory", false),
        Set.copyOf(settings.list("notify.advisory_owners", List.of())),
        settings.flag("notify.log_events", true),
        external);
  }

  /** In the order of their names, the one of {@code notify.webhook} first. */
  List<ChannelConfig> channels() {
    return channels;
  }

  List<MuteWindow> mutes() {
    return mutes;
  }

  /** Whether alerts of unproved evaluators are sent too. */
  boolean advisory() {
    return advisory;
  }

  /** Owners who want theirs in any case. */
  Set<String> advisoryOwners() {
    return advisoryOwners;
  }

  /** Whether changes are logged as events. */
  boolean logEvents() {
    return logEvents;
  }

  /** Address of this process as receivers can open it, without a slash at its end. */
  String externalUrl() {
    return externalUrl;
  }

  private static Optional<ChannelConfig> webhook(Settings settings) {
    String key = "notify.webhook.url";
    Optional<URI> url = settings.text(key).flatMap(text -> address(settings, key, text));
    Secret token = settings.secret("notify.webhook.token");
    Secret secret = settings.secret("notify.webhook.secret");
    Duration timeout = settings.duration("notify.webhook.timeout", Duration.ofSeconds(10));
    return url.map(uri ->
        new ChannelConfig(
            "webhook",
            ChannelType.WEBHOOK,
            uri,
            token,
            secret,
            timeout,
            Duration.ofMinutes(1),
            Set.copyOf(USUAL_SEVERITIES),
            Set.of(),
            Set.of(),
            Set.of(),
            false,
            ChannelType.WEBHOOK.usualPerHour(),
            Optional.empty(),
            Duration.ofMinutes(30),
            new Template(ChannelConfig.TITLE),
            new Template(ChannelConfig.TEXT)));
  }

  /** Names that users give below a prefix, every key below them checked. */
  private static Set<String> names(Settings settings, String prefix, Set<String> keys) {
    TreeSet<String> names = new TreeSet<>();
    for (String key : settings.map(prefix).keySet()) {
      int dot = key.indexOf('.');
      String name = dot < 0 ? key : key.substring(0, dot);
      // values may be secrets: they are not shown
      if (!name.matches("[a-z][a-z0-9_-]{0,40}")) {
        settings.problem(
            prefix + "." + key, "", "the name must be lower case letters, digits, - and _");
      } else if (dot < 0 || !keys.contains(key.substring(dot + 1))) {
        settings.problem(
            prefix + "." + key, "", "unknown key; takes " + String.join(", ", new TreeSet<>(keys)));
      } else {
        names.add(name);
      }
    }
    return names;
  }

  private static Optional<URI> address(Settings settings, String key, String text) {
    try {
      URI uri = URI.create(text);
      if (uri.getHost() != null
          && uri.getRawUserInfo() == null
          && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
        return Optional.of(uri);
      }
    } catch (IllegalArgumentException e) {
      // the same problem
    }
    settings.problem(key, "", "must be an http or https address without user");
    return Optional.empty();
  }

  private static Set<String> severities(Settings settings, String key, List<String> usual) {
    List<String> given = settings.list(key, usual);
    if (!SEVERITIES.containsAll(given)) {
      settings.problem(key, String.join(",", given), "must be of info, ticket and page");
    }
    return Set.copyOf(given);
  }

  private static MuteWindow mute(Settings settings, String prefix, String name) {
    Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
    for (String day : settings.list(prefix + "days", List.of())) {
      String wanted = day.toLowerCase(Locale.ROOT);
      List<DayOfWeek> found =
          Arrays.stream(DayOfWeek.values())
              .filter(
                  d -> wanted.length() >= 3 && d.name().toLowerCase(Locale.ROOT).startsWith(wanted))
              .toList();
      if (found.isEmpty()) {
        settings.problem(prefix + "days", day, "must be of mon, tue, wed, thu, fri, sat and sun");
      }
      days.addAll(found);
    }
    return new MuteWindow(
        name,
        parsed(
            settings,
            prefix + "start",
            Instant::parse,
            "must be a time such as 2026-12-24T00:00:00Z"),
        parsed(
            settings,
            prefix + "end",
            Instant::parse,
            "must be a time such as 2026-12-24T00:00:00Z"),
        days.isEmpty() ? EnumSet.allOf(DayOfWeek.class) : days,
        parsed(settings, prefix + "from", LocalTime::parse, "must be a time such as 22:00")
            .orElse(LocalTime.MIDNIGHT),
        parsed(settings, prefix + "to", LocalTime::parse, "must be a time such as 06:00")
            .orElse(LocalTime.MIDNIGHT),
        parsed(settings, prefix + "zone", ZoneId::of, "must be a zone such as Europe/Berlin")
            .orElse(ZoneId.of("UTC")),
        severities(settings, prefix + "severities", List.of()),
        Set.copyOf(settings.list(prefix + "services", List.of())),
        Set.copyOf(settings.list(prefix + "dimensions", List.of())));
  }

  private static <T> Optional<T> parsed(
      Settings settings, String key, Function<String, T> parser, String rule) {
    return settings
        .text(key)
        .flatMap(text -> {
          try {
            return Optional.of(parser.apply(text));
          } catch (DateTimeException e) {
            settings.problem(key, text, rule);
            return Optional.empty();
          }
        });
  }

  /** Reads the keys of one channel. One thread. */
  private static final class OneChannel {
    private final Settings settings;
    private final String prefix;
    private final String name;

    OneChannel(Settings settings, String prefix, String name) {
      this.settings = settings;
      this.prefix = prefix;
      this.name = name;
    }

    Optional<ChannelConfig> read() {
      ChannelType type = settings.choice(prefix + "type", ChannelType.class, ChannelType.WEBHOOK);
      Secret token = settings.secret(prefix + "token");
      Secret signing = settings.secret(prefix + "secret");
      Secret routingKey = settings.secret(prefix + "routing_key");
      Optional<URI> url = url(type, !token.isEmpty());
      if (type == ChannelType.PAGERDUTY && !routingKey.reveal().matches("[A-Za-z0-9]{32}")) {
        settings.problem(prefix + "routing_key", "", "must be an integration key: 32 characters");
      }
      if (type != ChannelType.PAGERDUTY && !routingKey.isEmpty()) {
        settings.problem(prefix + "routing_key", "", "is for type pagerduty only");
      }
      if (type != ChannelType.WEBHOOK && !signing.isEmpty()) {
        settings.problem(prefix + "secret", "", "is for type webhook only");
      }
      Duration timeout = between("timeout", Duration.ofSeconds(10), Duration.ofMinutes(1));
      Duration repeat = between("repeat", Duration.ofMinutes(1), Duration.ofHours(1));
      Set<String> severities = severities(settings, prefix + "severities", USUAL_SEVERITIES);
      Set<String> services = Set.copyOf(settings.list(prefix + "services", List.of()));
      Set<String> dimensions = Set.copyOf(settings.list(prefix + "dimensions", List.of()));
      Set<String> gates = Set.copyOf(settings.list(prefix + "gates", List.of()));
      Set<String> known =
          Arrays.stream(GateState.values()).map(GateState::label).collect(Collectors.toSet());
      if (!known.containsAll(gates)) {
        settings.problem(
            prefix + "gates",
            String.join(",", new TreeSet<>(gates)),
            "must be of advisory, provisional and alerting");
      }
      boolean onlyEscalated = settings.flag(prefix + "only_escalated", false);
      int perHour = settings.number(prefix + "rate_limit", type.usualPerHour(), 0, 100_000);
      Optional<String> escalateTo = settings.text(prefix + "escalate_to");
      Duration escalateAfter =
          between("escalate_after", Duration.ofMinutes(30), Duration.ofDays(7));
      Template title = template("title", ChannelConfig.TITLE);
      Template text = template("text", ChannelConfig.TEXT);
      return url.map(uri ->
          new ChannelConfig(
              name,
              type,
              uri,
              token,
              type == ChannelType.PAGERDUTY ? routingKey : signing,
              timeout,
              repeat,
              severities,
              services,
              dimensions,
              gates,
              onlyEscalated,
              perHour,
              escalateTo,
              escalateAfter,
              title,
              text));
    }

    private Optional<URI> url(ChannelType type, boolean secrets) {
      String key = prefix + "url";
      String text = settings.text(key, type == ChannelType.PAGERDUTY ? PAGERDUTY : "");
      Optional<URI> url = address(settings, key, text);
      boolean secret = secrets || type == ChannelType.SLACK || type == ChannelType.PAGERDUTY;
      boolean insecure = settings.flag(prefix + "insecure", false);
      if (secret
          && !insecure
          && url.filter(u -> "http".equals(u.getScheme()) && !loopback(u.getHost())).isPresent()) {
        settings.problem(key, "", "would send a secret in clear: use https, or set insecure: true");
      }
      return url;
    }

    private Duration between(String key, Duration usual, Duration most) {
      Duration given = settings.duration(prefix + key, usual);
      if (given.compareTo(Duration.ofMillis(100)) < 0 || given.compareTo(most) > 0) {
        settings.problem(
            prefix + key, given, "must be between 100ms and " + most.toSeconds() + "s");
        return usual;
      }
      return given;
    }

    private Template template(String key, String usual) {
      String text = settings.text(prefix + key, usual);
      try {
        return new Template(text);
      } catch (IllegalArgumentException e) {
        settings.problem(prefix + key, text, String.valueOf(e.getMessage()));
        return new Template(usual);
      }
    }

    private static boolean loopback(String host) {
      try {
        return InetAddress.getByName(host).isLoopbackAddress();
      } catch (UnknownHostException e) {
        return false;
      }
    }
  }
}
