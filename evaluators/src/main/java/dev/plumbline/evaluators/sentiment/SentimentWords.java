// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.sentiment;

import dev.plumbline.evaluators.text.WordMemo;
import dev.plumbline.model.hash.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The words VADER knows: a lexicon of valences, words that strengthen and dampen, words that
 * negate, and emoji with what they show. Immutable and thread-safe.
 */
final class SentimentWords {
  private static final double UP = 0.293;
  private static final double DOWN = -0.293;

  private static final String NEGATING =
      "aint arent cannot cant couldnt darent didnt doesnt ain't aren't can't couldn't daren't"
          + " didn't doesn't dont hadnt hasnt havent isnt mightnt mustnt neither don't hadn't"
          + " hasn't haven't isn't mightn't mustn't neednt needn't never none nope nor not nothing"
          + " nowhere oughtnt shant shouldnt uhuh wasnt werent oughtn't shan't shouldn't uh-uh"
          + " wasn't weren't without wont wouldnt won't wouldn't rarely seldom despite";

  private static final String STRENGTHENING =
      "absolutely amazingly awfully completely considerable considerably decidedly deeply effing"
          + " enormous enormously entirely especially exceptional exceptionally extreme extremely"
          + " fabulously flipping flippin frackin fracking fricking frickin frigging friggin fully"
          + " fuckin fucking fuggin fugging greatly hella highly hugely incredible incredibly"
          + " intensely major majorly more most particularly purely quite really remarkably so"
          + " substantially thoroughly total totally tremendous tremendously uber unbelievably"
          + " unusually utter utterly very";

  private static final String DAMPENING =
      "almost barely hardly kinda kindof kind-of less little marginal marginally occasional"
          + " occasionally partly scarce scarcely slight slightly somewhat sorta sortof sort-of";

  /** Words that rules name. */
  private static final String NAMED =
      "kind of no or nor so this never without doubt least at very but the shit bomb bad ass bus"
          + " stop yeah right kiss death to die for beating heart just enough sort";

  /** Words with a valence of their own together. */
  record Idiom(List<String> words, double valence) {}

  static final List<Idiom> IDIOMS =
      List.of(
          idiom("the shit", 3),
          idiom("the bomb", 3),
          idiom("bad ass", 1.5),
          idiom("bus stop", 0),
          idiom("yeah right", -2),
          idiom("kiss of death", -1.5),
          idiom("to die for", 3),
          idiom("beating heart", 3.5));

  static final List<Idiom> DAMPERS =
      List.of(idiom("just enough", DOWN), idiom("kind of", DOWN), idiom("sort of", DOWN));

  private static final Word UNKNOWN = new Word("", Double.NaN, 0, false, false);

  private final String hash;
  private final Word[] slots;
  private final int mask;
  private final Map<Integer, String> emoji = new HashMap<>();
  private final WordMemo<WordList.Token> memo = new WordMemo<>(13);

  /**
   * What is known of a word.
   *
   * @param text the word where rules may ask for it; compared by {@link #is}
   * @param valence NaN when the lexicon does not list it
   * @param boost 0 when it neither strengthens nor dampens
   */
  record Word(String text, double valence, double boost, boolean negates, boolean idiomWord) {
    boolean listed() {
      return !Double.isNaN(valence);
    }

    boolean is(String word) {
      return text.equals(word);
    }
  }

  private SentimentWords(byte[] lexicon, byte[] emojiFile) {
    Map<String, Double> valences = new HashMap<>();
    for (String line : lines(lexicon)) {
      int tab = line.lastIndexOf('\t');
      valences.put(line.substring(0, tab), Double.valueOf(line.substring(tab + 1)));
    }
    Map<String, Double> boosts = new HashMap<>();
    for (String word : STRENGTHENING.split(" ")) {
      boosts.put(word, UP);
    }
    for (String word : DAMPENING.split(" ")) {
      boosts.put(word, DOWN);
    }
    Set<String> negating = Set.of(NEGATING.split(" "));
    Set<String> idiomWords = new HashSet<>();
    IDIOMS.forEach(idiom -> idiomWords.addAll(idiom.words()));
    DAMPERS.forEach(idiom -> idiomWords.addAll(idiom.words()));
    Set<String> all = new HashSet<>(valences.keySet());
    all.addAll(boosts.keySet());
    all.addAll(negating);
    all.addAll(Set.of(NAMED.split(" ")));
    mask = Integer.highestOneBit(all.size() * 3) * 2 - 1;
    slots = new Word[mask + 1];
    for (String word : all) {
      put(
          new Word(
              word,
              valences.getOrDefault(word, Double.NaN),
              boosts.getOrDefault(word, 0.0),
              negating.contains(word),
              idiomWords.contains(word)));
    }
    for (String line : lines(emojiFile)) {
      emoji.put(line.codePointAt(0), line.substring(line.indexOf('\t') + 1));
    }
    hash = hash(lexicon, emojiFile);
  }

  /** Read once; several evaluators use it. */
  private static final class Holder {
    static final SentimentWords SHARED =
        new SentimentWords(bytes("/sentiment/vader.tsv"), bytes("/sentiment/emoji.tsv"));
  }

  static SentimentWords shared() {
    return Holder.SHARED;
  }

  String hash() {
    return hash;
  }

  /** Words as they were written lately. */
  WordMemo<WordList.Token> memo() {
    return memo;
  }

  /** What is known of the word between two units, whatever its case. */
  Word find(String text, int start, int end) {
    int hash = 0;
    for (int i = start; i < end; i++) {
      hash = hash * 31 + Character.toLowerCase(text.charAt(i));
    }
    int at = mix(hash) & mask;
    while (true) {
      Word word = slots[at];
      if (word == null) {
        return UNKNOWN;
      }
      if (same(word.text(), text, start, end)) {
        return word;
      }
      at = (at + 1) & mask;
    }
  }

  /** The text with each emoji replaced by what it shows. */
  String withoutEmoji(String text) {
    int i = 0;
    while (i < text.length() && text.charAt(i) < 0xA9) {
      i++;
    }
    if (i == text.length()) {
      return text;
    }
    StringBuilder out = new StringBuilder(text.length() + 64);
    boolean afterSpace = true;
    for (int at = 0; at < text.length(); ) {
      int c = text.codePointAt(at);
      at += Character.charCount(c);
      String shown = c < 0xA9 ? null : emoji.get(c);
      if (shown == null) {
        out.appendCodePoint(c);
        afterSpace = c == ' ';
      } else {
        out.append(afterSpace ? "" : " ").append(shown);
        afterSpace = false;
      }
    }
    return out.toString();
  }

  private void put(Word word) {
    int hash = 0;
    for (int i = 0; i < word.text().length(); i++) {
      hash = hash * 31 + word.text().charAt(i);
    }
    int at = mix(hash) & mask;
    while (slots[at] != null) {
      at = (at + 1) & mask;
    }
    slots[at] = word;
  }

  private static int mix(int hash) {
    int h = hash * 0x9E3779B9;
    return h ^ h >>> 15;
  }

  private static boolean same(String word, String text, int start, int end) {
    if (word.length() != end - start) {
      return false;
    }
    for (int i = 0; i < word.length(); i++) {
      if (word.charAt(i) != Character.toLowerCase(text.charAt(start + i))) {
        return false;
      }
    }
    return true;
  }

  private static Idiom idiom(String words, double valence) {
    return new Idiom(List.of(words.split(" ")), valence);
  }

  private static List<String> lines(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8)
        .lines()
        .filter(line -> line.indexOf('\t') > 0)
        .toList();
  }

  private static byte[] bytes(String resource) {
    try (InputStream in = SentimentWords.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException(resource + " is missing from the jar");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(resource + " cannot be read", e);
    }
  }

  private static String hash(byte[]... files) {
    MessageDigest digest = Sha256.start();
    for (byte[] file : files) {
      digest.update(file);
    }
    return HexFormat.of().formatHex(digest.digest(), 0, 6);
  }
}
