// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.text;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The words and phrases that one evaluator looks for. Compared by identity. The host puts the
 * groups of all evaluators into one {@link Vocabulary}, so that each text is read once.
 * Thread-safe.
 */
public final class PhraseGroup {
  private static final AtomicInteger MADE = new AtomicInteger();

  private final int serial = MADE.getAndIncrement();
  private final String name;
  private final List<String> phrases;
  private volatile @Nullable Vocabulary alone;

  /**
   * @param name for messages
   * @param phrases words parted by single spaces, already folded; an apostrophe inside a word
   *     belongs to it ({@code can't})
   */
  public PhraseGroup(String name, List<String> phrases) {
    this.name = name;
    this.phrases = List.copyOf(phrases);
  }

  /** Counts the groups that this process has made. */
  int serial() {
    return serial;
  }

  public String name() {
    return name;
  }

  public List<String> phrases() {
    return phrases;
  }

  /** A vocabulary of this group alone, for a text that was read without it. */
  Vocabulary alone() {
    Vocabulary made = alone;
    if (made == null) {
      made = Vocabulary.of(List.of(this));
      alone = made;
    }
    return made;
  }
}
