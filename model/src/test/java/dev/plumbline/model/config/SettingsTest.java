// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.model.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.model.error.ErrorKind;
import dev.plumbline.model.error.PlumblineException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class SettingsTest {
  @Test
  void readsEveryTypeOrItsDefault() {
    Settings settings =
        new Settings(
            "test",
            Map.of(
                "a.port", "[::1]:0",
                "a.time", "90s",
                "a.size", "2MiB",
                "a.flag", "TRUE",
                "a.list", List.of("x", "y"),
                "seg.tier", "app.tier"));

    assertThat(settings.endpoint("a.port", "127.0.0.1:1")).isEqualTo(new Endpoint("::1", 0));
    assertThat(settings.duration("a.time", Duration.ZERO)).isEqualTo(Duration.ofSeconds(90));
    assertThat(settings.bytes("a.size", "1MiB")).isEqualTo(2L << 20);
    assertThat(settings.flag("a.flag", false)).isTrue();
    assertThat(settings.list("a.list", List.of())).containsExactly("x", "y");
    assertThat(settings.map("seg")).containsExactly(Map.entry("tier", "app.tier"));
    assertThat(settings.number("a.missing", 7, 0, 10)).isEqualTo(7);
    settings.throwIfInvalid();
  }

  @Test
  void tellsEveryProblemInOneMessage() {
    Settings settings =
        new Settings(
            "plumbline.yaml",
            Map.of(
                "receivers.otlp.protocols.grpc.endpoint", "127.0.0.1:70000",
                "receivers.otlp.drain_timeout", "10",
                "receivers.otlp.protocols.grcp.endpoint", "x"));
    settings.endpoint("receivers.otlp.protocols.grpc.endpoint", "127.0.0.1:4317");
    settings.duration("receivers.otlp.drain_timeout", Duration.ofSeconds(10));

    assertThatThrownBy(settings::throwIfInvalid)
        .isInstanceOfSatisfying(
            PlumblineException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.INVALID_INPUT))
        .hasMessageContaining("plumbline.yaml: 3 problems, nothing was started")
        .hasMessageContaining(
            "receivers.otlp.protocols.grpc.endpoint = \"127.0.0.1:70000\": must be host:port")
        .hasMessageContaining("must be a duration with a unit, for example 10s")
        .hasMessageContaining("unknown key; did you mean receivers.otlp.protocols.grpc.endpoint?");
  }

  @Test
  void aSecretNeverPrintsItself() {
    Secret secret = new Settings("t", Map.of("k.s", "hunter2")).secret("k.s");

    assertThat(secret).hasToString("***");
    assertThat(secret.matches("hunter2")).isTrue();
    assertThat(secret.matches("hunter")).isFalse();
  }

  @Test
  void knowsWhatListensOnLoopbackOnly() {
    assertThat(Endpoint.parse("127.0.0.1:1").loopback()).isTrue();
    assertThat(Endpoint.parse("[::1]:1").loopback()).isTrue();
    assertThat(Endpoint.parse("0.0.0.0:1").loopback()).isFalse();
    assertThatThrownBy(() -> Endpoint.parse("::1:80")).hasMessageContaining("brackets");
  }
}
