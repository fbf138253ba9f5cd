// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.query.operations;

import java.io.IOException;
import java.io.OutputStream;

/** The process's own metrics in an exposition format. Thread-safe. */
public interface MetricsPage {
  /**
   * Which format suits the scraper.
   *
   * @param accept header {@code Accept}; empty when there was none
   * @return media type, with parameters
   */
  String contentType(String accept);

  /**
   * Writes all metrics in the format of {@link #contentType}.
   *
   * @param accept the same as there
   */
  void write(String accept, OutputStream out) throws IOException;
}
