// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.otlp.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.model.config.Settings;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class IngestLogConfigTest {
  private static final Path FOLDER = Path.of("log");

  @Test
  void readsItsDefaults() {
    assertThat(IngestLogConfig.read(Settings.empty(), FOLDER))
        .isEqualTo(IngestLogConfig.defaults(FOLDER));
  }

  @Test
  void saysWhenTheBoundLeavesNoRoomForSegments() {
    Settings settings = new Settings("test", Map.of("ingest_log.max_bytes", "100MiB"));
    IngestLogConfig.read(settings, FOLDER);
    assertThatThrownBy(settings::throwIfInvalid)
        .hasMessageContaining("ingest_log.max_bytes")
        .hasMessageContaining("at least 4 times ingest_log.segment_bytes");
  }
}
