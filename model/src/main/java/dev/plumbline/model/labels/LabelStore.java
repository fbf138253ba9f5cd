// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.model.labels;

import java.util.List;
import java.util.Optional;

/**
 * Keeps labels, versions of sets and chosen samples. Thread-safe. Errors as {@link
 * dev.plumbline.model.store.SpanStore}.
 */
public interface LabelStore {
  /** Stores labels; each takes the place of the one with its id. */
  void save(List<Label> labels);

  /**
   * Takes labels back.
   *
   * @return how many of them were there
   */
  int delete(List<String> ids);

  /** Labels, the newest first; each is shown once. */
  List<Label> list(LabelQuery query);

  /** Names of dimensions that have labels. */
  List<String> dimensions();

  /**
   * Keeps the labels that a query finds, as they are now, under the next version of a set. When
   * nothing changed since the last version, that one is returned and nothing is stored.
   *
   * @param name of the set
   * @throws dev.plumbline.model.error.PlumblineException NOT_FOUND when there are no such labels
   */
  LabelSet freeze(String name, LabelQuery which, String owner, String note);

  /** All versions of all sets, the newest first. */
  List<LabelSet> sets();

  /** What a version holds; empty when there is no such version. */
  Optional<List<Label>> frozen(String name, int version);

  /** Keeps samples; those that were chosen before for the dimension stay as they were. */
  void choose(List<ChosenSample> samples);

  /** Samples of a dimension in the order in which they are shown. */
  List<ChosenSample> chosen(String dimension);
}
