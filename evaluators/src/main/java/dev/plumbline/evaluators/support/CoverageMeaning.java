// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.support;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * How much of the sources' meaning an answer holds, whatever its words.
 *
 * @param back for each sentence of the sources the nearest sentence of the answer; mean, sentences
 *     near the middle of the sources' meaning counting more; 0 to 1
 * @param middle how near the middle of the answer's meaning is to that of the sources; 0 to 1
 */
record CoverageMeaning(double back, double middle) {
  static final List<String> NAMES = List.of("back_cosine", "middle_cosine");

  /** Sentences that are embedded, of the sources and of the answer. */
  private static final int MOST_SENTENCES = 16;

  private static final int FEWEST_WORDS = 3;

  double[] values() {
    return new double[] {back, middle};
  }

  /**
   * Reads an answer.
   *
   * @param vectors embeds a text; vectors have length one
   */
  static CoverageMeaning read(String answer, Source source, Function<String, float[]> vectors) {
    List<float[]> told = new ArrayList<>();
    List<Sentences.Range> said = Sentences.of(answer, 1000);
    for (Sentences.Range range : said.subList(0, Math.min(said.size(), MOST_SENTENCES))) {
      told.add(vectors.apply(answer.substring(range.start(), range.end())));
    }
    List<float[]> there = new ArrayList<>();
    for (int i : main(source)) {
      there.add(vectors.apply(source.original(i, i)));
    }
    if (told.isEmpty() || there.isEmpty()) {
      return new CoverageMeaning(0, 0);
    }
    float[] centre = mean(there);
    double sum = 0;
    double all = 0;
    for (float[] sentence : there) {
      double nearest = 0;
      for (float[] one : told) {
        nearest = Math.max(nearest, SentenceMeaning.near(sentence, one));
      }
      double weight = SentenceMeaning.near(sentence, centre);
      sum += weight * nearest;
      all += weight;
    }
    return new CoverageMeaning(all == 0 ? 0 : sum / all, SentenceMeaning.near(mean(told), centre));
  }

  /** The sentences whose words come again most, in their order. */
  private static int[] main(Source source) {
    List<Integer> places =
        IntStream.range(0, source.sentenceCount())
            .filter(i -> source.sentence(i).length >= FEWEST_WORDS)
            .boxed()
            .toList();
    if (places.size() > MOST_SENTENCES) {
      double[] weights = new double[source.sentenceCount()];
      for (int i : places) {
        for (int id : source.sentence(i)) {
          weights[i] += StrictMath.log1p(source.frequency(id)) - StrictMath.log(2);
        }
        weights[i] /= StrictMath.sqrt(source.sentence(i).length);
        weights[i] *= i < 3 ? 1.5 : 1;
      }
      places =
          places.stream()
              .sorted(
                  Comparator.comparingDouble((Integer i) -> -weights[i])
                      .thenComparing(Comparator.naturalOrder()))
              .limit(MOST_SENTENCES)
              .toList();
    }
    return places.stream().sorted().mapToInt(Integer::intValue).toArray();
  }

  private static float[] mean(List<float[]> vectors) {
    double[] sum = new double[vectors.getFirst().length];
    for (float[] vector : vectors) {
      for (int k = 0; k < sum.length; k++) {
        sum[k] += vector[k];
      }
    }
    double length = 0;
    for (double value : sum) {
      length += value * value;
    }
    length = StrictMath.sqrt(length);
    float[] out = new float[sum.length];
    for (int k = 0; k < out.length; k++) {
      out[k] = length == 0 ? 0 : (float) (sum[k] / length);
    }
    return out;
  }
}
