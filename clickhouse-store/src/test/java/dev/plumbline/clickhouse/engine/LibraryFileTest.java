// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.clickhouse.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.model.error.PlumblineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LibraryFileTest {
  @Test
  void looksWhereTheLauncherPutsIt() throws IOException {
    Path launcher = Path.of("../plumbline");
    assertThat(Files.readString(launcher)).contains("engine_version=" + LibraryFile.VERSION + "\n");
    assertThat(LibraryFile.fromEnvironment(Map.of("PLUMBLINE_CACHE", "/c")).toString())
        .startsWith("/c/chdb-" + LibraryFile.VERSION + "-")
        .endsWith("/libchdb.so");
    assertThat(LibraryFile.fromEnvironment(Map.of("PLUMBLINE_LIBCHDB", "/x/y.so")))
        .isEqualTo(Path.of("/x/y.so"));
    assertThat(LibraryFile.fromEnvironment(Map.of("XDG_CACHE_HOME", "/xdg")).toString())
        .startsWith("/xdg/plumbline/chdb-");
  }

  @Test
  void aMissingOrWrongLibraryIsNamedWithTheRemedy(@TempDir Path folder) throws IOException {
    assertThatThrownBy(
            () -> EmbeddedEngine.start(EngineConfig.of(folder.resolve("none.so"), folder)))
        .isInstanceOf(PlumblineException.class)
        .hasMessageContaining("./plumbline test")
        .hasMessageContaining("store.url");
    Path wrong = Files.writeString(folder.resolve("libchdb.so"), "no library");
    assertThatThrownBy(() -> EmbeddedEngine.start(EngineConfig.of(wrong, folder)))
        .isInstanceOf(PlumblineException.class)
        .hasMessageContaining("remove it");
  }
}
