// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.model.marker;

import dev.plumbline.model.error.Checks;
import java.time.Instant;
import java.util.Locale;

/**
 * A change that somebody declared, or that was seen in the data.
 *
 * @param id unique; the same marker saved again under its id is kept once
 * @param service empty for all services
 * @param label what changed, for example a version; never blank, at most 500 characters
 * @param actor who says so; {@value #SEEN} for what was seen in the data
 * @param note free text, at most 2,000 characters
 */
public record Marker(
    String id, Kind kind, String service, Instant at, String label, String actor, String note) {
  public static final String SEEN = "seen";

  /** A broken rule throws {@link IllegalArgumentException}, which says field, rule and value. */
  public Marker {
    Checks.notBlank("id", id);
    Checks.notBlank("label", label);
    Checks.notBlank("actor", actor);
    Checks.inRange("length of service", service.length(), 0, 500);
    Checks.inRange("length of label", label.length(), 1, 500);
    Checks.inRange("length of actor", actor.length(), 1, 500);
    Checks.inRange("length of note", note.length(), 0, 2000);
  }

  /** What changed. */
  public enum Kind {
    DEPLOYMENT,
    MODEL_VERSION,
    PROMPT,
    /** What was wrong should be right from here on. */
    FIX;

    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
