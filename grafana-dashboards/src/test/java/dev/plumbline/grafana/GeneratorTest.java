// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.grafana;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class GeneratorTest {
  private static final Path COMMITTED = Path.of("grafana");

  /** {@code -Dgolden.update=true} writes the files; review the difference. */
  @Test
  void committedFilesAreWhatTheGeneratorWrites() throws IOException {
    boolean update = Boolean.getBoolean("golden.update");
    for (Map.Entry<String, String> file : Generator.files().entrySet()) {
      Path path = COMMITTED.resolve(file.getKey());
      if (update) {
        Files.createDirectories(path.getParent());
        Files.writeString(path, file.getValue());
      }
      assertThat(path).content().as(file.getKey()).isEqualTo(file.getValue());
    }
  }

  @Test
  void nothingIsCommittedThatIsNotGenerated() throws IOException {
    try (Stream<Path> paths = Files.walk(COMMITTED)) {
      List<String> committed =
          paths
              .filter(Files::isRegularFile)
              .map(path -> COMMITTED.relativize(path).toString())
              .filter(path -> !path.equals("compose.yaml"))
              .sorted()
              .toList();
      assertThat(committed).containsExactlyElementsOf(Generator.files().keySet());
    }
  }

  @Test
  void refIdsAreUniqueWithinAPanel() {
    for (Panel panel : Overview.dashboard().panels()) {
      assertThat(panel.targets())
          .as(panel.title())
          .extracting(Target::refId)
          .doesNotHaveDuplicates();
    }
  }
}
