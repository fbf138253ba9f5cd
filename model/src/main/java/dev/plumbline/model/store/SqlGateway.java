// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.model.store;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;

/** Read-only SQL for analysts. Thread-safe. */
public interface SqlGateway {
  /**
   * Runs one reading statement and streams its result. Nothing can be changed by it, and nothing
   * outside the store can be reached.
   *
   * @param format a ClickHouse output format; the statement's own FORMAT wins
   * @param parameters values of {@code {name:Type}} placeholders
   * @throws dev.plumbline.model.error.PlumblineException INVALID_INPUT with the store's text when
   *     the statement is wrong or not a reading one, TOO_LARGE or TIMEOUT beyond the limits;
   *     nothing was written to {@code out} then
   */
  void query(String sql, String format, Map<String, String> parameters, Output out)
      throws IOException;

  /** Where a result goes: the type is known before the first byte. */
  interface Output {
    OutputStream open(String contentType) throws IOException;
  }
}
