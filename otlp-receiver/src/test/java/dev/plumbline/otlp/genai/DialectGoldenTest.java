// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.otlp.genai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.model.ingest.Signal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What is read out of requests that the named instrumentations sent, none written by hand. */
class DialectGoldenTest {
  private static final Path FOLDER = Path.of("src/test/resources/dialects");

  @TestFactory
  List<DynamicTest> readsCapturedRequests() throws IOException {
    try (Stream<Path> files = Files.walk(FOLDER)) {
      List<DynamicTest> tests =
          files
              .filter(path -> path.toString().endsWith(".traces.binpb"))
              .sorted()
              .map(path -> DynamicTest.dynamicTest(name(path), () -> assertRead(path)))
              .toList();
      assertThat(tests).hasSizeGreaterThan(20);
      return tests;
    }
  }

  private static String name(Path path) {
    return FOLDER.relativize(path).toString().replace(".traces.binpb", "");
  }

  private static void assertRead(Path traces) throws IOException {
    GenAiReader reader = Requests.reader();
    Rows rows = new Rows();
    Path logs = traces.resolveSibling(traces.getFileName().toString().replace("traces", "logs"));
    rows.store(Requests.read(reader, Signal.TRACES, Files.readAllBytes(traces)));
    if (Files.exists(logs)) {
      rows.store(Requests.read(reader, Signal.LOGS, Files.readAllBytes(logs)));
    }
    Path expected =
        traces.resolveSibling(
            traces.getFileName().toString().replace(".traces.binpb", ".expected.json"));
    GoldenFile.assertMatches(expected, Pretty.json(rows.readings()));
  }
}
