// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.model.config.Settings;
import dev.plumbline.model.error.PlumblineException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StoreConfigTest {
  @Test
  void usesTheEmbeddedEngineByDefault() {
    StoreConfig config = StoreConfig.read(Settings.empty());
    assertThat(config.url()).isEmpty();
    assertThat(config.database()).isEqualTo("plumbline");
    assertThat(config.retention()).isEqualTo(Duration.ofDays(90));
  }

  @Test
  void readsAServer() {
    Settings settings =
        new Settings(
            "test",
            Map.of(
                "store.url",
                "https://db:8443",
                "store.user",
                "plumb",
                "store.password",
                "secret",
                "store.retention",
                "30d"));
    StoreConfig config = StoreConfig.read(settings);
    settings.throwIfInvalid();
    assertThat(config.url()).contains(URI.create("https://db:8443"));
    assertThat(config.toString()).doesNotContain("secret");
    assertThat(config.retention()).isEqualTo(Duration.ofDays(30));
  }

  @Test
  void saysEveryProblemAtOnce() {
    Settings settings =
        new Settings(
            "test",
            Map.of(
                "store.url",
                "db:8123",
                "store.database",
                "a;b",
                "store.cluster",
                "c",
                "store.retention",
                "5h",
                "store.write_timeout",
                "0s"));
    StoreConfig.read(settings);
    assertThatThrownBy(settings::throwIfInvalid)
        .isInstanceOf(PlumblineException.class)
        .hasMessageContaining("5 problems")
        .hasMessageContaining("store.url")
        .hasMessageContaining("store.database")
        .hasMessageContaining("store.cluster")
        .hasMessageContaining("store.retention")
        .hasMessageContaining("store.write_timeout");
  }
}
