// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.support;

import dev.plumbline.evaluators.embedding.Embedding;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * What {@link SentenceSupport} does not see: how near the meaning of a sentence is to that of its
 * place in the sources, opposites, exchanged names, and pieces of several places sewn together. All
 * numbers from 0 to 1, the higher the worse, but for the cosines.
 */
record SentenceMeaning(
    double cosine, double window, double opposite, double exchanged, double seam) {
  /** Their number and order. */
  static final List<String> NAMES =
      List.of("cosine_sentence", "cosine_window", "opposite", "names_exchanged", "seam");

  private static final int CANDIDATES = 3;

  /** Sentences before and behind a place in a dialogue. */
  private static final int TURNS = 2;

  double[] values() {
    return new double[] {cosine, window, opposite, exchanged, seam};
  }

  /**
   * Reads a sentence.
   *
   * @param vectors embeds a text; vectors have length one
   */
  static SentenceMeaning read(String sentence, Source source, Function<String, float[]> vectors) {
    TextFacts own = new TextFacts(sentence);
    Tokens tokens = own.tokens();
    int n = Math.min(tokens.count(), 200);
    int[] ids = new int[n];
    for (int i = 0; i < n; i++) {
      ids[i] = source.find(TextFacts.stem(tokens.text(i)));
    }
    int[] nearest = nearest(source, tokens, ids, n);
    if (nearest.length == 0) {
      return new SentenceMeaning(0, 0, 0, 0, 0);
    }
    double cosine = 1;
    double window = 1;
    if (!source.copies(sentence)) {
      float[] said = vectors.apply(sentence);
      cosine = 0;
      for (int place : nearest) {
        cosine = Math.max(cosine, near(said, vectors.apply(source.original(place, place))));
      }
      window = source.isDialogue() ? window(said, source, nearest[0], vectors) : cosine;
    }
    return new SentenceMeaning(
        cosine,
        Math.max(window, cosine),
        opposite(source, tokens, ids, n, nearest[0]),
        exchanged(source, own, ids, n, nearest[0]),
        source.isDialogue() ? 0 : seam(source, ids, n));
  }

  /** What is said in a dialogue is often said in several turns. */
  private static double window(
      float[] said, Source source, int place, Function<String, float[]> vectors) {
    int first = Math.max(0, place - TURNS);
    int last = Math.min(source.sentenceCount() - 1, place + TURNS);
    return near(said, vectors.apply(source.original(first, last)));
  }

  /** A cosine in the range that sentences have. */
  static double near(float[] a, float[] b) {
    return Math.clamp((Embedding.cosine(a, b) - 0.5) / 0.5, 0, 1);
  }

  /** The sentences that share most with this one, rare words counting more; the best first. */
  private static int[] nearest(Source source, Tokens tokens, int[] ids, int n) {
    double[] votes = new double[source.sentenceCount()];
    for (int i = 0; i < n; i++) {
      if (ids[i] == Source.UNKNOWN || Words.empty(tokens.text(i))) {
        continue;
      }
      double weight = 1.0 / source.placeCount(ids[i]);
      for (int k = 0; k < source.placeCount(ids[i]); k++) {
        votes[source.place(ids[i], k)] += weight;
      }
    }
    return IntStream.range(0, votes.length)
        .filter(i -> votes[i] > 0)
        .boxed()
        .sorted(
            Comparator.comparingDouble((Integer i) -> -votes[i])
                .thenComparing(Comparator.naturalOrder()))
        .limit(CANDIDATES)
        .mapToInt(Integer::intValue)
        .toArray();
  }

  /** 1 when a word's opposite stands at its place in the sources and the word itself does not. */
  private static double opposite(Source source, Tokens tokens, int[] ids, int n, int best) {
    for (int i = 0; i < n; i++) {
      if (Words.denies(tokens.text(i))) {
        return 0; // "not open" may well be "closed"
      }
    }
    for (int i = 0; i < n; i++) {
      if (ids[i] != Source.UNKNOWN && source.near(ids[i], best)) {
        continue;
      }
      for (String other : Antonyms.of(TextFacts.stem(tokens.text(i)))) {
        int id = source.find(other);
        if (id != Source.UNKNOWN && source.stands(id, best)) {
          return 1;
        }
      }
    }
    return 0;
  }

  /** Of the names that stand at its place in the sources, the share of pairs in other order. */
  private static double exchanged(Source source, TextFacts own, int[] ids, int n, int best) {
    int[] there = source.sentence(best);
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      boolean name =
          ids[i] != Source.UNKNOWN
              && (own.capital(i) || own.tokens().digit(i))
              && !Words.empty(own.tokens().text(i));
      if (name) {
        for (int k = 0; k < there.length; k++) {
          if (there[k] == ids[i]) {
            places.add(k);
            break;
          }
        }
      }
    }
    int pairs = 0;
    int turned = 0;
    for (int i = 0; i < places.size() && i < 20; i++) {
      for (int k = i + 1; k < places.size() && k < 20; k++) {
        pairs++;
        turned += places.get(k) < places.get(i) ? 1 : 0;
      }
    }
    return pairs == 0 ? 0 : (double) turned / pairs;
  }

  /** 1 when two copied runs of three words and more follow each other from distant places. */
  private static double seam(Source source, int[] ids, int n) {
    int[] before = new int[0];
    int endBefore = -10;
    int i = 0;
    while (i + 2 < n) {
      int end = i;
      while (end + 1 < n && follows(source, ids, end)) {
        end++;
      }
      if (end - i >= 2) {
        int[] here = common(source, ids, i, end);
        if (here.length > 0) {
          if (i - endBefore <= 3 && before.length > 0 && apart(before, here)) {
            return 1;
          }
          before = here;
          endBefore = end;
        }
      }
      i = end + 1;
    }
    return 0;
  }

  private static boolean follows(Source source, int[] ids, int i) {
    return ids[i] != Source.UNKNOWN
        && ids[i + 1] != Source.UNKNOWN
        && source.hasPair(ids[i], ids[i + 1]);
  }

  /** Sentences in which all of the run stands. */
  private static int[] common(Source source, int[] ids, int from, int to) {
    int[] out = new int[source.placeCount(ids[from])];
    int size = 0;
    for (int k = 0; k < out.length; k++) {
      int place = source.place(ids[from], k);
      boolean all = true;
      for (int i = from + 1; i <= to && all; i++) {
        all = source.stands(ids[i], place);
      }
      if (all) {
        out[size++] = place;
      }
    }
    return Arrays.copyOf(out, size);
  }

  private static boolean apart(int[] one, int[] other) {
    for (int a : one) {
      for (int b : other) {
        if (Math.abs(a - b) <= 1) {
          return false;
        }
      }
    }
    return true;
  }
}
