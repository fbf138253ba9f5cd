// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.judges;

import dev.plumbline.judges.budget.Budget;
import dev.plumbline.judges.client.ClientConfig;
import dev.plumbline.judges.client.ClientConfig.Format;
import dev.plumbline.judges.rubric.Rubrics;
import dev.plumbline.model.config.Secret;
import dev.plumbline.model.config.Settings;
import dev.plumbline.model.error.PlumblineException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Every judge that is configured: none by default.
 *
 * @param rubricFolder rubrics of the user's own
 */
public record JudgesConfig(Optional<Path> rubricFolder, List<JudgeConfig> judges) {
  private static final String PREFIX = "evaluators.judges";
  private static final Set<String> KEYS =
      Set.of(
          "enabled",
          "format",
          "url",
          "model",
          "api_key",
          "insecure",
          "timeout",
          "max_response_bytes",
          "rubrics",
          "suffix",
          "sampling",
          "floor",
          "salt",
          "format_gate",
          "tenant",
          "budget.usd_per_hour",
          "budget.calls_per_hour",
          "budget.tenant_share",
          "price.input",
          "price.output",
          "settle",
          "concurrency",
          "queue",
          "skip_own_family",
          "votes",
          "canaries");

  public JudgesConfig {
    judges = List.copyOf(judges);
  }

  public static JudgesConfig none() {
    return new JudgesConfig(Optional.empty(), List.of());
  }

  public static JudgesConfig read(Settings settings) {
    Optional<Path> folder =
        settings
            .text("evaluators.rubrics.folder")
            .map(_ -> settings.path("evaluators.rubrics.folder", ""));
    TreeSet<String> names = new TreeSet<>();
    for (Map.Entry<String, String> entry : settings.map(PREFIX).entrySet()) {
      String key = entry.getKey();
      int dot = key.indexOf('.');
      String name = dot < 0 ? key : key.substring(0, dot);
      String rest = dot < 0 ? "" : key.substring(dot + 1);
      if (!name.matches("[a-z][a-z0-9_]{0,40}")) {
        settings.problem(
            PREFIX + "." + key,
            "",
            "the judge's name must be lower_snake_case, at most 41 letters");
      } else {
        names.add(name);
      }
      // values may be secrets: they are not shown
      if (!KEYS.contains(rest) && !rest.startsWith("headers.")) {
        settings.problem(
            PREFIX + "." + key,
            "",
            "unknown key; "
                + PREFIX
                + "."
                + name
                + " takes "
                + String.join(", ", new TreeSet<>(KEYS))
                + ", headers.NAME");
      }
    }
    List<JudgeConfig> judges = new ArrayList<>();
    Optional<Rubrics> rubrics = names.isEmpty() ? Optional.empty() : rubrics(settings, folder);
    Map<String, String> owners = new TreeMap<>();
    for (String name : names) {
      new OneJudge(settings, name)
          .read()
          .ifPresent(judge -> {
            rubrics.ifPresent(known -> check(settings, judge, known, owners));
            judges.add(judge);
          });
    }
    return new JudgesConfig(folder, judges);
  }

  /** Built-in rubrics and the user's. */
  public Rubrics rubrics() {
    return rubricFolder.map(Rubrics::with).orElseGet(Rubrics::builtIn);
  }

  /** Names of what the enabled judges score, where no other evaluator scores it. */
  public Set<String> dimensions() {
    Set<String> names = new TreeSet<>();
    if (judges.isEmpty()) {
      return names;
    }
    Rubrics all = rubrics();
    for (JudgeConfig judge : judges) {
      if (judge.enabled()) {
        for (String id : all.panel(judge.rubrics()).rubrics()) {
          names.add(all.find(id).orElseThrow().dimension() + judge.suffix());
        }
      }
    }
    return names;
  }

  private static Optional<Rubrics> rubrics(Settings settings, Optional<Path> folder) {
    try {
      return Optional.of(folder.map(Rubrics::with).orElseGet(Rubrics::builtIn));
    } catch (PlumblineException e) {
      settings.problem(
          "evaluators.rubrics.folder",
          folder.map(Path::toString).orElse(""),
          String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  private static void check(
      Settings settings, JudgeConfig judge, Rubrics rubrics, Map<String, String> owners) {
    String key = PREFIX + "." + judge.name() + ".rubrics";
    try {
      for (String id : rubrics.panel(judge.rubrics()).rubrics()) {
        String dimension = rubrics.find(id).orElseThrow().dimension() + judge.suffix();
        String other = owners.putIfAbsent(dimension, judge.name());
        if (other != null) {
          settings.problem(
              key,
              dimension,
              "comes from judge " + other + " too; give one of them a suffix, for example _b");
        }
      }
    } catch (PlumblineException e) {
      settings.problem(key, String.join(",", judge.rubrics()), String.valueOf(e.getMessage()));
    }
  }

  /** Reads the keys of one judge. One thread. */
  private static final class OneJudge {
    private final Settings settings;
    private final String name;

    OneJudge(Settings settings, String name) {
      this.settings = settings;
      this.name = name;
    }

    private String key(String rest) {
      return PREFIX + "." + name + "." + rest;
    }

    Optional<JudgeConfig> read() {
      Optional<ClientConfig> client = client();
      double sampling = settings.decimal(key("sampling"), 0.05, 0, 1);
      double floor = settings.decimal(key("floor"), Math.max(sampling / 2, 2 * sampling - 1), 0, 1);
      if (floor > sampling) {
        settings.problem(key("floor"), floor, "must be at most sampling, which is " + sampling);
      }
      String suffix = settings.text(key("suffix"), "");
      if (!suffix.matches("[a-z0-9_]{0,20}")) {
        settings.problem(key("suffix"), suffix, "must be lower-case letters, digits and _");
      }
      Budget.Limits budget =
          new Budget.Limits(
              settings.decimal(key("budget.usd_per_hour"), 1, 0, 1e6),
              settings.number(key("budget.calls_per_hour"), 600, 0, 10_000_000),
              settings.decimal(key("budget.tenant_share"), 0.5, 0, 1));
      int votes = settings.number(key("votes"), 1, 1, 3);
      if (votes == 2) {
        settings.problem(key("votes"), votes, "must be 1 or 3");
      }
      Optional<JudgeConfig.Price> price = price();
      boolean enabled = settings.flag(key("enabled"), true);
      List<String> rubrics = settings.list(key("rubrics"), List.of("default"));
      String salt = settings.text(key("salt"), "plumbline");
      boolean formatGate = settings.flag(key("format_gate"), true);
      String tenant = settings.text(key("tenant"), "customer");
      Duration settle = settings.duration(key("settle"), Duration.ofSeconds(5));
      int concurrency = settings.number(key("concurrency"), 4, 1, 100);
      int queue = settings.number(key("queue"), 1000, 1, 100_000);
      boolean skipOwn = settings.flag(key("skip_own_family"), false);
      int canaries = settings.number(key("canaries"), 100, 0, 200);
      if (rubrics.isEmpty()) {
        settings.problem(key("rubrics"), "", "must name at least one rubric");
      }
      if (client.isEmpty() || floor > sampling || rubrics.isEmpty()) {
        return Optional.empty();
      }
      return Optional.of(
          new JudgeConfig(
              name,
              enabled,
              client.get(),
              rubrics,
              suffix,
              sampling,
              floor,
              salt,
              formatGate,
              tenant,
              budget,
              price,
              settle,
              concurrency,
              queue,
              skipOwn,
              votes,
              canaries));
    }

    private Optional<JudgeConfig.Price> price() {
      double input = settings.decimal(key("price.input"), -1, -1, 1e6);
      double output = settings.decimal(key("price.output"), -1, -1, 1e6);
      if (input < 0 && output < 0) {
        return Optional.empty();
      }
      if (input < 0 || output < 0) {
        settings.problem(
            key(input < 0 ? "price.input" : "price.output"), "", "price needs input and output");
      }
      return Optional.of(new JudgeConfig.Price(Math.max(0, input), Math.max(0, output)));
    }

    private Optional<ClientConfig> client() {
      Format format = settings.choice(key("format"), Format.class, Format.OPENAI);
      String model = settings.text(key("model"), "");
      if (model.isBlank()) {
        settings.problem(key("model"), model, "must name a model");
      }
      Secret apiKey = settings.secret(key("api_key"));
      TreeMap<String, Secret> headers = new TreeMap<>();
      settings
          .map(key("headers"))
          .forEach((header, value) -> headers.put(header, new Secret(value)));
      for (String header : headers.keySet()) {
        if (!header.matches("[A-Za-z0-9-]{1,64}")
            || Set.of("host", "content-length", "connection", "upgrade", "expect", "content-type")
                .contains(header.toLowerCase(Locale.ROOT))) {
          settings.problem(key("headers." + header), "", "is no header that may be set");
          return Optional.empty();
        }
      }
      Duration timeout = settings.duration(key("timeout"), Duration.ofSeconds(60));
      if (timeout.isZero()) {
        settings.problem(key("timeout"), "0s", "must be longer than zero");
      }
      long bytes = settings.bytes(key("max_response_bytes"), "1MiB");
      if (bytes < 1024 || bytes > 64L << 20) {
        settings.problem(key("max_response_bytes"), bytes, "must be between 1KiB and 64MiB");
      }
      Optional<URI> url = url(format, !apiKey.isEmpty() || !headers.isEmpty());
      if (model.isBlank() || timeout.isZero() || bytes < 1024 || bytes > 64L << 20) {
        return Optional.empty();
      }
      return url.map(
          uri -> new ClientConfig(format, uri, model, apiKey, headers, timeout, (int) bytes));
    }

    private Optional<URI> url(Format format, boolean secrets) {
      String fallback =
          switch (format) {
            case OPENAI -> "https://api.openai.com/v1";
            case ANTHROPIC -> "https://api.anthropic.com";
          };
      String text = settings.text(key("url"), fallback);
      boolean insecure = settings.flag(key("insecure"), false);
      String rule = "must be an http or https address without query, user or fragment";
      try {
        URI uri = URI.create(text);
        boolean http = "http".equals(uri.getScheme());
        if (uri.getHost() == null
            || uri.getRawUserInfo() != null
            || uri.getRawFragment() != null
            || uri.getRawQuery() != null
            || !(http || "https".equals(uri.getScheme()))) {
          settings.problem(key("url"), "", rule);
          return Optional.empty();
        }
        if (http && secrets && !insecure && !loopback(uri.getHost())) {
          settings.problem(
              key("url"), text, "would send a key in clear: use https, or set insecure: true");
        }
        return Optional.of(uri);
      } catch (IllegalArgumentException e) {
        settings.problem(key("url"), "", rule);
        return Optional.empty();
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
