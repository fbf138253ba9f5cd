// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.embedding;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/**
 * Embeds each distinct text once: the same canned answer, greeting or retrieved passage comes again
 * and again. Keeps the vectors of the texts that were asked for last. Thread-safe; two threads that
 * ask for the same new text at the same moment both compute it.
 */
public final class CachedEmbedder implements Embedder {
  private final Embedder embedder;
  private final Map<String, Embedding> known;
  private final LongAdder hits = new LongAdder();
  private final LongAdder runs = new LongAdder();

  /**
   * @param capacity texts; about 4 kB each
   */
  public CachedEmbedder(Embedder embedder, int capacity) {
    this.embedder = embedder;
    this.known =
        new LinkedHashMap<>(1024, 0.75f, true) {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<String, Embedding> eldest) {
            return size() > capacity;
          }
        };
  }

  @Override
  public Embedding embed(String text, Depth depth) {
    // far more than TOKENS tokens ever reach: a long text must not stay in memory for its vector
    String key = text.length() <= 4096 ? text : text.substring(0, 4096);
    synchronized (known) {
      Embedding found = known.get(key);
      if (found != null && (depth == Depth.MIDDLE || found.last().length > 0)) {
        hits.increment();
        return found;
      }
    }
    Embedding made = embedder.embed(key, depth);
    runs.increment();
    synchronized (known) {
      known.put(key, made);
    }
    return made;
  }

  /** Texts that were found in memory, since the start. */
  public long hits() {
    return hits.sum();
  }

  /** Texts that the model was run for, since the start. */
  public long runs() {
    return runs.sum();
  }

  @Override
  public String version() {
    return embedder.version();
  }

  @Override
  public void close() {
    embedder.close();
  }
}
