// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.model.genai;

import java.util.Locale;

/** Why a model stopped, in one vocabulary for all providers. */
public enum FinishReason {
  STOP,
  LENGTH,
  TOOL_CALL,
  CONTENT_FILTER,
  REFUSAL,
  ERROR,
  OTHER;

  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
