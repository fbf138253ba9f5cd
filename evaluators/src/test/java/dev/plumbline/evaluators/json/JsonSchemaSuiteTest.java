// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.SpecificationVersion;
import dev.plumbline.evaluators.json.Schemas.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The official JSON-Schema-Test-Suite (MIT), read from the folder that the system property {@code
 * json.schema.suite} names; it holds {@code tests} and {@code remotes}. Every required test must
 * pass. The suite's remote documents are given to the validator beforehand: nothing is fetched.
 */
class JsonSchemaSuiteTest {
  private static final JsonMapper JSON = new JsonMapper();

  @ParameterizedTest
  @CsvSource({"draft2020-12", "draft2019-09", "draft7"})
  void passesEveryRequiredTest(String draft) throws Exception {
    String folder = System.getProperty("json.schema.suite", "");
    if (folder.isEmpty()) {
      System.err.println("json.schema.suite names no folder: " + draft + " was not run");
      return;
    }
    Path suite = Path.of(folder);
    Schemas schemas = new Schemas(version(draft), remotes(suite.resolve("remotes")));
    List<String> failed = new ArrayList<>();
    int run = 0;
    for (Path file : jsonFiles(suite.resolve("tests").resolve(draft), 1)) {
      for (JsonNode group : JSON.readTree(Files.readString(file))) {
        for (JsonNode test : group.path("tests")) {
          run++;
          Verdict verdict = schemas.check(group.path("schema").toString(), test.path("data"));
          boolean right =
              test.path("valid").asBoolean()
                  ? verdict instanceof Verdict.Valid
                  : verdict instanceof Verdict.Broken;
          if (!right) {
            failed.add(
                file.getFileName()
                    + ": "
                    + group.path("description").asString()
                    + ": "
                    + test.path("description").asString()
                    + " -> "
                    + verdict);
          }
        }
      }
    }
    System.err.printf("JSON Schema %s: %d of %d required tests%n", draft, run - failed.size(), run);
    assertThat(run).isGreaterThan(500);
    assertThat(failed).isEmpty();
  }

  private static SpecificationVersion version(String draft) {
    return switch (draft) {
      case "draft2020-12" -> SpecificationVersion.DRAFT_2020_12;
      case "draft2019-09" -> SpecificationVersion.DRAFT_2019_09;
      default -> SpecificationVersion.DRAFT_7;
    };
  }

  /** The suite has them under this address. */
  private static Map<String, String> remotes(Path folder) throws IOException {
    Map<String, String> out = new HashMap<>();
    for (Path file : jsonFiles(folder, 8)) {
      String path = folder.relativize(file).toString().replace('\\', '/');
      out.put("http://localhost:1234/" + path, Files.readString(file));
    }
    return out;
  }

  private static List<Path> jsonFiles(Path folder, int depth) throws IOException {
    try (Stream<Path> files = Files.walk(folder, depth)) {
      return files.filter(file -> file.toString().endsWith(".json")).sorted().toList();
    }
  }
}
