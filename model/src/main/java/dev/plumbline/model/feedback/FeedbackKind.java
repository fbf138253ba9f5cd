// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.model.feedback;

import java.util.Locale;
import java.util.Optional;

/** What a user did. The value of a {@link Feedback} is 0 to 1; what 1 means stands here. */
public enum FeedbackKind {
  /** 1 for a thumb up, 0 for one down. */
  THUMBS,
  /** Stars or another scale: 0 its worst grade, 1 its best. */
  RATING,
  /** A satisfaction survey: 0 its worst grade, 1 its best. */
  CSAT,
  /** 1: the user copied the answer. */
  COPIED,
  /** The share of the answer that the user changed: 0 kept as it was, 1 all new. */
  EDITED,
  /** 1 when a suggestion was taken, 0 when it was turned down. */
  ACCEPTED,
  /** 1: the user was handed, or asked to be handed, to a person. */
  ESCALATED,
  /** 1: the application saw the user give up. */
  ABANDONED,
  /** 1: the user asked for the answer anew. */
  RETRIED,
  /** No value; raw is how long the session was, in seconds. */
  SESSION_LENGTH;

  /** Lower case, as stored. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether a user was asked and answered, so that it counts as an explicit opinion. */
  public boolean explicit() {
    return this == THUMBS || this == RATING || this == CSAT;
  }

  /**
   * By its label or a common other word for it, such as {@code like}, {@code stars}, {@code copy}.
   */
  public static Optional<FeedbackKind> of(String word) {
    String plain = word.strip().toLowerCase(Locale.ROOT).replace('-', '_').replace(' ', '_');
    return Optional.ofNullable(
        switch (plain) {
          case "thumbs",
              "thumb",
              "thumbs_up_down",
              "thumbs_up",
              "thumbs_down",
              "like",
              "dislike",
              "vote",
              "upvote",
              "downvote" ->
              THUMBS;
          case "rating", "stars", "star", "star_rating", "user_rating", "score", "likert" -> RATING;
          case "csat", "satisfaction", "user_satisfaction", "survey" -> CSAT;
          case "copied", "copy", "copied_text" -> COPIED;
          case "edited", "edit", "correction", "corrected" -> EDITED;
          case "accepted", "accept", "acceptance", "rejected", "reject", "applied" -> ACCEPTED;
          case "escalated", "escalation", "escalate", "handoff", "handover" -> ESCALATED;
          case "abandoned", "abandonment", "abandon" -> ABANDONED;
          case "retried", "retry", "regenerate", "regenerated", "resubmit", "resubmitted" ->
              RETRIED;
          case "session_length", "session_duration" -> SESSION_LENGTH;
          default -> null;
        });
  }
}
