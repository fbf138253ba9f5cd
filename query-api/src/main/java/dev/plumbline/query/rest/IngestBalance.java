// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.query.rest;

import dev.plumbline.query.http.Doc;
import java.util.SequencedMap;
import java.util.TreeMap;

/** Where every span went that was ever received. Taken at one moment. */
public record IngestBalance(
    @Doc("Spans accepted or refused since the data folder was made.") long received,
    @Doc("Spans in the store.") long stored,
    @Doc("Spans that had come before.") long duplicate,
    @Doc("Spans refused, by reason.") SequencedMap<String, Long> rejected,
    @Doc("Spans acknowledged and not yet stored.") long pending,
    @Doc("Spans passed on; in forward-only mode these stand for the stored ones.") long forwarded) {

  public IngestBalance {
    rejected = new TreeMap<>(rejected);
  }

  /** Refused for any reason. */
  public long rejectedTotal() {
    return rejected.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Spans that no counter accounts for: zero unless something is wrong. */
  public long missing() {
    return received - Math.max(stored, forwarded) - duplicate - rejectedTotal() - pending;
  }
}
