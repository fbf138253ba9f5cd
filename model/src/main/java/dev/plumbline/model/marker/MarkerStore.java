// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.model.marker;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Keeps markers that were declared. Thread-safe. */
public interface MarkerStore {
  /** Stores a marker; one with the same id replaces it. */
  void save(Marker marker);

  /**
   * Markers in a stretch of time, the latest first; at most 10,000.
   *
   * @param service those of this service and those of all services; empty for every marker
   */
  List<Marker> list(Optional<String> service, Instant from, Instant to);
}
