// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.user;

import dev.plumbline.evaluators.heads.NamedWeights;
import dev.plumbline.evaluators.sentiment.SentimentFeatures;
import dev.plumbline.evaluators.text.PhraseFile;
import dev.plumbline.evaluators.text.PhraseGroup;
import dev.plumbline.evaluators.text.TextView;
import dev.plumbline.evaluators.text.TextView.Hits;
import java.util.ArrayList;
import java.util.List;

/**
 * Degrees from what a user says: mood, satisfaction, frustration, thanks, and whether the message
 * goes on from the answer before. Weights of mood were fitted on labelled comments and held near
 * each other so that no source decides alone; all others were set by hand. Thread-safe.
 */
final class SignalRules {
  /** Words in which a phrase of going on counts. */
  private static final int OPENING = 6;

  private static final int SHORT = 6;

  private final PhraseFile file = PhraseFile.read("/user/signals.txt");
  private final PhraseGroup thanks = file.group("thanks");
  private final PhraseGroup noThanks = file.group("no_thanks");
  private final PhraseGroup accept = file.group("accept");
  private final PhraseGroup done = file.group("done");
  private final PhraseGroup decline = file.group("decline");
  private final PhraseGroup unmet = file.group("unmet");
  private final PhraseGroup frustrated = file.group("frustrated");
  private final PhraseGroup followUp = file.group("follow_up");
  private final SentimentFeatures sentiment = new SentimentFeatures();
  private final int vader = sentiment.names().indexOf("vader");
  private final int weighed = sentiment.names().indexOf("weighed");
  private final int opinion = sentiment.names().indexOf("opinion");
  private final int valence = sentiment.names().indexOf("valence");
  private final int bad = sentiment.names().indexOf("valence_bad");
  private final int last = sentiment.names().indexOf("last_clause");
  private final int strongest = sentiment.names().indexOf("strongest");
  private final int negations = sentiment.names().indexOf("negations");
  private final int exclamation = sentiment.names().indexOf("exclamation");

  String hash() {
    return file.hash() + "/" + sentiment.hash();
  }

  List<PhraseGroup> phraseGroups() {
    List<PhraseGroup> all = new ArrayList<>(file.groups());
    all.addAll(sentiment.phraseGroups());
    return all;
  }

  /** The message's numbers, for the methods below. */
  double[] read(TextView message) {
    double[] read = new double[sentiment.names().size()];
    sentiment.read(message, read, 0);
    return read;
  }

  /** 0 negative, 1 positive; exactly 0.5 where no word says anything. */
  double mood(double[] read) {
    double sum =
        0.9 * read[vader]
            + 3.0 * read[weighed]
            + 0.8 * read[opinion]
            + 0.8 * read[valence]
            + 0.4 * read[last]
            + 0.4 * read[strongest];
    if (sum == 0) {
      return 0.5;
    }
    return NamedWeights.probability(sum - 0.25 * read[negations] + 0.3 * read[exclamation] - 0.15);
  }

  /** 0.5 for an ordinary request; {@code correction} and {@code repeated} are degrees. */
  double satisfaction(TextView message, double[] read, double correction, double repeated) {
    double thanked = presence(message, thanks) * (message.hits(noThanks).isEmpty() ? 1 : 0.4);
    double over = presence(message, done);
    double declined = presence(message, decline) * (thanked + over > 0 ? 0.3 : 1);
    return NamedWeights.probability(
        1.2 * read[vader]
            + 0.9 * read[valence]
            + 0.7 * read[weighed]
            + 1.2 * thanked
            + 1.1 * presence(message, accept)
            + 0.8 * over
            - 0.9 * declined
            - 1.2 * presence(message, unmet)
            - 1.3 * presence(message, frustrated)
            - 0.9 * correction
            - 0.5 * repeated);
  }

  double frustration(TextView message, double[] read, double correction) {
    return NamedWeights.probability(
        -2.2
            + 3.4 * presence(message, frustrated)
            + 1.4 * read[bad]
            - 0.8 * Math.max(0, read[vader])
            + 0.9 * presence(message, unmet)
            + 0.9 * correction
            + 1.2 * shouting(message));
  }

  double thanks(TextView message) {
    if (message.hits(thanks).isEmpty()) {
      return 0;
    }
    return message.hits(noThanks).isEmpty() ? 1 : 0.3;
  }

  /** How far the message only makes sense after the answer before. */
  double followUp(TextView message) {
    double none = 1;
    Hits hits = message.hits(followUp);
    int end = 0;
    for (int i = 0; i < hits.count() && hits.firstWord(i) < OPENING; i++) {
      if (hits.firstWord(i) >= end) {
        none *= hits.firstWord(i) == 0 ? 0.45 : 0.7;
        end = hits.endWord(i);
      }
    }
    if (message.wordCount() <= SHORT) {
      none *= 0.75;
    }
    return 1 - none;
  }

  /** Capitals and repeated marks, 0 to 1. */
  private static double shouting(TextView message) {
    String text = message.original();
    int n = Math.min(text.length(), 2000);
    int upper = 0;
    int lower = 0;
    int runs = 0;
    for (int i = 0; i < n; i++) {
      char c = text.charAt(i);
      if (c >= 'A' && c <= 'Z') {
        upper++;
      } else if (c >= 'a' && c <= 'z') {
        lower++;
      } else if ((c == '!' || c == '?')
          && i > 0
          && (text.charAt(i - 1) == '!' || text.charAt(i - 1) == '?')) {
        runs++;
      }
    }
    double capitals = upper >= 8 && upper > 2 * lower ? 1 : 0;
    return Math.min(1, capitals + 0.4 * Math.min(runs, 2));
  }

  private static double presence(TextView message, PhraseGroup group) {
    Hits hits = message.hits(group);
    int count = 0;
    int end = 0;
    for (int i = 0; i < hits.count(); i++) {
      if (hits.firstWord(i) >= end) {
        count++;
      }
      end = Math.max(end, hits.endWord(i));
    }
    return count / (count + 0.5);
  }
}
