// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.learned;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Readable names of clusters of messages: the words that are frequent in one cluster and not in the
 * others (class-based TF-IDF, M. Grootendorst 2022). Only words of letters that several messages
 * have, so that no name, number or address of one user becomes a label.
 */
final class ClusterNames {
  private static final int LONGEST_WORD = 20;
  private static final int MOST_WORDS = 100;
  private static final int FEWEST_MESSAGES = 3;
  private static final double SHARE_OF_MESSAGES = 0.15;
  private static final int TERMS = 2;

  private static final Set<String> EMPTY =
      Set.of(
          ("a able about again all already also always am an and another any anyone anything are as"
                  + " ask at be been because before being but by can cannot cant could did didnt do"
                  + " does doesnt doing dont each else even ever every few for from get gets getting"
                  + " give go going got had has have having hello help her here hes hey hi him his"
                  + " how however id if ill im in into is isnt it its ive just keep know let like"
                  + " look looks made make makes many may maybe me might more most much must my need"
                  + " needs never new no not now of off ok okay on once one only or other our out"
                  + " over own please possible put really said same say see seem seems shall she"
                  + " should show so some someone something still such sure take tell than thank"
                  + " thanks that thats the their them then there these they thing things think this"
                  + " those though through to told too took tried try trying until up us use used"
                  + " using very want wanted wants was way we well went were what whats when where"
                  + " which while who whom whos why will with within without wont work works would"
                  + " wrong yes yet you your youre happen happened happening long reason explain"
                  + " question find come came supposed currently happens")
              .split(" "));

  private ClusterNames() {}

  /** The words of a message that may stand in a name, each once, sorted. */
  static List<String> words(String message) {
    TreeSet<String> out = new TreeSet<>();
    StringBuilder word = new StringBuilder();
    String text = message.length() > 2000 ? message.substring(0, 2000) : message;
    String lower = text.toLowerCase(Locale.ROOT);
    boolean plain = true;
    for (int i = 0; i <= lower.length() && out.size() < MOST_WORDS; i++) {
      char c = i < lower.length() ? lower.charAt(i) : ' ';
      if (Character.isLetter(c)) {
        word.append(c);
      } else if (Character.isDigit(c) || inside(lower, i)) {
        plain = false;
        word.append(c);
      } else if (c != '\'' && c != '\u2019') { // "don't" is one word
        if (plain
            && word.length() >= 3
            && word.length() <= LONGEST_WORD
            && !empty(word.toString())) {
          out.add(word.toString());
        }
        word.setLength(0);
        plain = true;
      }
    }
    return List.copyOf(out);
  }

  private static boolean empty(String word) {
    return EMPTY.contains(word)
        || (word.endsWith("s") && EMPTY.contains(word.substring(0, word.length() - 1)));
  }

  /** Part of an address, a path or a code, and not the end of a word. */
  private static boolean inside(String text, int i) {
    return i + 1 < text.length()
        && "@_/.:\\".indexOf(text.charAt(i)) >= 0
        && Character.isLetterOrDigit(text.charAt(i + 1));
  }

  /**
   * For each cluster up to four words, the most telling first.
   *
   * @param clusters words of the messages of each cluster
   */
  static List<List<String>> terms(List<List<List<String>>> clusters) {
    List<Map<String, Integer>> counts = new ArrayList<>();
    Map<String, Integer> everywhere = new HashMap<>();
    long all = 0;
    for (List<List<String>> messages : clusters) {
      Map<String, Integer> own = new TreeMap<>();
      for (List<String> words : messages) {
        for (String word : words) {
          own.merge(word, 1, Integer::sum);
          everywhere.merge(word, 1, Integer::sum);
          all++;
        }
      }
      counts.add(own);
    }
    double average = clusters.isEmpty() ? 0 : (double) all / clusters.size();
    List<List<String>> out = new ArrayList<>();
    for (int i = 0; i < clusters.size(); i++) {
      double least = Math.max(FEWEST_MESSAGES, SHARE_OF_MESSAGES * clusters.get(i).size());
      Map<String, Double> weights = new TreeMap<>();
      counts
          .get(i)
          .forEach((word, n) -> {
            if (n >= least) {
              weights.put(word, n * StrictMath.log1p(average / everywhere.getOrDefault(word, n)));
            }
          });
      List<String> best =
          weights.entrySet().stream()
              .sorted(
                  Comparator.comparingDouble((Map.Entry<String, Double> e) -> -e.getValue())
                      .thenComparing(Map.Entry::getKey))
              .map(Map.Entry::getKey)
              .toList();
      out.add(distinct(best));
    }
    return out;
  }

  /** "card" and "cards" are one word to a reader. */
  private static List<String> distinct(List<String> words) {
    List<String> out = new ArrayList<>();
    for (String word : words) {
      if (out.size() < 4 && out.stream().noneMatch(known -> related(known, word))) {
        out.add(word);
      }
    }
    return out;
  }

  private static boolean related(String a, String b) {
    int shorter = Math.min(a.length(), b.length());
    int same = 0;
    while (same < shorter && a.charAt(same) == b.charAt(same)) {
      same++;
    }
    return same >= Math.max(4, Math.max(a.length(), b.length()) - 3);
  }

  /** A name that no other cluster has. */
  static String name(int id, List<String> terms, Set<String> taken) {
    for (int size = Math.min(TERMS, terms.size()); size > 0 && size <= terms.size(); size++) {
      String name = String.join(" \u00B7 ", terms.subList(0, size));
      if (!taken.contains(name)) {
        return name;
      }
    }
    return "intent " + id;
  }
}
