// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.embedding;

/**
 * Turns texts into vectors. The same text gives the same vector, whatever else is embedded.
 * Thread-safe.
 */
public interface Embedder extends AutoCloseable {
  /** Tokens that are looked at; what is behind them is cut off. */
  int TOKENS = 64;

  Embedding embed(String text, Depth depth);

  /** Name and hash of the model, for the version of a score. */
  String version();

  @Override
  void close();
}
