// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.support;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Texts that an answer should rest on, read once: stems, runs of two and three, sentences and who
 * says them where the text is a dialogue. At most {@link #MAX_CHARS} are read. Immutable after it
 * was made; one thread while made.
 */
public final class Source {
  /** Of all texts together. */
  public static final int MAX_CHARS = 32 * 1024;

  private static final int MAX_SENTENCES = 1000;
  private static final int MAX_PLACES = 60;

  /** Units of a sentence that is looked for as it is. */
  private static final int LONGEST_COPY = 500;

  static final int UNKNOWN = -1;

  /** Letters by which two words count as related. */
  private static final int BEGINNING = 5;

  private final TextFacts facts;
  private final Map<String, Word> wordsKnown = new HashMap<>();
  private final Map<String, Integer> ids = new HashMap<>();
  private final LongSet pairs = new LongSet();
  private final LongSet triples = new LongSet();
  private int[] frequency = new int[256];
  private int[] firstSentence = new int[256];
  private int[][] places = new int[256][];
  private int[] placeCounts = new int[256];
  private final List<Set<Integer>> denied = new ArrayList<>();
  private final List<Boolean> refusing = new ArrayList<>();
  private final List<Integer> answering = new ArrayList<>();
  private final List<Integer> speakers = new ArrayList<>();
  private final List<int[]> sentences = new ArrayList<>();
  private final List<Sentences.Range> ranges;
  private final String text;
  private final List<String> stems = new ArrayList<>();
  private final LongSet beginnings = new LongSet();
  private final Set<Integer> names = new HashSet<>();
  private int words;
  private int contentWords;
  private boolean dialogue;
  private final boolean structured;

  private Source(String text) {
    this.text = text;
    facts = new TextFacts(text);
    structured = text.startsWith("{") || text.startsWith("[");
    ranges = Sentences.of(text, MAX_SENTENCES);
    Tokens tokens = facts.tokens();
    int token = 0;
    int[] content = new int[64];
    int lines = 0;
    int turns = 0;
    int speaker = UNKNOWN;
    for (Sentences.Range range : ranges) {
      int line = sentences.size();
      int size = 0;
      Set<Integer> denials = Set.of();
      boolean denies = false;
      boolean refuses = false;
      int before = UNKNOWN;
      int earlier = UNKNOWN;
      boolean first = true;
      boolean lineStart = range.start() == 0 || text.charAt(range.start() - 1) == '\n';
      lines += lineStart ? 1 : 0;
      while (token < tokens.count() && tokens.start(token) < range.end()) {
        Word word = word(tokens.text(token));
        int id = word.id();
        if (first && lineStart) {
          int colon = speaker(text, range);
          if (colon > 0 && tokens.end(token) <= colon) {
            speaker = id;
            turns++;
          }
        }
        first = false;
        note(id, line);
        if (!word.empty()) {
          if (size == content.length) {
            content = Arrays.copyOf(content, size * 2);
          }
          content[size++] = id;
          contentWords++;
        }
        denies = word.denies() || (denies && tokens.joined(token - 1));
        refuses |= word.refuses();
        if (denies && !word.empty() && !word.denies()) {
          denials = denials.isEmpty() ? new HashSet<>() : denials;
          denials.add(id);
          denies = false;
        }
        if (before != UNKNOWN) {
          pairs.add(pair(before, id));
        }
        if (earlier != UNKNOWN) {
          triples.add(triple(earlier, before, id));
        }
        earlier = before;
        before = id;
        words++;
        token++;
      }
      sentences.add(Arrays.copyOf(content, size));
      denied.add(denials);
      refusing.add(refuses);
      answering.add(text.charAt(range.end() - 1) == '?' ? -2 : UNKNOWN);
      speakers.add(speaker);
    }
    int next = UNKNOWN;
    for (int i = speakers.size() - 1; i >= 0; i--) { // a question speaks of who answers it
      int follows = i + 1 < speakers.size() ? speakers.get(i + 1) : UNKNOWN;
      next = follows == speakers.get(i) ? next : follows;
      answering.set(i, answering.get(i) == -2 ? next : UNKNOWN);
    }
    dialogue = turns >= 3 && turns * 2 >= lines;
    if (dialogue) {
      speakers.forEach(who -> names.add(who));
      names.remove(UNKNOWN);
    }
  }

  /** Reads texts as one, each up to its share of the bound. */
  public static Source of(List<String> texts) {
    StringBuilder all = new StringBuilder();
    for (String text : texts) {
      int room = MAX_CHARS - all.length();
      all.append(text, 0, Math.min(Math.max(0, room), text.length())).append('\n');
      if (room <= text.length()) {
        break;
      }
    }
    return new Source(all.toString());
  }

  /** Where the colon of "Name:" or "First Last:" stands at the beginning of a line; else 0. */
  private static int speaker(String text, Sentences.Range range) {
    int end = Math.min(range.end(), range.start() + 30);
    for (int i = range.start(); i < end; i++) {
      char c = text.charAt(i);
      if (c == ':') {
        return i + 1 < text.length() && text.charAt(i + 1) == ' ' ? i : 0;
      }
      if (!Character.isLetterOrDigit(c) && c != ' ' && c != '#' && c != '_' && c != '.') {
        return 0;
      }
    }
    return 0;
  }

  /** What is known of a word, looked up once. */
  private record Word(int id, boolean empty, boolean denies, boolean refuses) {}

  private Word word(String text) {
    Word known = wordsKnown.get(text);
    if (known == null) {
      String stem = TextFacts.stem(text);
      known = new Word(id(stem), Words.empty(text), Words.denies(text), Words.refuses(stem));
      wordsKnown.put(text, known);
    }
    return known;
  }

  private int id(String stem) {
    Integer known = ids.get(stem);
    if (known != null) {
      return known;
    }
    int id = ids.size();
    ids.put(stem, id);
    stems.add(stem);
    if (stem.length() >= BEGINNING) {
      beginnings.add(beginning(stem));
    }
    if (id == frequency.length) {
      frequency = Arrays.copyOf(frequency, id * 2);
      firstSentence = Arrays.copyOf(firstSentence, id * 2);
      places = Arrays.copyOf(places, id * 2);
      placeCounts = Arrays.copyOf(placeCounts, id * 2);
    }
    firstSentence[id] = sentences.size();
    places[id] = new int[2];
    return id;
  }

  private void note(int id, int sentence) {
    frequency[id]++;
    int n = placeCounts[id];
    if ((n > 0 && places[id][n - 1] == sentence) || n == MAX_PLACES) {
      return;
    }
    if (n == places[id].length) {
      places[id] = Arrays.copyOf(places[id], n * 2);
    }
    places[id][n] = sentence;
    placeCounts[id]++;
  }

  static long pair(int a, int b) {
    return ((a + 1L) << 32) | b;
  }

  static long triple(int a, int b, int c) {
    return ((a + 1L) << 42) | ((long) b << 21) | c;
  }

  TextFacts facts() {
    return facts;
  }

  boolean isEmpty() {
    return contentWords == 0;
  }

  int words() {
    return words;
  }

  boolean isDialogue() {
    return dialogue;
  }

  /** True for data in JSON, which no sentence can copy. */
  boolean isStructured() {
    return structured;
  }

  boolean isSpeaker(int id) {
    return names.contains(id);
  }

  Set<Integer> speakerNames() {
    return names;
  }

  /** Id of a stem; {@link #UNKNOWN} when the texts do not have it. */
  int find(String stem) {
    return ids.getOrDefault(stem, UNKNOWN);
  }

  int stemCount() {
    return ids.size();
  }

  /** True when the sources have a long word that begins like this one. */
  boolean hasBeginning(String stem) {
    return stem.length() >= BEGINNING && beginnings.contains(beginning(stem));
  }

  private static long beginning(String stem) {
    long out = 1;
    for (int i = 0; i < BEGINNING; i++) {
      out = out * 0x10001L + stem.charAt(i);
    }
    return out;
  }

  String stem(int id) {
    return stems.get(id);
  }

  int frequency(int id) {
    return frequency[id];
  }

  /** Sentence in which the stem stands first. */
  int first(int id) {
    return firstSentence[id];
  }

  int placeCount(int id) {
    return placeCounts[id];
  }

  int place(int id, int i) {
    return places[id][i];
  }

  boolean hasPair(int a, int b) {
    return pairs.contains(pair(a, b));
  }

  boolean hasTriple(int a, int b, int c) {
    return triples.contains(triple(a, b, c));
  }

  int sentenceCount() {
    return sentences.size();
  }

  /** True when the sentence stands in the texts as it is; false for very long ones. */
  boolean copies(String sentence) {
    return sentence.length() <= LONGEST_COPY && text.contains(sentence);
  }

  /** The sentences from the first to the last of these as they stand. */
  String original(int first, int last) {
    return text.substring(ranges.get(first).start(), ranges.get(last).end());
  }

  /** Ids of the content stems of a sentence, in their order. */
  int[] sentence(int i) {
    return sentences.get(i);
  }

  /** Stems that the sentence denies: the first word of content behind a "not". */
  Set<Integer> denied(int sentence) {
    return denied.get(sentence);
  }

  /** True when a word such as "refused" stands in the sentence. */
  boolean refuses(int sentence) {
    return refusing.get(sentence);
  }

  /** True when the sentence is this speaker's, or a question to them. */
  boolean belongs(int sentence, int speaker) {
    return speakers.get(sentence) == speaker || answering.get(sentence) == speaker;
  }

  /** True when the stem stands in the sentence. */
  boolean stands(int id, int sentence) {
    for (int k = 0; k < placeCounts[id]; k++) {
      if (places[id][k] == sentence) {
        return true;
      }
    }
    return false;
  }

  /** True when the stem stands in the sentence or beside it; in a dialogue, a few turns away. */
  boolean near(int id, int sentence) {
    int reach = dialogue ? 3 : 1;
    for (int k = 0; k < placeCounts[id]; k++) {
      if (Math.abs(places[id][k] - sentence) <= reach) {
        return true;
      }
    }
    return false;
  }
}
