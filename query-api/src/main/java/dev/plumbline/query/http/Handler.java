// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.query.http;

import java.io.IOException;

/**
 * Answers one request. Runs on a virtual thread of its own and is interrupted at the time limit.
 */
@FunctionalInterface
public interface Handler {
  /**
   * Makes the answer.
   *
   * @throws dev.plumbline.model.error.PlumblineException mapped to a status by its kind
   */
  Answer handle(Request request) throws IOException, InterruptedException;
}
