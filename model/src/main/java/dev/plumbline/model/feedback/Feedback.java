// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.model.feedback;

import dev.plumbline.model.error.Checks;
import dev.plumbline.model.hash.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.OptionalDouble;

/**
 * One thing that a user said or did. Two with the same id are the same event.
 *
 * @param id 32 hex characters, see {@link #idOf}
 * @param epochNanos when it happened
 * @param link the call, trace or conversation it is about; never empty
 * @param service empty when not said; the call's own service counts then
 * @param userId empty when not said
 * @param value 0 to 1, what it means says the kind; empty when it cannot be known
 * @param raw the value as it was sent, such as {@code 4} or {@code up}; at most 64 characters
 * @param scale the scale it was sent on, such as {@code 1-5}; empty when it has none
 * @param comment what the user wrote; at most 4,000 characters
 * @param source the way it came: rest, log, span_event or span
 */
public record Feedback(
    String id,
    long epochNanos,
    CallLink link,
    FeedbackKind kind,
    OptionalDouble value,
    String raw,
    String scale,
    String service,
    String userId,
    String comment,
    String source) {
  public static final int MAX_RAW = 64;
  public static final int MAX_COMMENT = 4000;

  /** A broken rule throws {@link IllegalArgumentException}, which says field, rule and value. */
  public Feedback {
    Checks.hexId("id", id, 32);
    Checks.atLeast("timestamp", epochNanos, 0);
    if (link.isEmpty()) {
      throw Checks.broken(
          "link", "must have a trace_id, response_id or conversation_id", "nothing");
    }
    value.ifPresent(v -> Checks.inRange("value", v, 0, 1));
    raw = cut(raw, MAX_RAW);
    scale = cut(scale, MAX_RAW);
    service = cut(service, 512);
    userId = cut(userId, 512);
    comment = cut(comment, MAX_COMMENT);
  }

  /** 32 hex characters of the SHA-256 of the parts, which together say which event it is. */
  public static String idOf(String... parts) {
    MessageDigest digest = Sha256.start();
    for (String part : parts) {
      digest.update(part.getBytes(StandardCharsets.UTF_8));
      digest.update((byte) 0);
    }
    byte[] hash = digest.digest();
    hash[0] |= 1; // an id is never all zero
    return HexFormat.of().formatHex(hash, 0, 16);
  }

  private static String cut(String text, int max) {
    if (text.length() <= max) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(max - 1)) ? max - 1 : max;
    return text.substring(0, end);
  }
}
