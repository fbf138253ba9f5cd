// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.heads;

import dev.plumbline.evaluators.injection.InstructionFeatures;
import dev.plumbline.evaluators.refusal.RefusalFeatures;
import dev.plumbline.evaluators.sentiment.SentimentFeatures;
import dev.plumbline.evaluators.text.PhraseGroup;
import dev.plumbline.evaluators.text.UsesPhrases;
import dev.plumbline.evaluators.text.UsesWordNotes;
import dev.plumbline.evaluators.text.Vocabulary;
import dev.plumbline.evaluators.text.WordNote;
import dev.plumbline.evaluators.tone.Markers;
import dev.plumbline.evaluators.toxicity.ToxicityFeatures;
import dev.plumbline.model.error.Checks;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Every feature set there is, by id. Immutable and thread-safe. */
public final class FeatureSets {
  private final Map<String, TextFeatures> sets = new LinkedHashMap<>();
  private final Vocabulary vocabulary;

  public FeatureSets(List<TextFeatures> sets) {
    List<PhraseGroup> groups = new ArrayList<>();
    for (TextFeatures set : sets) {
      this.sets.put(set.id(), set);
      if (set instanceof UsesPhrases phrases) {
        groups.addAll(phrases.phraseGroups());
      }
    }
    vocabulary = Vocabulary.of(groups, wordNotes());
  }

  /** The sets that ship with the product. */
  public static FeatureSets builtIn() {
    return new FeatureSets(
        List.of(
            new Markers(),
            new SentimentFeatures(),
            new RefusalFeatures(),
            new ToxicityFeatures(),
            new InstructionFeatures()));
  }

  /** What texts must be searched for before the sets can read them. */
  public Vocabulary vocabulary() {
    return vocabulary;
  }

  public List<PhraseGroup> phraseGroups() {
    return sets.values().stream()
        .filter(UsesPhrases.class::isInstance)
        .flatMap(set -> ((UsesPhrases) set).phraseGroups().stream())
        .toList();
  }

  public List<WordNote<?>> wordNotes() {
    List<WordNote<?>> notes = new ArrayList<>();
    for (TextFeatures set : sets.values()) {
      if (set instanceof UsesWordNotes words) {
        notes.addAll(words.wordNotes());
      }
    }
    return notes;
  }

  /** The sets with these ids; an unknown one is INVALID_INPUT. */
  List<TextFeatures> named(List<String> ids) {
    List<TextFeatures> found = new ArrayList<>();
    for (String id : ids) {
      TextFeatures set = sets.get(id);
      if (set == null) {
        throw Checks.broken("features", "must be one of " + sets.keySet(), id);
      }
      found.add(set);
    }
    return found;
  }
}
