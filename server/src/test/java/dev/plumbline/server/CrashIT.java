// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Promise: what is acknowledged is never lost, and never there twice. Kills real processes. */
final class CrashIT {
  private static final int SPANS = 50;

  @TempDir private Path folder;

  /** Seeds are fixed; where the kill hits differs from run to run, as in life. */
  @Test
  void everythingAcknowledgedIsThereExactlyOnceAfterKills() throws Exception {
    Random random = new Random(7);
    int acknowledged = 0;
    int request = 0;
    for (int round = 0; round < 3; round++) {
      Running plumbline = Running.start("run", folder);
      long killAt = System.nanoTime() + (500 + random.nextInt(2500)) * 1_000_000L;
      Thread killer =
          Thread.ofPlatform()
              .start(() -> {
                try {
                  Thread.sleep(Math.max(1, (killAt - System.nanoTime()) / 1_000_000));
                  plumbline.kill();
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              });
      boolean alive = true;
      while (alive) {
        // a request that got no answer is sent again to the next process, as exporters do
        alive = plumbline.send(Calls.request(request * SPANS, SPANS)) == 200;
        if (alive) {
          acknowledged++;
          request++;
        }
      }
      killer.join();
    }
    try (Running plumbline = Running.start("run", folder)) {
      assertThat(plumbline.send(Calls.request(request * SPANS, SPANS))).isEqualTo(200);
      acknowledged++;
      settle(plumbline);

      assertThat(acknowledged).isGreaterThan(3);
      // the unanswered requests were sent twice with other start times, but with the same ids
      assertThat(plumbline.sql("SELECT count(), uniqExact(TraceId, SpanId) FROM otel_traces"))
          .isEqualTo(acknowledged * SPANS + "\t" + acknowledged * SPANS);
      assertThat(plumbline.sql("SELECT count() FROM model_calls"))
          .isEqualTo(String.valueOf(acknowledged * SPANS));
    }
  }

  /** The store is a server that dies and comes back; the receiver goes on acknowledging. */
  @Test
  void aStoreThatIsDownDelaysAndLosesNothing() throws Exception {
    Path storeFolder = folder.resolve("store-host");
    Running host = Running.start("run", storeFolder);
    int port = host.port("clickhouse");
    try (Running plumbline =
        Running.start(
            "run", folder.resolve("front"), "--set", "store.url=http://127.0.0.1:" + port)) {
      assertThat(plumbline.send(Calls.request(0, SPANS))).isEqualTo(200);
      settle(plumbline);
      host.kill();

      assertThat(plumbline.send(Calls.request(SPANS, SPANS))).isEqualTo(200);
      Thread.sleep(2000);
      assertThat(plumbline.balance().get("spans_pending").asLong()).isEqualTo(SPANS);

      try (Running back =
          Running.start("run", storeFolder, "--set", "store.embedded.endpoint=127.0.0.1:" + port)) {
        settle(plumbline);
        assertThat(back.sql("SELECT count(), uniqExact(SpanId) FROM otel_traces"))
            .isEqualTo(2 * SPANS + "\t" + 2 * SPANS);
      }
    } finally {
      host.close();
    }
  }

  private static void settle(Running plumbline) throws Exception {
    Instant end = Instant.now().plus(Duration.ofSeconds(90));
    while (plumbline.balance().get("spans_pending").asLong() > 0) {
      assertThat(Instant.now()).as("pending spans are stored in time").isBefore(end);
      Thread.sleep(100);
    }
  }
}
