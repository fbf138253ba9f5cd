// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.model.feedback;

import dev.plumbline.model.error.Checks;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Feedback as somebody sends it: words and numbers on any scale. {@link #read} makes the event of
 * it. One thread.
 *
 * <p>The kind may be left out where the value says it: {@code up}, {@code like} or {@code true} is
 * a thumb, a number beside a scale a rating. Without a scale a rating or CSAT is taken to be 1 to 5
 * when it is a whole number from 1 to 5, and a share when it is between 0 and 1; any other number
 * needs a scale.
 */
public final class Reported {
  /** The longest text that is compared for {@code edited}. */
  public static final int MAX_TEXT = 200_000;

  private static final double MIN_STARS = 1;
  private static final double MAX_STARS = 5;

  private final String source;
  private String id = "";
  private String kind = "";
  private String value = "";
  private OptionalDouble min = OptionalDouble.empty();
  private OptionalDouble max = OptionalDouble.empty();
  private String traceId = "";
  private String spanId = "";
  private String responseId = "";
  private String conversationId = "";
  private String service = "";
  private String userId = "";
  private String comment = "";
  private String original = "";
  private String kept = "";
  private boolean hasTexts;

  /**
   * @param source the way it comes: rest, log, span_event or span
   */
  public Reported(String source) {
    this.source = source;
  }

  /** The sender's own id of the event; the same id is the same event. */
  public Reported id(String text) {
    id = text;
    return this;
  }

  /** One of {@link FeedbackKind} or a common word for it. */
  public Reported kind(String word) {
    kind = word.strip();
    return this;
  }

  /** A number, {@code up}, {@code down}, {@code true}, {@code false} and the like, or empty. */
  public Reported value(String text) {
    value = text.strip();
    return this;
  }

  /** The worst and the best grade; the worst may be the larger number. */
  public Reported scale(OptionalDouble worst, OptionalDouble best) {
    min = worst;
    max = best;
    return this;
  }

  public Reported span(String trace, String span) {
    traceId = trace.toLowerCase(Locale.ROOT);
    spanId = span.toLowerCase(Locale.ROOT);
    return this;
  }

  public Reported responseId(String text) {
    responseId = text;
    return this;
  }

  public Reported conversationId(String text) {
    conversationId = text;
    return this;
  }

  public Reported service(String text) {
    service = text;
    return this;
  }

  public Reported userId(String text) {
    userId = text;
    return this;
  }

  public Reported comment(String text) {
    comment = text;
    return this;
  }

  /** What the model wrote and what the user kept of it; gives the share of an edit. */
  public Reported texts(String answer, String keptText) {
    original = answer;
    kept = keptText;
    hasTexts = true;
    return this;
  }

  /**
   * Makes the event.
   *
   * @param epochNanos when it happened
   * @param identity what, beside kind, link and user, tells it from the same thing done again: its
   *     own time when one was sent; the same identity is the same event
   * @throws IllegalArgumentException with field, rule and value
   */
  public Feedback read(long epochNanos, String identity) {
    FeedbackKind found = kindOf();
    CallLink link = new CallLink(traceId, spanId, responseId, conversationId);
    OptionalDouble degree = degree(found);
    String key =
        id.isEmpty()
            ? Feedback.idOf(
                found.label(),
                value,
                link.traceId(),
                link.spanId(),
                link.responseId(),
                link.conversationId(),
                userId,
                identity)
            : Feedback.idOf("id", id, link.conversationId(), found.label());
    return new Feedback(
        key,
        epochNanos,
        link,
        found,
        degree,
        value,
        scale(found),
        service,
        userId,
        comment,
        source);
  }

  private FeedbackKind kindOf() {
    if (kind.isEmpty()) {
      if (hasTexts) {
        return FeedbackKind.EDITED;
      }
      if (min.isPresent() || max.isPresent()) {
        return FeedbackKind.RATING;
      }
      if (word(value).isPresent()) {
        return FeedbackKind.THUMBS;
      }
      if (number(value).isPresent()) {
        return FeedbackKind.RATING;
      }
      throw Checks.broken("kind", "must be given when the value does not tell it", value);
    }
    Optional<FeedbackKind> known = FeedbackKind.of(kind);
    if (known.isEmpty()) {
      throw Checks.broken(
          "kind",
          "must be one of thumbs, rating, csat, copied, edited, accepted, escalated, abandoned,"
              + " retried, session_length",
          kind);
    }
    return known.get();
  }

  private OptionalDouble degree(FeedbackKind found) {
    return switch (found) {
      case THUMBS -> OptionalDouble.of(thumb());
      case RATING, CSAT -> OptionalDouble.of(graded());
      case ACCEPTED -> OptionalDouble.of(yes(!says("reject")));
      case EDITED -> edited();
      case COPIED, ESCALATED, ABANDONED, RETRIED -> {
        if (yes(true) < 0.5) {
          throw Checks.broken(
              "value", "must be left out or true: what did not happen is no event", value);
        }
        yield OptionalDouble.of(1);
      }
      case SESSION_LENGTH -> {
        if (number(value).isEmpty() || number(value).getAsDouble() < 0) {
          throw Checks.broken("value", "must be a number of seconds", value);
        }
        yield OptionalDouble.empty();
      }
    };
  }

  private boolean says(String start) {
    return kind.toLowerCase(Locale.ROOT).startsWith(start);
  }

  private double thumb() {
    if (value.isEmpty()) {
      if (says("thumbs_up") || says("like") || says("upvote")) {
        return 1;
      }
      if (says("thumbs_down") || says("dislike") || says("downvote")) {
        return 0;
      }
    }
    OptionalDouble word = word(value);
    if (word.isPresent()) {
      return word.getAsDouble();
    }
    OptionalDouble number = number(value);
    if (number.isPresent()) {
      double n = number.getAsDouble();
      if (n == 1 || n == 0 || n == -1) {
        return n > 0 ? 1 : 0;
      }
    }
    throw Checks.broken("value", "must be up or down, true or false, 1 or 0 (or -1)", value);
  }

  private double yes(boolean unsaid) {
    if (value.isEmpty()) {
      return unsaid ? 1 : 0;
    }
    OptionalDouble word = word(value);
    OptionalDouble number = word.isPresent() ? word : number(value);
    if (number.isEmpty() || (number.getAsDouble() != 0 && number.getAsDouble() != 1)) {
      throw Checks.broken("value", "must be true or false, 1 or 0", value);
    }
    return number.getAsDouble();
  }

  private double graded() {
    OptionalDouble number = number(value);
    if (number.isEmpty()) {
      throw Checks.broken("value", "must be a number", value);
    }
    double n = number.getAsDouble();
    if (min.isEmpty() && max.isEmpty()) {
      if (n >= MIN_STARS && n <= MAX_STARS && n == StrictMath.rint(n)) {
        return (n - MIN_STARS) / (MAX_STARS - MIN_STARS);
      }
      if (n >= 0 && n <= 1) {
        return n;
      }
      throw Checks.broken(
          "value", "must be 1 to 5 or between 0 and 1, or come with a scale", value);
    }
    double worst = min.orElse(max.orElse(0) > 1 ? 1 : 0);
    double best = max.orElse(1);
    if (!(Double.isFinite(worst) && Double.isFinite(best) && worst != best)) {
      throw Checks.broken("scale", "must have two different ends", worst + " to " + best);
    }
    if (n < Math.min(worst, best) || n > Math.max(worst, best)) {
      throw Checks.broken("value", "must lie on its scale " + ends(worst, best), value);
    }
    return (n - worst) / (best - worst) + 0.0;
  }

  private OptionalDouble edited() {
    if (hasTexts) {
      if (original.length() > MAX_TEXT || kept.length() > MAX_TEXT) {
        throw Checks.broken(
            "original_text, final_text",
            "must be at most " + MAX_TEXT + " characters",
            Math.max(original.length(), kept.length()) + " characters");
      }
      return OptionalDouble.of(EditShare.of(original, kept));
    }
    if (value.isEmpty() || word(value).isPresent()) {
      return OptionalDouble.empty();
    }
    OptionalDouble number = number(value);
    if (number.isEmpty() || number.getAsDouble() < 0 || number.getAsDouble() > 1) {
      throw Checks.broken("value", "must be the share that was changed, 0 to 1", value);
    }
    return number;
  }

  private String scale(FeedbackKind found) {
    if (found != FeedbackKind.RATING && found != FeedbackKind.CSAT) {
      return "";
    }
    if (min.isPresent() || max.isPresent()) {
      return ends(min.orElse(max.orElse(0) > 1 ? 1 : 0), max.orElse(1));
    }
    double n = number(value).orElse(0);
    return n >= MIN_STARS && n == StrictMath.rint(n) ? "1-5" : "0-1";
  }

  private static String ends(double worst, double best) {
    return plain(worst) + "-" + plain(best);
  }

  private static String plain(double n) {
    return n == StrictMath.rint(n) && Math.abs(n) < 1e15
        ? Long.toString((long) n)
        : Double.toString(n);
  }

  private static OptionalDouble word(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "up",
          "thumbs_up",
          "thumbsup",
          "thumbs-up",
          "like",
          "liked",
          "positive",
          "good",
          "yes",
          "true",
          "helpful",
          "accepted",
          "pass",
          "\ud83d\udc4d" ->
          OptionalDouble.of(1);
      case "down",
          "thumbs_down",
          "thumbsdown",
          "thumbs-down",
          "dislike",
          "disliked",
          "negative",
          "bad",
          "no",
          "false",
          "unhelpful",
          "not_helpful",
          "rejected",
          "fail",
          "\ud83d\udc4e" ->
          OptionalDouble.of(0);
      default -> OptionalDouble.empty();
    };
  }

  /** Digits only: no hexadecimal, no {@code NaN}, no trailing {@code d}. */
  private static OptionalDouble number(String text) {
    if (text.isEmpty() || text.length() > 40) {
      return OptionalDouble.empty();
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!((c >= '0' && c <= '9') || c == '.' || c == '-' || c == '+' || c == 'e' || c == 'E')) {
        return OptionalDouble.empty();
      }
    }
    try {
      double n = Double.parseDouble(text);
      return Double.isFinite(n) ? OptionalDouble.of(n + 0.0) : OptionalDouble.empty(); // no -0
    } catch (NumberFormatException e) {
      return OptionalDouble.empty();
    }
  }
}
