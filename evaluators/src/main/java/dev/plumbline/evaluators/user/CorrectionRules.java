// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.user;

import dev.plumbline.evaluators.text.PhraseFile;
import dev.plumbline.evaluators.text.PhraseGroup;
import dev.plumbline.evaluators.text.TextView;
import dev.plumbline.evaluators.text.TextView.Hits;
import dev.plumbline.model.score.Evidence;
import java.util.List;

/**
 * Corrections by what users say in them, and by a message that says nearly the same as the one
 * before. Independent signs add up as {@code 1 - (1-a)(1-b)}. Thread-safe.
 */
final class CorrectionRules {
  /** Words that are looked at; what comes later is mostly pasted text. */
  private static final int MAX_WORDS = 120;

  /** Words that count as the opening of a message. */
  private static final int OPENING = 12;

  /** Share of words that two messages have in common, from which on one rephrases the other. */
  private static final double SAME = 0.5;

  private static final int MIN_WORDS_TO_COMPARE = 4;

  private final PhraseFile file = PhraseFile.read("/user/correction.txt");
  private final PhraseGroup sure = file.group("sure");
  private final PhraseGroup opening = file.group("opening");
  private final PhraseGroup other = file.group("other");

  /** A degree with its reason. */
  record Finding(double value, String label, String explanation, List<Evidence> evidence) {}

  String hash() {
    return file.hash();
  }

  List<PhraseGroup> phraseGroups() {
    return file.groups();
  }

  /**
   * @param common {@link #common} of the message and the one before
   */
  Finding judge(TextView message, double common) {
    Hits others = message.hits(other);
    double none = 1;
    int first = -1;
    int end = -1;
    Hits hits = message.hits(sure);
    for (int i = 0; i < hits.count(); i++) {
      int at = hits.firstWord(i);
      if (at < MAX_WORDS && at >= end && !within(others, at, hits.endWord(i))) {
        none *= at < OPENING ? 0.3 : 0.6;
        first = first < 0 ? at : first;
        end = hits.endWord(i);
      }
    }
    Hits openings = message.hits(opening);
    for (int i = 0; i < openings.count(); i++) {
      int at = openings.firstWord(i);
      if (at == 0 && !within(others, at, openings.endWord(i))) {
        none *= message.word(0).equals("no") ? 0.45 : 0.7;
        first = first < 0 ? at : first;
        end = Math.max(end, openings.endWord(i));
        break;
      }
    }
    boolean rephrased = common >= SAME;
    if (rephrased) {
      none *= common >= 0.8 ? 0.35 : 0.5;
    }
    double value = 1 - none;
    if (value < 0.5) {
      return new Finding(value, "", "no mark of a correction", List.of());
    }
    if (first < 0) {
      return new Finding(value, "rephrase", "The user asks nearly the same again.", List.of());
    }
    return new Finding(
        value,
        "correction",
        "The user corrects the answer before.",
        List.of(
            new Evidence(
                "input",
                message.offset(message.wordStart(first)),
                message.offset(message.wordEnd(end - 1)),
                "correction")));
  }

  private static boolean within(Hits others, int from, int to) {
    for (int i = 0; i < others.count(); i++) {
      if (from < others.endWord(i) && others.firstWord(i) < to) {
        return true;
      }
    }
    return false;
  }

  /** Jaccard index of the two messages' words. */
  static double common(TextView message, TextView previous) {
    int n = Math.min(message.wordCount(), MAX_WORDS);
    int m = Math.min(previous.wordCount(), MAX_WORDS);
    if (n < MIN_WORDS_TO_COMPARE || m < MIN_WORDS_TO_COMPARE || n > 3 * m || m > 3 * n) {
      return 0;
    }
    int[] before = new int[Integer.highestOneBit(m) * 4];
    int[] now = new int[Integer.highestOneBit(n) * 4];
    int distinctBefore = 0;
    for (int i = 0; i < m; i++) {
      int slot = slot(before, previous, previous, i);
      if (before[slot] == 0) {
        before[slot] = i + 1;
        distinctBefore++;
      }
    }
    int distinctNow = 0;
    int shared = 0;
    for (int i = 0; i < n; i++) {
      int slot = slot(now, message, message, i);
      if (now[slot] == 0) {
        now[slot] = i + 1;
        distinctNow++;
        shared += before[slot(before, previous, message, i)] == 0 ? 0 : 1;
      }
    }
    return (double) shared / (distinctNow + distinctBefore - shared);
  }

  /** Where a word stands among words of another text, counted from 1; else an empty place. */
  private static int slot(int[] slots, TextView owner, TextView text, int word) {
    int hash = text.wordHash(word) * 0x9E3779B9;
    int at = (hash ^ hash >>> 15) & (slots.length - 1);
    while (slots[at] != 0 && !same(owner, slots[at] - 1, text, word)) {
      at = (at + 1) & (slots.length - 1);
    }
    return at;
  }

  private static boolean same(TextView a, int wordOfA, TextView b, int wordOfB) {
    int start = a.wordStart(wordOfA);
    int other = b.wordStart(wordOfB);
    int length = a.wordEnd(wordOfA) - start;
    if (a.wordHash(wordOfA) != b.wordHash(wordOfB) || length != b.wordEnd(wordOfB) - other) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (a.charAt(start + i) != b.charAt(other + i)) {
        return false;
      }
    }
    return true;
  }
}
