// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.sentiment;

import dev.plumbline.evaluators.text.PhraseGroup;
import dev.plumbline.evaluators.text.TextView;
import dev.plumbline.evaluators.text.TextView.Hits;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Phrases with a weight each, from a resource of lines {@code phrase TAB weight}. Thread-safe. */
final class WeightedPhrases {
  private final PhraseGroup group;
  private final double[] weights;

  private final String hash;

  private WeightedPhrases(PhraseGroup group, double[] weights, String hash) {
    this.group = group;
    this.weights = weights;
    this.hash = hash;
  }

  static WeightedPhrases read(String resource) {
    List<String> phrases = new ArrayList<>();
    List<Double> weights = new ArrayList<>();
    String text = text(resource);
    for (String line : text.lines().toList()) {
      int tab = line.indexOf('\t');
      if (!line.startsWith("#") && tab > 0) {
        phrases.add(line.substring(0, tab));
        weights.add(Double.valueOf(line.substring(tab + 1)));
      }
    }
    return new WeightedPhrases(
        new PhraseGroup(resource, phrases),
        weights.stream().mapToDouble(Double::doubleValue).toArray(),
        Integer.toHexString(text.hashCode()));
  }

  PhraseGroup group() {
    return group;
  }

  String hash() {
    return hash;
  }

  /** Sum of the weights of all phrases of the text. */
  double sum(TextView text) {
    Hits hits = text.hits(group);
    double sum = 0;
    for (int i = 0; i < hits.count(); i++) {
      sum += weights[hits.phrase(i)];
    }
    return sum;
  }

  private static String text(String resource) {
    try (InputStream in = WeightedPhrases.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException(resource + " is missing from the jar");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(resource + " cannot be read", e);
    }
  }
}
