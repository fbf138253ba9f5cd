// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.model.store;

import java.util.List;

/** Is told of calls as soon as they are stored. Never blocks and never throws. Thread-safe. */
@FunctionalInterface
public interface StoredCalls {
  /**
   * Takes spans that are calls, with their inline scores. A call comes again when later data
   * changed what is known of it, and may come again after a restart.
   */
  void stored(List<StoredSpan> calls);

  /** Nobody listens. */
  static StoredCalls none() {
    return _ -> {};
  }

  /** Both listen. */
  default StoredCalls and(StoredCalls other) {
    return calls -> {
      stored(calls);
      other.stored(calls);
    };
  }
}
