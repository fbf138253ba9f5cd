// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.injection;

import dev.plumbline.evaluators.heads.NamedWeights;
import dev.plumbline.evaluators.text.CallTexts;
import dev.plumbline.evaluators.text.HashedWeights;
import dev.plumbline.evaluators.text.PhraseGroup;
import dev.plumbline.evaluators.text.Sentences;
import dev.plumbline.evaluators.text.Sentences.Sentence;
import dev.plumbline.evaluators.text.TextView;
import java.util.Arrays;
import java.util.List;

/** Finds the sentence of a document that looks most like an instruction to a model. Thread-safe. */
final class SentenceInstructions {
  /** Longer documents are looked at in pieces of this length. */
  static final int PIECE = 8192;

  private static final int MAX_SENTENCES = 1000;
  private static final int LEAST_WORDS = 3;

  private final InstructionFeatures features = new InstructionFeatures();
  private final NamedWeights weights =
      NamedWeights.read("/injection/instruction-weights.txt", features.names());
  private final HashedWeights words = HashedWeights.read("/injection/instruction.bin");

  /**
   * The strongest sentence.
   *
   * @param value 0 to 1
   * @param start first UTF-16 unit of the sentence in the document
   * @param end unit behind the last
   */
  record Found(double value, int start, int end) {}

  String hash() {
    return features.hash() + "-" + words.hash();
  }

  List<PhraseGroup> phraseGroups() {
    return features.phraseGroups();
  }

  /** The strongest sentence of the first {@code max} units; value 0 when there is no sentence. */
  Found strongest(String document, int max, CallTexts texts) {
    Found best = new Found(0, 0, 0);
    int end = Math.min(document.length(), max);
    for (int from = 0; from < end; ) {
      int to = cut(document, from, end);
      String piece = document.substring(from, to);
      Found found = strongest(piece, texts.view(piece));
      if (found.value() > best.value()) {
        best = new Found(found.value(), found.start() + from, found.end() + from);
      }
      from = to;
    }
    return best;
  }

  private Found strongest(String piece, TextView view) {
    double[] x = new double[features.names().size()];
    double best = Double.NEGATIVE_INFINITY;
    int start = 0;
    int end = 0;
    int word = 0;
    for (Sentence sentence : Sentences.of(piece, MAX_SENTENCES)) {
      while (word < view.wordCount() && view.wordStart(word) < sentence.start()) {
        word++;
      }
      int first = word;
      while (word < view.wordCount() && view.wordStart(word) < sentence.end()) {
        word++;
      }
      if (word - first < LEAST_WORDS) {
        continue;
      }
      Arrays.fill(x, 0);
      features.read(view, first, word, x, 0);
      double sum = weights.sum(x) + words.words(view, first, word);
      if (sum > best) {
        best = sum;
        start = sentence.start();
        end = sentence.end();
      }
    }
    return new Found(end == 0 ? 0 : NamedWeights.probability(best), start, end);
  }

  private static int cut(String document, int from, int end) {
    if (end - from <= PIECE) {
      return end;
    }
    int at = from + PIECE;
    int line = document.lastIndexOf('\n', at);
    if (line > from + PIECE / 2) {
      return line;
    }
    int space = document.lastIndexOf(' ', at);
    return space > from + PIECE / 2 ? space : at;
  }
}
