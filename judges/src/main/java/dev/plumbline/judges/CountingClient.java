// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.judges;

import dev.plumbline.judges.client.ModelClient;
import dev.plumbline.judges.client.ModelReply;
import dev.plumbline.judges.client.ModelRequest;
import dev.plumbline.model.genai.Usage;
import java.util.List;
import java.util.function.Consumer;

/** Tells what each answer used. Closes nothing: the client belongs to its judge. Thread-safe. */
final class CountingClient implements ModelClient {
  private final ModelClient client;
  private final Consumer<List<Usage>> purse;

  CountingClient(ModelClient client, Consumer<List<Usage>> purse) {
    this.client = client;
    this.purse = purse;
  }

  @Override
  public ModelReply ask(ModelRequest request) throws InterruptedException {
    ModelReply reply = client.ask(request);
    purse.accept(
        switch (reply) {
          case ModelReply.Answered answered -> List.of(answered.usage());
          case ModelReply.Declined declined -> List.of(declined.usage());
          case ModelReply.Failed _ -> List.of();
        });
    return reply;
  }

  @Override
  public String model() {
    return client.model();
  }

  @Override
  public String parameters() {
    return client.parameters();
  }

  @Override
  public boolean resting() {
    return client.resting();
  }

  @Override
  public void close() {
    // the judge closes it
  }
}
