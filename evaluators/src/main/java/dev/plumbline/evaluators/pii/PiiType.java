// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.pii;

import java.util.Locale;

/** Kinds of personal data that can be told by their form. */
public enum PiiType {
  EMAIL,
  PHONE,
  /** A payment card number that passes its checksum. */
  CARD,
  /** A bank account number that passes its checksum. */
  IBAN,
  /** A US social security number. */
  SSN,
  IP,
  URL;

  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
