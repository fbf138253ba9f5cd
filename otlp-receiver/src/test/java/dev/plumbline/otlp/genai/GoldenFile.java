// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.otlp.genai;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Expected text in a file; {@code -Dgolden.update=true} writes it anew. */
final class GoldenFile {
  private GoldenFile() {}

  static void assertMatches(Path file, String actual) throws IOException {
    if (Boolean.getBoolean("golden.update")) {
      Files.writeString(file, actual);
    }
    assertThat(file).as("missing golden file: run with -Dgolden.update=true").exists();
    assertThat(actual).as(file.toString()).isEqualTo(Files.readString(file));
  }
}
