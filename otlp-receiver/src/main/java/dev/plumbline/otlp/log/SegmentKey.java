// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.otlp.log;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.zip.CRC32C;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The key of one segment: AES-256-GCM, used for nothing else. Positions are the nonces; none is
 * given twice. Thread-safe.
 */
final class SegmentKey {
  static final int TAG_BYTES = 16;

  private static final int KEY_BYTES = 32;
  private static final int COPY_BYTES = KEY_BYTES + Integer.BYTES;
  private static final int COPIES = 2;

  private final byte[] key;

  private SegmentKey(byte[] key) {
    this.key = key;
  }

  static SegmentKey random(SecureRandom random) {
    byte[] key = new byte[KEY_BYTES];
    random.nextBytes(key);
    return new SegmentKey(key);
  }

  /** The content of the key file: the key twice, each with its checksum. */
  ByteBuffer toFile() {
    ByteBuffer out = ByteBuffer.allocate(COPIES * COPY_BYTES);
    for (int i = 0; i < COPIES; i++) {
      out.put(key).putInt(crc(key));
    }
    return out.flip();
  }

  /** The key that {@link #toFile} wrote, from whichever copy is whole; null when neither is. */
  static @Nullable SegmentKey fromFile(byte[] file) {
    ByteBuffer in = ByteBuffer.wrap(file);
    for (int at = 0; at + COPY_BYTES <= file.length; at += COPY_BYTES) {
      byte[] key = new byte[KEY_BYTES];
      in.get(at, key);
      if (in.getInt(at + KEY_BYTES) == crc(key)) {
        return new SegmentKey(key);
      }
    }
    return null;
  }

  /** A cipher that encrypts the body of the record at {@code position}. */
  Cipher encrypting(long position) throws GeneralSecurityException {
    return cipher(Cipher.ENCRYPT_MODE, position);
  }

  ByteBuffer decrypt(long position, ByteBuffer body) throws GeneralSecurityException {
    ByteBuffer plain = ByteBuffer.allocate(Math.max(0, body.remaining() - TAG_BYTES));
    cipher(Cipher.DECRYPT_MODE, position).doFinal(body, plain);
    return plain.flip();
  }

  private Cipher cipher(int mode, long position) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    byte[] nonce = ByteBuffer.allocate(12).putLong(position).array();
    cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BYTES * 8, nonce));
    return cipher;
  }

  private static int crc(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    return (int) crc.getValue();
  }
}
