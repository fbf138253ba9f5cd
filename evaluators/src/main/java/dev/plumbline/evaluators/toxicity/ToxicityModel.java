// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.toxicity;

import dev.plumbline.evaluators.text.HashedWeights;
import dev.plumbline.evaluators.text.TextView;
import dev.plumbline.evaluators.text.WordNote;

/**
 * A linear model over the features of {@link ToxicTokens}; a text is as bad as its worst stretch.
 */
final class ToxicityModel {
  private final WordClasses classes = WordClasses.read("/toxicity/classes.bin");
  private final HashedWeights weights = HashedWeights.read("/toxicity/toxicity.bin");
  private final WordNote<ToxicTokens.Token> tokens =
      new WordNote<>("toxicity", word -> ToxicTokens.token(word, this));

  private ToxicityModel() {}

  /** Read once; the evaluator and a feature set use it. */
  private static final class Holder {
    static final ToxicityModel SHARED = new ToxicityModel();
  }

  static ToxicityModel shared() {
    return Holder.SHARED;
  }

  /** What is known of a word that stands alone. */
  WordNote<ToxicTokens.Token> tokens() {
    return tokens;
  }

  HashedWeights weights() {
    return weights;
  }

  WordClasses classes() {
    return classes;
  }

  /** The worst stretch of a text, and which classes of words stand in the text. */
  static final class Judged {
    private final double logit;
    private final int[] seen;

    private Judged(double logit, int[] seen) {
      this.logit = logit;
      this.seen = seen;
    }

    /** The weighted sum of the worst stretch; 0 is the border. */
    double logit() {
      return logit;
    }

    /** How often words of a class stand in the text. */
    int seen(int wordClass) {
      return seen[wordClass];
    }
  }

  String hash() {
    return weights.hash();
  }

  Judged judge(TextView text) {
    ToxicTokens tokens = new ToxicTokens(text, this);
    int[] seen = new int[Byte.MAX_VALUE + 1];
    for (int w = 0; w < tokens.count(); w++) {
      seen[tokens.classAt(w)]++;
    }
    double worst = weights.bias();
    boolean any = false;
    for (int from = 0; from < tokens.count(); ) {
      int to = tokens.stretchEnd(from);
      double sum = tokens.sum(from, to);
      worst = any ? Math.max(worst, sum) : sum;
      any = true;
      from = to;
    }
    return new Judged(worst, seen);
  }
}
