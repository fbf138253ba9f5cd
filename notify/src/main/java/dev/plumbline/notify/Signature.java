// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.notify;

import dev.plumbline.model.config.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Header {@value #HEADER} of signed webhooks: {@code t=SECONDS,v1=HEX}, where HEX is HMAC-SHA256
 * with the shared secret over {@code SECONDS.BODY} (bytes as sent, UTF-8).
 */
public final class Signature {
  public static final String HEADER = "X-Plumbline-Signature";

  private static final Pattern FORM = Pattern.compile("t=(\\d{1,12}),v1=([0-9a-f]{64})");

  private Signature() {}

  /** The header's value for a body that is sent now. */
  public static String of(Secret secret, Instant now, byte[] body) {
    long seconds = now.getEpochSecond();
    return "t=" + seconds + ",v1=" + HexFormat.of().formatHex(mac(secret, seconds, body));
  }

  /**
   * Whether a header belongs to a body. The signatures are compared in constant time.
   *
   * @param tolerance how old or early the header's time may be, against messages that are replayed
   */
  public static boolean verify(
      Secret secret, String header, byte[] body, Instant now, Duration tolerance) {
    Matcher matcher = FORM.matcher(header);
    if (!matcher.matches()) {
      return false;
    }
    long seconds = Long.parseLong(matcher.group(1));
    byte[] given = HexFormat.of().parseHex(matcher.group(2));
    return MessageDigest.isEqual(given, mac(secret, seconds, body))
        && Math.abs(now.getEpochSecond() - seconds) <= tolerance.toSeconds();
  }

  private static byte[] mac(Secret secret, long seconds, byte[] body) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.reveal().getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      mac.update((seconds + ".").getBytes(StandardCharsets.US_ASCII));
      return mac.doFinal(body);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA256", e);
    }
  }
}
