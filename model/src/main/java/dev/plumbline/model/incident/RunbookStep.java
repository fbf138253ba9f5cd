// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.model.incident;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * One step of the runbook.
 *
 * @param dueAt until when it should be done; counted from the opening or the last reopening
 * @param doneAt empty while it is not done
 * @param doneBy empty while it is not done
 * @param note what was found; may be empty
 */
public record RunbookStep(
    Kind kind, Instant dueAt, Optional<Instant> doneAt, String doneBy, String note) {

  /** The steps, in their order. */
  public enum Kind {
    TRIAGE("Read the queue of flagged answers: is it real, how bad is it, who must know?"),
    SCOPE("Which features, categories and model versions are hit, and which are not?"),
    ISOLATE("What changed: a deployment, the model, the retrieval index, the prompt, the users?"),
    RESPOND("Roll back or mend the prompt, gradually; set the fix marker when it is out."),
    LEARN("Write the failing samples into a golden set, and say what would have found it sooner.");

    private final String task;

    Kind(String task) {
      this.task = task;
    }

    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** What is to be done, in plain words. */
    public String task() {
      return task;
    }
  }

  /** A step that is not done. */
  public static RunbookStep due(Kind kind, Instant dueAt) {
    return new RunbookStep(kind, dueAt, Optional.empty(), "", "");
  }

  /** The step, done. */
  public RunbookStep done(Instant at, String by, String words) {
    return new RunbookStep(kind, dueAt, Optional.of(at), by, words);
  }

  /** Whether it was done after its time, or is not done and its time is over. */
  public boolean late(Instant now) {
    return doneAt.orElse(now).isAfter(dueAt);
  }
}
