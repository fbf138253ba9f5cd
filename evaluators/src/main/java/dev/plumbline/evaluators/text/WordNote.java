// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.text;

import java.util.function.ToLongFunction;

/**
 * A number that follows from a folded word alone, such as its weight in a lexicon. Worked out once
 * for each distinct word and remembered with it, where the host knows of the note ({@link
 * UsesWordNotes}). Compared by identity. Thread-safe when its function is.
 */
public final class WordNote {
  private final String name;
  private final ToLongFunction<String> function;

  /**
   * @param name for messages
   * @param function of the folded word; must always give the same
   */
  public WordNote(String name, ToLongFunction<String> function) {
    this.name = name;
    this.function = function;
  }

  long of(String folded) {
    return function.applyAsLong(folded);
  }

  @Override
  public String toString() {
    return name;
  }
}
