// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.query.http;

/** How an API treats parameters that it does not know, and how it says what went wrong. */
public enum ApiStyle {
  /** Unknown parameters are refused; failures are {@code application/problem+json} (RFC 9457). */
  OWN,
  /** Unknown parameters are ignored; failures are the Prometheus envelope. */
  PROMETHEUS,
  /** Unknown parameters are ignored; failures are a plain sentence. */
  PLAIN
}
