// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.model.labels;

import dev.plumbline.model.error.Checks;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * What one person said about one call in one dimension. A rater has one label for each call and
 * dimension: a newer one takes the place of the older.
 *
 * @param traceId 32 lower-case hex characters
 * @param spanId 16 lower-case hex characters
 * @param dimension the score's name; {@code review} for a remark on the call as a whole
 * @param rater who says it, for example an e-mail address; never blank
 * @param value the degree of the thing the dimension names, on the scale of its scores (0 to 1 for
 *     degrees); empty when the rater gave a category, a comment or an answer only
 * @param category such as {@code yes} or {@code partial}; empty when none
 * @param correctedAnswer what the model should have answered; empty when none
 * @param dataSet name of the set the label belongs to; empty when none
 * @param origin where it came from: page, api, jsonl, csv, review
 * @param tenant the customer whose call it was; empty when not known
 * @param inclusionProbability with which the call was chosen for labelling: greater than 0, at most
 *     1
 */
public record Label(
    String traceId,
    String spanId,
    String dimension,
    String rater,
    OptionalDouble value,
    String category,
    String comment,
    String correctedAnswer,
    String dataSet,
    String origin,
    String tenant,
    double inclusionProbability,
    Instant labelledAt) {
  /** Longest comment and category, in characters; an answer may have {@link #MAX_ANSWER}. */
  public static final int MAX_TEXT = 4000;

  public static final int MAX_ANSWER = 64_000;

  /** A broken rule throws {@link IllegalArgumentException}, which says field, rule and value. */
  public Label {
    Checks.hexId("trace_id", traceId, 32);
    Checks.hexId("span_id", spanId, 16);
    if (!dimension.matches("[a-z][a-z0-9_]{0,63}")) {
      throw Checks.broken("dimension", "must be lower_snake_case", dimension);
    }
    Checks.notBlank("rater", rater);
    length("rater", rater, 200);
    length("category", category, 200);
    length("comment", comment, MAX_TEXT);
    length("corrected_answer", correctedAnswer, MAX_ANSWER);
    length("data_set", dataSet, 200);
    length("tenant", tenant, 400);
    value.ifPresent(v -> Checks.finite("value", v));
    if (value.isEmpty() && category.isEmpty() && comment.isEmpty() && correctedAnswer.isEmpty()) {
      throw Checks.broken("value", "must be there, or a category, comment or answer", "nothing");
    }
    if (!(inclusionProbability > 0 && inclusionProbability <= 1)) {
      throw Checks.broken(
          "inclusion_probability", "must be greater than 0 and at most 1", inclusionProbability);
    }
  }

  /** 32 hex characters, the same for every label of this rater on this call and dimension. */
  public String id() {
    String key = traceId + '\n' + spanId + '\n' + dimension + '\n' + rater.toLowerCase(Locale.ROOT);
    try {
      byte[] digest = MessageDigest.getInstance("MD5").digest(key.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has MD5", e);
    }
  }

  private static void length(String field, String text, int max) {
    if (text.length() > max) {
      throw Checks.broken(field, "must have at most " + max + " characters", text.length());
    }
  }
}
