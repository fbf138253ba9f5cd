// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.support;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * How much of its sources an answer tells, as named numbers that can stand beside embeddings in a
 * head. What the question speaks of counts more. The same texts give the same numbers on every
 * platform. Immutable.
 */
public final class CompletenessFeatures {
  private static final int MAX_CHARS = 12 * 1024;

  /** Names of {@link #values}, in their order. */
  public static final List<String> NAMES =
      List.of(
          "coverage_salient",
          "coverage_names",
          "coverage_numbers",
          "coverage_lead",
          "coverage_sentences",
          "coverage_asked",
          "length_ratio",
          "distinct_words",
          "supported_words",
          "completeness_degree");

  private final double[] values;

  private CompletenessFeatures(double[] values) {
    this.values = values;
  }

  /**
   * Reads an answer.
   *
   * @param question what was asked; empty when unknown
   */
  public static CompletenessFeatures read(String response, Source source, String question) {
    String text = response.length() > MAX_CHARS ? response.substring(0, MAX_CHARS) : response;
    TextFacts own = new TextFacts(text);
    TextFacts asked =
        new TextFacts(question.length() > 4000 ? question.substring(0, 4000) : question);
    Tokens tokens = own.tokens();
    Set<Integer> told = new HashSet<>();
    Set<String> distinct = new HashSet<>();
    int contents = 0;
    int supported = 0;
    for (int i = 0; i < tokens.count(); i++) {
      String word = tokens.text(i);
      if (Words.empty(word)) {
        continue;
      }
      String stem = TextFacts.stem(word);
      contents++;
      distinct.add(stem);
      int id = source.find(stem);
      if (id != Source.UNKNOWN) {
        told.add(id);
        supported++;
      }
    }
    Coverage coverage = Coverage.of(source, told, asked);
    double ratio = source.words() == 0 ? 0 : (double) tokens.count() / source.words();
    double support = contents == 0 ? 0 : (double) supported / contents;
    double variety = contents == 0 ? 0 : (double) distinct.size() / contents;
    // a repetition tells nothing more
    double length = lengthDegree(ratio * (0.4 + 0.6 * variety));
    double degree =
        0.45 * length
            + 0.30 * coverage.salient()
            + 0.10 * coverage.names()
            + 0.05 * coverage.sentences()
            + 0.10 * support;
    double wanted = askedShare(own, asked, source);
    degree *= 0.6 + 0.4 * wanted;
    return new CompletenessFeatures(
        new double[] {
          coverage.salient(),
          coverage.names(),
          coverage.numbers(),
          coverage.lead(),
          coverage.sentences(),
          wanted,
          length,
          variety,
          support,
          Math.min(1, degree)
        });
  }

  /** Grows with the length until an answer is a third as long as its sources. */
  private static double lengthDegree(double ratio) {
    double x = Math.min(1, ratio * 3);
    return StrictMath.sqrt(x);
  }

  /** From 0 to 1; 0.5 and above counts as complete. */
  public double degree() {
    return values[values.length - 1];
  }

  /** Share of the sources' main words that the answer tells. */
  public double salient() {
    return values[0];
  }

  /** Share of the things asked for that the answer speaks of, where the sources have them. */
  public double asked() {
    return values[5];
  }

  /** The numbers, in the order of {@link #NAMES}; from 0 to 1. */
  public double[] values() {
    return values.clone();
  }

  /** Of the question's content words that the sources know, the share that the answer has. */
  private static double askedShare(TextFacts own, TextFacts asked, Source source) {
    Tokens tokens = asked.tokens();
    int all = 0;
    int found = 0;
    for (int i = 0; i < Math.min(tokens.count(), 300); i++) {
      String word = tokens.text(i);
      if (tokens.size(i) < 3
          || Words.empty(word)
          || source.find(TextFacts.stem(word)) == Source.UNKNOWN) {
        continue;
      }
      all++;
      found += own.hasWord(word) || own.hasRelative(word) ? 1 : 0;
    }
    return all < 3 ? 1 : (double) found / all;
  }

  private record Coverage(
      double salient, double names, double numbers, double lead, double sentences) {
    static Coverage of(Source source, Set<Integer> told, TextFacts asked) {
      double[] got = new double[5];
      double[] all = new double[5];
      int[] focus = focus(source, asked);
      for (int id = 0; id < source.stemCount(); id++) {
        String stem = source.stem(id);
        if (Words.empty(stem) || (stem.length() <= 2 && !Character.isDigit(stem.charAt(0)))) {
          continue;
        }
        boolean there = told.contains(id);
        double weight = StrictMath.log1p(source.frequency(id));
        weight *= source.first(id) < 3 ? 1.5 : 1;
        weight *= focus[source.first(id)] > 0 ? 1 + focus[source.first(id)] : 1;
        weight *= source.frequency(id) > 1 || source.isSpeaker(id) ? 2 : 1;
        add(got, all, 0, weight, there);
        if (source.isSpeaker(id) || (source.frequency(id) > 1 && capital(source, stem))) {
          add(got, all, 1, 1, there);
        }
        if (Character.isDigit(stem.charAt(0))) {
          add(got, all, 2, 1, there);
        }
        if (source.first(id) < 2) {
          add(got, all, 3, 1, there);
        }
      }
      for (int i = 0; i < source.sentenceCount(); i++) {
        int hits = 0;
        for (int id : source.sentence(i)) {
          hits += told.contains(id) ? 1 : 0;
        }
        if (source.sentence(i).length >= 3) {
          add(got, all, 4, 1 + focus[i], hits * 3 >= source.sentence(i).length);
        }
      }
      return new Coverage(
          StrictMath.sqrt(share(got, all, 0)),
          share(got, all, 1),
          share(got, all, 2),
          share(got, all, 3),
          share(got, all, 4));
    }

    private static boolean capital(Source source, String stem) {
      return source.facts().hasCapital(stem);
    }

    /** For each sentence of the sources, how many words of the question it has, at most four. */
    private static int[] focus(Source source, TextFacts asked) {
      int[] out = new int[source.sentenceCount() + 1];
      Tokens tokens = asked.tokens();
      for (int i = 0; i < Math.min(tokens.count(), 200); i++) {
        int id = source.find(TextFacts.stem(tokens.text(i)));
        if (id != Source.UNKNOWN && !Words.empty(tokens.text(i))) {
          for (int k = 0; k < source.placeCount(id); k++) {
            int at = source.place(id, k);
            out[at] = Math.min(4, out[at] + 1);
          }
        }
      }
      return out;
    }

    private static void add(double[] got, double[] all, int i, double weight, boolean there) {
      all[i] += weight;
      got[i] += there ? weight : 0;
    }

    private static double share(double[] got, double[] all, int i) {
      return all[i] == 0 ? 1 : got[i] / all[i];
    }
  }
}
