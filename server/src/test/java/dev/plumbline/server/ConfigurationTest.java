// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.model.config.Settings;
import dev.plumbline.model.error.PlumblineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ConfigurationTest {
  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| `([a-z0-9_.]+)` \\| (.*?) \\| .+ \\|$");

  @TempDir private Path folder;

  @Test
  void everyKeyAndItsDefaultStandOnTheConfigurationPage() throws IOException {
    Map<String, String> written = new TreeMap<>();
    Matcher matcher = ROW.matcher(Files.readString(Path.of("../docs/configuration.md")));
    while (matcher.find()) {
      String value = matcher.group(2);
      written.put(matcher.group(1), value.equals("empty") ? "" : value.replace("`", ""));
    }
    Settings settings = Settings.empty();
    AppConfig.read(settings, folder);
    Map<String, String> known = new TreeMap<>(settings.knownKeys());
    known.keySet().removeIf(key -> key.matches("evaluators\\.(?!pooled\\.)[a-z_]+\\.enabled"));

    assertThat(written).isEqualTo(known);
  }

  @Test
  void fileThenEnvironmentThenCommandLine() throws IOException {
    Path file =
        write("store:\n  database: a\n  user: a\n  retention: 30d\nauth:\n  tokens: [x, y]\n");
    Settings settings =
        new ConfigLoader(Map.of("PLUMBLINE_STORE__USER", "b", "PLUMBLINE_STORE__RETENTION", "31d"))
            .load(Optional.of(file), List.of("store.retention=32d"));

    assertThat(settings.text("store.database", "")).isEqualTo("a");
    assertThat(settings.text("store.user", "")).isEqualTo("b");
    assertThat(settings.text("store.retention", "")).isEqualTo("32d");
    assertThat(settings.list("auth.tokens", List.of())).containsExactly("x", "y");
  }

  @Test
  void environmentReferencesAreReplaced() throws IOException {
    Path file = write("store:\n  password: ${env:SECRET}\n  user: ${env:NOBODY:-me}\n");
    Settings settings =
        new ConfigLoader(Map.of("SECRET", "a$b")).load(Optional.of(file), List.of());

    assertThat(settings.secret("store.password").reveal()).isEqualTo("a$b");
    assertThat(settings.text("store.user", "")).isEqualTo("me");
  }

  @Test
  void allProblemsOfAllModulesStandInOneMessage() throws IOException {
    Path file =
        write(
            """
            receivers: {otlp: {protocols: {grpc: {endpoint: "0.0.0.0:4317"}}, drain_timeout: 10}}
            store: {url: "ftp://x", retention: 1h}
            drift: {rolling_z: {window: 90s, sigmaz: 3}}
            query: {endpoint: nowhere}
            """);
    Settings settings = new ConfigLoader(Map.of()).load(Optional.of(file), List.of());

    assertThatThrownBy(() -> AppConfig.read(settings, folder))
        .hasMessageContaining("nothing was started")
        .hasMessageContaining("receivers.otlp.protocols.grpc.endpoint")
        .hasMessageContaining("receivers.otlp.drain_timeout")
        .hasMessageContaining("store.url")
        .hasMessageContaining("store.retention")
        .hasMessageContaining("drift.rolling_z.window")
        .hasMessageContaining("did you mean drift.rolling_z.sigmas?")
        .hasMessageContaining("query.endpoint");
  }

  /** Any text is a configuration or a clear error; seeds are fixed. */
  @Test
  void randomFilesAreReadOrRefusedWithASentence() throws IOException {
    String alphabet = "ab:- \n{}[]\"'#&*!|>%@`,?\t0123";
    for (int seed = 0; seed < 500; seed++) {
      Random random = new Random(seed);
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(80); i > 0; i--) {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      Path file = write(text.toString());
      try {
        AppConfig.read(new ConfigLoader(Map.of()).load(Optional.of(file), List.of()), folder);
      } catch (PlumblineException e) {
        assertThat(e).as("seed %s", seed).hasMessageContaining(file.toString());
      }
    }
  }

  @Test
  void freePortsAreOverriddenByAnExplicitPort() throws CommandLine.WrongUse {
    CommandLine line =
        CommandLine.parse(List.of("--set", "query.endpoint=127.0.0.1:9", "--free-ports"), "data");
    Settings settings = new ConfigLoader(Map.of()).load(line.config(), line.allAssignments());

    assertThat(settings.endpoint("query.endpoint", "127.0.0.1:1").port()).isEqualTo(9);
    assertThat(settings.endpoint("store.embedded.endpoint", "127.0.0.1:1").port()).isZero();
  }

  private Path write(String text) throws IOException {
    return Files.writeString(folder.resolve("plumbline.yaml"), text);
  }
}
