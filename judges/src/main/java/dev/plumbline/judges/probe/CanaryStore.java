// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.judges.probe;

import java.util.List;

/** Keeps canary runs. Thread-safe. Errors as a {@link dev.plumbline.model.store.SpanStore}. */
public interface CanaryStore {
  void save(CanaryRun run);

  /** All runs of a judge, the oldest first. */
  List<CanaryRun> runs(String judge);
}
