// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.clickhouse.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Starting, ending and killing a process with the engine in it. */
class EngineProcessIT {
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private static final int ROWS = 1000;

  @TempDir Path folder;

  @Test
  void everythingAnsweredSurvivesAKill() throws Exception {
    AtomicInteger answered = new AtomicInteger();
    Process process = EngineProcess.start(folder);
    try {
      String url = EngineProcess.firstLine(process);
      post(url, "CREATE TABLE kept (batch UInt32, n UInt32) ENGINE = MergeTree ORDER BY n");
      Thread killer =
          Thread.ofPlatform()
              .start(() -> {
                while (answered.get() < 25) {
                  Thread.onSpinWait();
                }
                process.destroyForcibly();
              });
      try {
        for (int batch = 0; batch < 1000; batch++) {
          StringBuilder rows = new StringBuilder("INSERT INTO kept FORMAT TSV\n");
          for (int n = 0; n < ROWS; n++) {
            rows.append(batch).append('\t').append(n).append('\n');
          }
          if (post(url, rows.toString()).statusCode() != 200) {
            break;
          }
          answered.incrementAndGet();
        }
      } catch (IOException e) {
        // it is dead
      }
      killer.join();
      process.waitFor();
    } finally {
      process.destroyForcibly();
    }
    Process again = EngineProcess.start(folder);
    try {
      String url = EngineProcess.firstLine(again);
      HttpResponse<String> whole =
          post(
              url,
              "SELECT countIf(c = %d AND batch < %d) FROM (SELECT batch, count() AS c FROM kept GROUP BY batch)"
                  .formatted(ROWS, answered.get()));
      assertThat(whole.body()).isEqualTo(answered.get() + "\n");
      assertThat(answered.get()).isBetween(25, 999);
    } finally {
      again.destroyForcibly();
      again.waitFor();
    }
  }

  @Test
  void aSecondProcessOnTheFolderStopsWithASentence() throws Exception {
    Process first = EngineProcess.start(folder);
    try {
      assertThat(EngineProcess.firstLine(first)).startsWith("http://127.0.0.1:");
      Process second = EngineProcess.start(folder);
      assertThat(EngineProcess.firstLine(second))
          .startsWith("another Plumbline process is using the data folder " + folder);
      assertThat(second.waitFor()).isEqualTo(1);
      first.destroy();
      assertThat(first.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(first.exitValue()).as("SIGTERM ends it in order").isEqualTo(143);
    } finally {
      first.destroyForcibly();
    }
  }

  private static HttpResponse<String> post(String url, String statement)
      throws IOException, InterruptedException {
    return CLIENT.send(
        HttpRequest.newBuilder(URI.create(url)).POST(BodyPublishers.ofString(statement)).build(),
        BodyHandlers.ofString());
  }
}
