// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.model.hash;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 (FIPS 180-4) of texts, as UTF-8, and of bytes. */
public final class Sha256 {
  private Sha256() {}

  /** The first {@code chars} (even, at most 64) lower-case hex characters of the hash. */
  public static String hex(String text, int chars) {
    return hex(text.getBytes(StandardCharsets.UTF_8), chars);
  }

  /** As {@link #hex(String, int)}, of bytes. */
  public static String hex(byte[] bytes, int chars) {
    return HexFormat.of().formatHex(digest(bytes), 0, chars / 2);
  }

  /** The 32 bytes of the hash. */
  public static byte[] digest(byte[] bytes) {
    return start().digest(bytes);
  }

  /** An empty digest, for what comes in pieces. */
  public static MessageDigest start() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
