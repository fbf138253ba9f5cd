// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.model.genai;

import java.util.Locale;

/** Why a call failed, in one vocabulary for all providers. */
public enum CallError {
  RATE_LIMIT,
  TIMEOUT,
  AUTH,
  SERVER,
  BAD_REQUEST,
  CONTENT,
  OTHER;

  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
