// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.clickhouse.engine;

import dev.plumbline.model.config.Endpoint;
import dev.plumbline.model.error.PlumblineException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * An engine in a JVM of its own, for what ends a process. Prints the endpoint's address, or why it
 * did not start.
 */
final class EngineProcess {
  private EngineProcess() {}

  public static void main(String[] arguments) throws InterruptedException {
    try {
      EmbeddedEngine engine =
          EmbeddedEngine.start(EngineConfig.of(LibraryFile.locate(), Path.of(arguments[0])));
      System.out.println(ClickHouseHttpServer.start(engine, new Endpoint("127.0.0.1", 0)).url());
    } catch (PlumblineException e) {
      System.out.println(e.getMessage());
      System.exit(1);
    }
    new CountDownLatch(1).await();
  }

  static Process start(Path folder) throws IOException {
    return new ProcessBuilder(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "--enable-native-access=ALL-UNNAMED",
                "-Dplumbline.libchdb=" + LibraryFile.locate(),
                "-cp",
                System.getProperty("java.class.path"),
                EngineProcess.class.getName(),
                folder.toString()))
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  static String firstLine(Process process) throws IOException {
    BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
    String line = out.readLine();
    return line == null ? "" : line;
  }
}
