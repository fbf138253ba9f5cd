// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.model.genai;

import java.util.Locale;

/** How much of a call's text is known. */
public enum ContentState {
  FULL,
  REDACTED,
  HASHED,
  /** No content was captured; the call must still be useful on tokens and times. */
  NONE;

  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
