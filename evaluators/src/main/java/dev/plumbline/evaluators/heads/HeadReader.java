// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.heads;

import dev.plumbline.evaluators.embedding.Embedding;
import dev.plumbline.evaluators.text.TextView;
import dev.plumbline.model.error.Checks;
import java.util.List;

/** A head with the feature sets that it reads. Immutable and thread-safe. */
public final class HeadReader {
  private final Head head;
  private final FeatureSets sets;
  private final List<TextFeatures> features;

  /**
   * @throws dev.plumbline.model.error.PlumblineException INVALID_INPUT when the head wants features
   *     that are not there, or others than it was trained with
   */
  public HeadReader(Head head, FeatureSets sets) {
    this.head = head;
    this.sets = sets;
    this.features = sets.named(head.features());
    List<String> names = features.stream().flatMap(set -> set.names().stream()).toList();
    if (!names.equals(head.names())) {
      throw Checks.broken(
          "feature_names of head " + head.dimension(),
          "must be those of the features as they are now; train the head again",
          head.names().size() + " names");
    }
  }

  public Head head() {
    return head;
  }

  /** What the head multiplies, of a text that was searched for the phrases of all sets. */
  float[] row(Embedding embedding, TextView text) {
    return HeadRow.of(embedding, head.depth(), features, text);
  }

  /** The weighted sum for any text: above 0 where the degree is above 0.5. */
  public double sum(CallEmbeddings embeddings, String text) {
    return head.sum(row(embeddings.of(text, head.depth()), new TextView(text, sets.vocabulary())));
  }
}
