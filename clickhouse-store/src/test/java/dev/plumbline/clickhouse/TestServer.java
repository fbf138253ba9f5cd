// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.clickhouse;

import java.net.URI;
import org.junit.jupiter.api.Assumptions;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * A ClickHouse server of the oldest supported version, one for the test JVM, where Docker exists.
 */
final class TestServer {
  private static final String IMAGE = "clickhouse/clickhouse-server:25.8";
  private static final int HTTP = 8123;

  private static final class Holder {
    static final GenericContainer<?> CONTAINER = started();

    private static GenericContainer<?> started() {
      GenericContainer<?> container =
          new GenericContainer<>(DockerImageName.parse(IMAGE))
              .withExposedPorts(HTTP)
              .withEnv("CLICKHOUSE_SKIP_USER_SETUP", "1");
      container.start();
      return container;
    }
  }

  private TestServer() {}

  /** Skips the calling suite, by name, on a machine without Docker. */
  static TestStore store() {
    Assumptions.assumeTrue(
        DockerClientFactory.instance().isDockerAvailable(),
        "ClickHouse server suite skipped: Docker is not available");
    GenericContainer<?> server = Holder.CONTAINER;
    return TestStore.at(
        URI.create("http://" + server.getHost() + ":" + server.getMappedPort(HTTP)));
  }
}
