// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.model.error;

import java.util.Locale;

/**
 * Why something was refused or failed. Every protocol maps each kind to its own status exactly once
 * (docs/architecture.md, "Errors").
 */
public enum ErrorKind {
  /** The caller's data breaks a rule; sending it again cannot help. */
  INVALID_INPUT,
  /** The caller's data is larger than a limit; sending it again cannot help. */
  TOO_LARGE,
  /** What was asked for does not exist. */
  NOT_FOUND,
  /** A bounded queue or disk is full; sending again later helps. */
  OVERLOADED,
  /** A component that is needed is down or stopping; sending again later helps. */
  UNAVAILABLE,
  /** A time limit passed; sending again may help. */
  TIMEOUT,
  /** Our fault. Senders of OTLP data drop the data after this. */
  INTERNAL;

  /** The value of the metric label {@code error.type}: the name in lower case. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
