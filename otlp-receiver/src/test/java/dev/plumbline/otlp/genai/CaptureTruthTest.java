// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.otlp.genai;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Reads all the captured telemetry as {@code replay_check.py} sends it and lets that compare what
 * was read with what really happened, cell by cell.
 */
class CaptureTruthTest {
  private static final Path TOOLS = Path.of("../../shared/captures/tools");
  private static final Pattern SHARE = Pattern.compile("([0-9.]+)% +(\\d+)/(\\d+) +\\S+ +(\\S+)");

  @TempDir Path folder;

  @Test
  void spansAndLogsTogether() throws Exception {
    assertRight("together", "-");
  }

  @Test
  void logsBeforeSpans() throws Exception {
    assertRight("before", "-");
  }

  @Test
  void logsAfterSpans() throws Exception {
    assertRight("after", "-");
  }

  @Test
  void inAnyOrder() throws Exception {
    assertRight("after", "11");
  }

  private void assertRight(String logs, String seed) throws Exception {
    Assumptions.assumeTrue(available());
    Path frames = folder.resolve("frames-" + logs + seed);
    Path script = Path.of("src/test/resources/dialects/requests.py");
    run("python3", script.toString(), TOOLS.toString(), frames.toString(), logs, seed);
    Rows rows = Requests.replay(frames);
    Path file = folder.resolve("rows-" + logs + seed + ".json");
    Files.writeString(file, rows.json());

    String report =
        run(
            "python3",
            TOOLS.resolve("replay_check.py").toString(),
            "--from-rows",
            file.toString(),
            "--cell-floor",
            "0.97");

    int folders = 0;
    Matcher line = SHARE.matcher(report);
    while (line.find()) {
      folders++;
      assertThat(Double.parseDouble(line.group(1)))
          .as("%s (logs %s, seed %s)%n%s", line.group(4), logs, seed, report)
          .isGreaterThanOrEqualTo(97.0);
    }
    assertThat(folders).isGreaterThan(20);
  }

  /** Other checks of the reader run on small copies in the project. */
  private static boolean available() {
    if (!Files.isDirectory(TOOLS)) {
      System.err.println("../shared/captures is not there: not compared with their truth");
      return false;
    }
    try {
      run("python3", "--version");
      return true;
    } catch (IOException | InterruptedException e) {
      System.err.println("python3 is missing: not compared with the truth of the captures");
      return false;
    }
  }

  private static String run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(List.of(command)).redirectErrorStream(true).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(out).isZero();
    return out;
  }
}
