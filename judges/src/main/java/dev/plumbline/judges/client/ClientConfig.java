// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.judges.client;

import dev.plumbline.model.config.Secret;
import dev.plumbline.model.error.Checks;
import java.net.URI;
import java.time.Duration;
import java.util.SortedMap;

/**
 * Which model is asked, and how long one try may take.
 *
 * @param url base address, such as {@code https://api.openai.com/v1}
 * @param apiKey empty for servers that want none
 * @param headers further headers, name to value; their values count as secrets
 * @param timeout for one try, from connecting to the last byte
 * @param maxResponseBytes longer answers are a failure
 */
public record ClientConfig(
    Format format,
    URI url,
    String model,
    Secret apiKey,
    SortedMap<String, Secret> headers,
    Duration timeout,
    int maxResponseBytes) {
  public ClientConfig {
    Checks.notBlank("model", model);
    Checks.atLeast("maxResponseBytes", maxResponseBytes, 1024);
  }

  /** Wire format. */
  public enum Format {
    OPENAI,
    ANTHROPIC
  }
}
