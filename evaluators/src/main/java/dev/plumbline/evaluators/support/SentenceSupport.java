// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.support;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * How one sentence of an answer is supported by a {@link Source}, in numbers from 0 to 1.
 *
 * @param claims false when the sentence says nothing that a source could support
 */
record SentenceSupport(
    int start,
    int end,
    boolean claims,
    double unigrams,
    double pairs,
    double triples,
    double longestRun,
    double novel,
    double local,
    double namesMissing,
    double namesElsewhere,
    double numbersMissing,
    double numbersElsewhere,
    double denial,
    double speaker,
    double bias) {

  /** Their number and order. */
  static final List<String> NAMES =
      List.of(
          "unigrams",
          "pairs",
          "triples",
          "longest_run",
          "novel_words",
          "local_support",
          "names_missing",
          "names_elsewhere",
          "numbers_missing",
          "numbers_elsewhere",
          "denial_mismatch",
          "speaker_mismatch");

  double[] values() {
    return new double[] {
      unigrams,
      pairs,
      triples,
      longestRun,
      novel,
      local,
      namesMissing,
      namesElsewhere,
      numbersMissing,
      numbersElsewhere,
      denial,
      speaker
    };
  }

  /** From 0 to 1; 0.5 and above counts as supported. */
  double degree() {
    double x =
        bias
            + 3.0 * triples
            + 1.0 * pairs
            + 2.6 * local
            - 2.5 * novel
            - 5.0 * namesMissing
            - 3.5 * namesElsewhere
            - 3.5 * numbersMissing
            - 1.0 * numbersElsewhere
            - 3.0 * denial
            - 4.5 * speaker;
    return 1 / (1 + StrictMath.exp(-x));
  }

  /**
   * Nobody copies the words of a dialogue, and data has hardly any: there facts count, and words
   * that are not in it count less than elsewhere.
   */
  private static double bias(Source source, double novel) {
    if (source.isStructured()) {
      return 1.0 + novel;
    }
    return source.isDialogue() ? -2.0 : -3.0;
  }

  /** The number that speaks most against the sentence, as a label. */
  String reason() {
    if (numbersMissing > 0) {
      return "number_not_in_source";
    }
    if (namesMissing > 0) {
      return "name_not_in_source";
    }
    if (denial > 0) {
      return "denial_differs";
    }
    if (speaker > 0) {
      return "other_speaker";
    }
    if (namesElsewhere + numbersElsewhere > 0) {
      return "said_of_something_else";
    }
    return novel > 0.3 ? "words_not_in_source" : "weak_support";
  }

  /**
   * Reads a sentence.
   *
   * @param asked words of the question, which the answer may repeat
   */
  static SentenceSupport read(String text, Sentences.Range range, Source source, TextFacts asked) {
    String sentence = text.substring(range.start(), range.end());
    TextFacts own = new TextFacts(sentence);
    Tokens tokens = own.tokens();
    int n = Math.min(tokens.count(), 200);
    int[] ids = new int[n];
    boolean[] content = new boolean[n];
    int contents = 0;
    int known = 0;
    for (int i = 0; i < n; i++) {
      String word = tokens.text(i);
      ids[i] = source.find(TextFacts.stem(word));
      content[i] = tokens.word(i) && !Words.empty(word) && tokens.size(i) > 1;
      if (content[i]) {
        contents++;
        boolean there = ids[i] != Source.UNKNOWN || asked.hasWord(word);
        known += there || source.hasBeginning(TextFacts.stem(word)) ? 1 : 0;
      }
    }
    if (contents < 2 || meta(own)) {
      return new SentenceSupport(
          range.start(), range.end(), false, 1, 1, 1, 1, 0, 1, 0, 0, 0, 0, 0, 0, 0);
    }
    int best = bestSentence(source, ids, content, n);
    double local = 0;
    for (int i = 0; i < n; i++) {
      if (content[i] && ids[i] != Source.UNKNOWN && source.near(ids[i], best)) {
        local++;
      }
    }
    Runs runs = Runs.of(source, ids, n);
    double novel = 1 - (double) known / contents;
    double[] names = names(own, ids, content, n, source, asked, best);
    double[] numbers = numbers(own, source, asked, best);
    double differs =
        best >= 0 && local / contents >= 0.4 ? denialMismatch(source, tokens, ids, n, best) : 0;
    return new SentenceSupport(
        range.start(),
        range.end(),
        true,
        runs.unigrams(),
        runs.pairs(),
        runs.triples(),
        runs.longest(),
        novel,
        local / contents,
        names[0],
        names[1],
        numbers[0],
        numbers[1],
        differs,
        speakerMismatch(source, tokens, ids, content, n),
        bias(source, novel));
  }

  /** "The documents do not say": nothing that a source could support. */
  private static boolean meta(TextFacts own) {
    boolean source =
        own.hasWord("document")
            || own.hasWord("documents")
            || own.hasWord("context")
            || own.hasWord("information")
            || own.hasWord("text")
            || own.hasWord("sources");
    boolean lacks =
        (own.hasWord("not") || own.hasWord("no") || own.hasWord("dont") || own.hasWord("doesnt"))
            && (own.hasRelative("mention")
                || own.hasRelative("provide")
                || own.hasRelative("contain")
                || own.hasRelative("specify")
                || own.hasRelative("include"));
    return source && lacks;
  }

  private static int bestSentence(Source source, int[] ids, boolean[] content, int n) {
    int[] votes = new int[source.sentenceCount() + 1];
    for (int i = 0; i < n; i++) {
      if (content[i] && ids[i] != Source.UNKNOWN) {
        for (int k = 0; k < source.placeCount(ids[i]); k++) {
          votes[source.place(ids[i], k)] += 2;
        }
      }
    }
    int best = -1;
    int most = 0;
    for (int i = 0; i < source.sentenceCount(); i++) {
      int around = votes[i] * 2 + (i > 0 ? votes[i - 1] : 0) + votes[i + 1];
      if (around > most && votes[i] > 0) {
        most = around;
        best = i;
      }
    }
    return best;
  }

  /** 1 when the sentence denies a word that its source affirms, or the reverse. */
  private static double denialMismatch(Source source, Tokens tokens, int[] ids, int n, int best) {
    Set<Integer> denied = new HashSet<>();
    boolean open = false;
    boolean refuses = false;
    for (int i = 0; i < n; i++) {
      String word = tokens.text(i);
      open = Words.denies(word) || (open && tokens.joined(i - 1));
      refuses |= Words.refuses(TextFacts.stem(word));
      if (open && !Words.empty(word) && !Words.denies(word)) {
        denied.add(ids[i]);
        open = false;
      }
    }
    int reach = 1;
    int last = Math.min(best + reach, source.sentenceCount() - 1);
    for (int id : denied) {
      boolean affirmed = false;
      boolean alsoDenied = false;
      for (int i = Math.max(0, best - reach); i <= last; i++) {
        affirmed |= id != Source.UNKNOWN && source.stands(id, i);
        alsoDenied |= source.denied(i).contains(id) || (source.refuses(i) && !refuses);
      }
      if (affirmed && !alsoDenied) {
        return 1;
      }
    }
    for (int i = 0; i < n; i++) {
      if (source.denied(best).contains(ids[i]) && !denied.contains(ids[i]) && !refuses) {
        return 1;
      }
    }
    return 0;
  }

  /** Shares of the sentence's names that the source lacks, and that it has in another place. */
  private static double[] names(
      TextFacts own,
      int[] ids,
      boolean[] content,
      int n,
      Source source,
      TextFacts asked,
      int best) {
    Tokens tokens = own.tokens();
    int all = 0;
    double missing = 0;
    double elsewhere = 0;
    for (int i = 0; i < n; i++) {
      if (!content[i] || !own.capital(i)) {
        continue;
      }
      String word = tokens.text(i);
      boolean there = ids[i] != Source.UNKNOWN;
      if (i == 0 && !there && !(n > 1 && tokens.near(0) && content[1] && own.capital(1))) {
        if (!source.isDialogue()) {
          continue; // any word may open a sentence
        }
      }
      all++;
      if (there) {
        boolean speaks = source.isSpeaker(ids[i]);
        elsewhere +=
            best >= 0 && !speaks && !source.isDialogue() && !source.near(ids[i], best) ? 1 : 0;
      } else if (!asked.hasWord(word)
          && !Aliases.BUILT_IN.says(source.facts(), word)
          && !source.hasBeginning(TextFacts.stem(word))) {
        missing++;
      }
    }
    return all == 0
        ? new double[2]
        : new double[] {Math.min(1, missing * 2 / (all + 1)), elsewhere / all};
  }

  private static double[] numbers(TextFacts own, Source source, TextFacts asked, int best) {
    TextNumbers said = own.numbers();
    Tokens tokens = own.tokens();
    int all = 0;
    int missing = 0;
    int elsewhere = 0;
    int last = -1;
    for (int i = 0; i < said.count() && i < 60; i++) {
      if (said.firstToken(i) == last) {
        continue; // another reading of the same digits
      }
      last = said.firstToken(i);
      boolean digits = tokens.digit(last);
      double value = said.value(i);
      if (!digits && value < 2) {
        continue;
      }
      all++;
      boolean there = source.facts().numbers().has(value) || asked.numbers().has(value);
      for (int k = i + 1; k < said.count() && said.firstToken(k) == last; k++) {
        there |= source.facts().numbers().has(said.value(k));
      }
      if (!there) {
        missing++;
      } else if (digits && best >= 0) {
        int id = source.find(tokens.text(last));
        elsewhere += id != Source.UNKNOWN && !source.near(id, best) ? 1 : 0;
      }
    }
    return all == 0
        ? new double[2]
        : new double[] {
          missing == 0 ? 0 : Math.max(0.8, (double) missing / all), (double) elsewhere / all
        };
  }

  /** How much better another speaker's words fit what the sentence says of its first speaker. */
  private static double speakerMismatch(
      Source source, Tokens tokens, int[] ids, boolean[] content, int n) {
    if (!source.isDialogue()) {
      return 0;
    }
    int first = 0;
    while (first < n && (ids[first] == Source.UNKNOWN || !source.isSpeaker(ids[first]))) {
      first++;
    }
    if (first > 2) {
      return 0; // somebody else is the subject
    }
    List<Integer> said = new ArrayList<>();
    for (int k = first + 1; k < n && said.size() < 10; k++) {
      if (ids[k] == Source.UNKNOWN || !content[k]) {
        continue;
      }
      if (source.isSpeaker(ids[k])) {
        if (k - first <= 2 && tokens.text(k - 1).equals("and")) {
          return 0; // of both
        }
      } else {
        said.add(ids[k]);
      }
    }
    if (said.size() < 2) {
      return 0;
    }
    double own = share(source, said, ids[first]);
    double others = 0;
    for (int name : source.speakerNames()) {
      others = name == ids[first] ? others : Math.max(others, share(source, said, name));
    }
    return Math.max(0, others - own);
  }

  private static double share(Source source, List<Integer> stems, int speaker) {
    int found = 0;
    for (int id : stems) {
      for (int k = 0; k < source.placeCount(id); k++) {
        if (source.belongs(source.place(id, k), speaker)) {
          found++;
          break;
        }
      }
    }
    return (double) found / stems.size();
  }

  /** Shares of the sentence's stems, pairs and triples that the source has in that order. */
  private record Runs(double unigrams, double pairs, double triples, double longest) {
    static Runs of(Source source, int[] ids, int n) {
      int one = 0;
      int two = 0;
      int three = 0;
      int run = 0;
      int longest = 0;
      for (int i = 0; i < n; i++) {
        boolean known = ids[i] != Source.UNKNOWN;
        boolean follows =
            known && i > 0 && ids[i - 1] != Source.UNKNOWN && source.hasPair(ids[i - 1], ids[i]);
        boolean third =
            follows
                && i > 1
                && ids[i - 2] != Source.UNKNOWN
                && source.hasTriple(ids[i - 2], ids[i - 1], ids[i]);
        one += known ? 1 : 0;
        two += follows ? 1 : 0;
        three += third ? 1 : 0;
        run = third ? run + 1 : follows ? 2 : known ? 1 : 0;
        longest = Math.max(longest, run);
      }
      return new Runs(
          (double) one / n,
          n > 1 ? (double) two / (n - 1) : one,
          n > 2 ? (double) three / (n - 2) : n > 1 ? two : one,
          (double) longest / n);
    }
  }
}
