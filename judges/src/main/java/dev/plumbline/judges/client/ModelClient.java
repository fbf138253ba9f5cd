// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.judges.client;

/** Asks one model. Thread-safe. */
public interface ModelClient extends AutoCloseable {
  /** Waits for the answer; a failure is an answer too and never an exception. */
  ModelReply ask(ModelRequest request) throws InterruptedException;

  /** The model that is asked for. */
  String model();

  /** The parameters that go with each request, as the provider accepts them; for the versions. */
  String parameters();

  /** True when asking is pointless for now. */
  boolean resting();

  @Override
  void close();
}
