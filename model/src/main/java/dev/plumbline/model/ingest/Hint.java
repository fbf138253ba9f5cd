// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.model.ingest;

import dev.plumbline.model.error.Checks;

/**
 * What the appender knows already about a payload, typically its decoded form, handed to the reader
 * of the same process so that it need not decode again. It is kept in memory only while there is
 * room, so a reader must manage without it.
 *
 * @param value not changed by anyone after it was handed over
 * @param approximateBytes the heap it holds, for the bound of the cache
 */
public record Hint(Object value, long approximateBytes) {
  public Hint {
    Checks.atLeast("approximateBytes", approximateBytes, 0);
  }
}
