// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.model.feedback;

/**
 * How many calls of a service carry a field that scores and segments need.
 *
 * @param field content, system, session, user, prompt_version, documents, feature, usage, cost or
 *     response_id
 * @param calls all calls of the stretch
 * @param covered calls that carry it
 */
public record Coverage(String service, String field, long calls, long covered) {
  /** 0 to 1. */
  public double ratio() {
    return calls == 0 ? 0 : (double) covered / calls;
  }
}
