// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.model.config;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** A token or password. Prints {@code ***}, compares in constant time. */
public final class Secret {
  private final String value;

  public Secret(String value) {
    this.value = value;
  }

  /** The secret itself, for the one place that must send it. */
  public String reveal() {
    return value;
  }

  public boolean isEmpty() {
    return value.isEmpty();
  }

  /** Takes the same time whether the first or the last character differs. */
  public boolean matches(String candidate) {
    return MessageDigest.isEqual(
        value.getBytes(StandardCharsets.UTF_8), candidate.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public String toString() {
    return "***";
  }
}
