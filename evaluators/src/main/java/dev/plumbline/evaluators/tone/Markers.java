// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.tone;

import dev.plumbline.evaluators.heads.TextFeatures;
import dev.plumbline.evaluators.sentiment.Valences;
import dev.plumbline.evaluators.text.PhraseFile;
import dev.plumbline.evaluators.text.PhraseGroup;
import dev.plumbline.evaluators.text.TextView;
import dev.plumbline.evaluators.text.TextView.Hits;
import dev.plumbline.evaluators.text.UsesPhrases;
import dev.plumbline.evaluators.text.UsesWordNotes;
import dev.plumbline.evaluators.text.WordNote;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Markers of tone and personality in an English text: how much of each kind of word and phrase it
 * holds, and its shape (questions, exclamations, sentence and word length, lists).
 *
 * <p>Three kinds of numbers. A <i>presence</i> is {@code d / (d + 0.5)} with d the number of
 * phrases that do not overlap, divided by the root of words/40 in a longer text: 0 for none, 0.67
 * for one in a short text. A <i>signed presence</i> (−1 to 1) counts phrases whose meaning a word
 * before turns ("not", "avoid") against those where none does. A <i>share</i> is five times the
 * part of the words. Thread-safe.
 */
public final class Markers implements TextFeatures, UsesPhrases, UsesWordNotes {
  public static final String ID = "tone_markers";

  private static final Set<String> SHARES =
      Set.of(
          "first_singular",
          "first_plural",
          "second",
          "third",
          "article",
          "preposition",
          "negation",
          "question_word",
          "quantity");

  private static final Set<String> SIGNED =
      Set.of(
          "worry",
          "calm",
          "anger",
          "agree",
          "stand_ground",
          "yield",
          "friendly",
          "hostile",
          "social",
          "solitary",
          "orderly",
          "disorderly",
          "novelty",
          "routine",
          "joy",
          "interest");

  /** Numbers that come from the text's shape, behind those of the phrases. */
  private static final List<String> SHAPE =
      List.of(
          "question",
          "question_to_you",
          "question_closing",
          "exclamation",
          "ellipsis",
          "capitals",
          "lower_case_start",
          "contraction",
          "list_item",
          "emoticon",
          "digit",
          "quote",
          "sentence_length",
          "word_length",
          "long_word",
          "flesch",
          "length",
          "valence",
          "valence_positive",
          "valence_negative",
          "starts_with_question_word",
          "starts_with_you",
          "starts_with_i",
          "starts_with_connector",
          "starts_with_please",
          "starts_with_thanks_or_greeting",
          "request_with_you");

  /** One for all: phrase groups are compared by identity. */
  private static final PhraseFile FILE = PhraseFile.read("/tone/markers.txt");

  private final Valences valences = new Valences();
  private final PhraseGroup reversal = FILE.group("reversal");
  private final PhraseGroup closing = FILE.group("closing_offer");
  private final PhraseGroup invite = FILE.group("invite");
  private final PhraseGroup rhetorical = FILE.group("rhetorical");
  private final PhraseGroup second = FILE.group("second");
  private final PhraseGroup exploration = FILE.group("exploration");
  private final PhraseGroup[] groups;
  private final Kind[] kinds;
  private final List<String> names;

  private enum Kind {
    PRESENCE,
    SIGNED,
    SHARE
  }

  public Markers() {
    List<String> all = new ArrayList<>();
    List<PhraseGroup> counted = new ArrayList<>();
    for (PhraseGroup group : FILE.groups()) {
      if (group != reversal) {
        counted.add(group);
        all.add(group.name().substring(group.name().indexOf(':') + 1));
      }
    }
    groups = counted.toArray(PhraseGroup[]::new);
    kinds =
        all.stream()
            .map(name ->
                SHARES.contains(name)
                    ? Kind.SHARE
                    : SIGNED.contains(name) ? Kind.SIGNED : Kind.PRESENCE)
            .toArray(Kind[]::new);
    all.addAll(SHAPE);
    names = List.copyOf(all);
  }

  @Override
  public String id() {
    return ID;
  }

  @Override
  public List<String> names() {
    return names;
  }

  /** Hash of the phrases and the lexicon. */
  public String hash() {
    return FILE.hash() + "/" + valences.hash();
  }

  @Override
  public List<PhraseGroup> phraseGroups() {
    return FILE.groups();
  }

  @Override
  public List<WordNote<?>> wordNotes() {
    return List.of(Valences.NOTE, Shape.NOTE);
  }

  @Override
  public void read(TextView text, double[] out, int from) {
    Shape shape = new Shape(text, text.hits(reversal), valences);
    for (int i = 0; i < groups.length; i++) {
      Hits hits = text.hits(groups[i]);
      out[from + i] =
          hits.isEmpty()
              ? 0
              : switch (kinds[i]) {
                case PRESENCE -> shape.presence(distinct(hits));
                case SIGNED -> signed(hits, shape);
                case SHARE -> shape.share(distinct(hits));
              };
    }
    shape.questions(
        text.hits(closing),
        text.hits(invite),
        text.hits(rhetorical),
        text.hits(second),
        text.hits(exploration));
    shape.write(out, from + groups.length);
  }

  /** Hits that do not overlap with one before. */
  private static int distinct(Hits hits) {
    int count = 0;
    int end = 0;
    for (int i = 0; i < hits.count(); i++) {
      if (hits.firstWord(i) >= end) {
        count++;
      }
      end = Math.max(end, hits.endWord(i));
    }
    return count;
  }

  private static double signed(Hits hits, Shape shape) {
    int count = 0;
    int end = 0;
    for (int i = 0; i < hits.count(); i++) {
      if (hits.firstWord(i) >= end) {
        count += shape.reversed(hits.firstWord(i)) ? -1 : 1;
      }
      end = Math.max(end, hits.endWord(i));
    }
    return count < 0 ? -shape.presence(-count) : shape.presence(count);
  }
}
