// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.text;

import java.util.function.Function;

/**
 * Something that follows from a folded word alone, such as its weight in a lexicon. Worked out once
 * for each distinct word and remembered with it, where the host knows of the note ({@link
 * UsesWordNotes}). Compared by identity. Thread-safe when its function is.
 */
public final class WordNote<T> {
  private final String name;
  private final Function<String, T> function;

  /**
   * @param name for messages
   * @param function of the folded word; must always give the same, immutable
   */
  public WordNote(String name, Function<String, T> function) {
    this.name = name;
    this.function = function;
  }

  T of(String folded) {
    return function.apply(folded);
  }

  @Override
  public String toString() {
    return name;
  }
}
