// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.judges.client;

import dev.plumbline.model.config.Secret;
import java.net.URI;
import java.net.http.HttpRequest;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A provider's way of writing questions and answers. Stateless. */
interface WireFormat {
  /** Where questions go, given the address from the configuration. */
  URI address(URI base);

  void authorize(HttpRequest.Builder request, Secret key);

  ObjectNode write(ModelRequest request, String model, Accepted accepted);

  /**
   * Reads a good answer.
   *
   * @throws MalformedAnswer when it is not this format
   */
  ModelReply read(JsonNode body, String requestModel) throws MalformedAnswer;

  /** The next simpler way of asking for structure; the same when there is none. */
  Accepted simpler(Accepted accepted);

  /** An answer of another format. Carries nothing of it. */
  final class MalformedAnswer extends Exception {
    private static final long serialVersionUID = 1L;

    MalformedAnswer(String message) {
      super(message);
    }
  }
}
