// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.text;

import dev.plumbline.model.error.Checks;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Every word and phrase that some evaluator looks for: a hash table of words, and a trie of word
 * numbers for phrases. Finding all phrases of a text takes one step for each word and each further
 * word of a phrase that has begun. Immutable and thread-safe.
 */
public final class Vocabulary {
  /** Longest phrase in words; bounds the work for each word of a text. */
  public static final int MAX_WORDS = 10;

  static final int UNKNOWN = -1;
  private static final int NO_NODE = 0;
  private static final int MAX_ENTRIES = 1 << 20;
  private static final long ENTRY = MAX_ENTRIES - 1;

  private final int groupCount;

  /** By {@link PhraseGroup#serial}. */
  private final int[] groupIds;

  /** The letters of all words, one behind the other, and where each begins. */
  private final char[] letters;

  private final int[] letterStarts;

  /** Open addressing: {@code hash << 32 | word}; 0 where empty, so that words count from 1 here. */
  private final long[] slots;

  private final int mask;

  /** Open addressing: {@code node << 40 | word << 20 | child}; 0 where empty. */
  private final long[] edges;

  private final int edgeMask;
  private final int[] rootOf;

  /** Where the phrases that end at a node begin in {@link #ends}; one more at the end. */
  private final int[] endStarts;

  /** Pairs group, phrase, node by node. */
  private final int[] ends;

  /** For each node a bit for each word that may follow; several words share one. */
  private final long[] followers;

  private static final Word NOBODYS = new Word(new char[0], 0, 0, 0, UNKNOWN, 0, new Object[0]);

  private final List<WordNote<?>> notes;
  private final @Nullable WordMemo<Word> memo;

  private Vocabulary(
      Map<PhraseGroup, Integer> groups,
      Map<String, Integer> wordIds,
      Map<Long, Integer> edges,
      List<List<Integer>> ends,
      List<WordNote<?>> notes) {
    groupCount = groups.size();
    groupIds = new int[1 + groups.keySet().stream().mapToInt(PhraseGroup::serial).max().orElse(0)];
    Arrays.fill(groupIds, UNKNOWN);
    groups.forEach((group, id) -> groupIds[group.serial()] = id);
    this.notes = notes;
    if (wordIds.size() >= MAX_ENTRIES || ends.size() >= MAX_ENTRIES) {
      throw Checks.broken("phrases", "must have less than 2^20 words and beginnings", ends.size());
    }
    String[] words = new String[wordIds.size()];
    wordIds.forEach((word, id) -> words[id] = word);
    StringBuilder all = new StringBuilder();
    letterStarts = new int[words.length + 1];
    int size = Math.max(16, Integer.highestOneBit(words.length * 3) << 1);
    mask = size - 1;
    slots = new long[size];
    for (int id = 0; id < words.length; id++) {
      all.append(words[id]);
      letterStarts[id + 1] = all.length();
      int hash = hash(words[id]);
      int at = mix(hash) & mask;
      while (slots[at] != 0) {
        at = (at + 1) & mask;
      }
      slots[at] = (long) hash << 32 | (id + 1);
    }
    letters = all.toString().toCharArray();
    rootOf = new int[words.length];
    followers = new long[ends.size()];
    int edgeSize = Math.max(16, Integer.highestOneBit(Math.max(1, edges.size()) * 3) << 1);
    edgeMask = edgeSize - 1;
    this.edges = new long[edgeSize];
    edges.forEach((key, node) -> {
      if (key >>> 32 == 0) {
        rootOf[key.intValue()] = node;
        return;
      }
      long packed = (key >>> 32) << 20 | (key & ENTRY);
      int at = edgeSlot(packed);
      while (this.edges[at] != 0) {
        at = (at + 1) & edgeMask;
      }
      this.edges[at] = packed << 20 | node;
      followers[(int) (key >>> 32)] |= follower((int) (key & ENTRY));
    });
    endStarts = new int[ends.size() + 1];
    for (int node = 0; node < ends.size(); node++) {
      endStarts[node + 1] = endStarts[node] + ends.get(node).size();
    }
    this.ends = ends.stream().flatMap(List::stream).mapToInt(Integer::intValue).toArray();
    int looked = words.length + 1000 * notes.size();
    memo = looked < 100 ? null : new WordMemo<>(looked < 1000 ? 10 : 14);
  }

  private static long follower(int word) {
    return 1L << ((word * 0x9E3779B9) >>> 26);
  }

  /** A word of a text, with what is known of it. Immutable. */
  static final class Word extends WordMemo.Word {
    /** {@link Vocabulary#UNKNOWN} when nobody looks for it. */
    final int id;

    /** Node behind it as the first word of a phrase; 0 when no phrase begins with it. */
    final int root;

    private final Object[] notes;

    private Word(char[] text, int start, int end, int hash, int id, int root, Object[] notes) {
      super(text, start, end, hash);
      this.id = id;
      this.root = root;
      this.notes = notes;
    }

    Object note(int index) {
      return notes[index];
    }
  }

  /** The word between two units. {@code hash} is {@link #step}'s. */
  Word word(char[] text, int start, int end, int hash) {
    if (letters.length == 0 && notes.isEmpty()) {
      return NOBODYS;
    }
    Word known = memo == null ? null : memo.find(text, start, end, hash);
    if (known != null) {
      return known;
    }
    int id = wordId(text, start, end, hash);
    Object[] noted = new Object[notes.size()];
    if (noted.length > 0) {
      String folded = new String(text, start, end - start);
      for (int i = 0; i < noted.length; i++) {
        noted[i] = notes.get(i).of(folded);
      }
    }
    Word made = new Word(text, start, end, hash, id, id == UNKNOWN ? 0 : rootOf[id], noted);
    if (memo != null) {
      memo.put(made);
    }
    return made;
  }

  /** Place of the note in each {@link Word}; {@link #UNKNOWN} when it is not part of these. */
  int noteId(WordNote<?> note) {
    return notes.indexOf(note);
  }

  /**
   * Puts the groups together.
   *
   * @throws IllegalArgumentException for a phrase that is empty, not folded or too long
   */
  public static Vocabulary of(Collection<PhraseGroup> groups) {
    return of(groups, List.of());
  }

  /**
   * Puts the groups together.
   *
   * @param notes on single words that evaluators ask for
   * @throws IllegalArgumentException for a phrase that is empty, not folded or too long
   */
  public static Vocabulary of(Collection<PhraseGroup> groups, Collection<WordNote<?>> notes) {
    Map<PhraseGroup, Integer> groupIds = new HashMap<>();
    Map<String, Integer> wordIds = new HashMap<>();
    Map<Long, Integer> edges = new HashMap<>();
    List<List<Integer>> ends = new ArrayList<>();
    ends.add(new ArrayList<>()); // node 0 is the root
    for (PhraseGroup group : groups) {
      if (groupIds.putIfAbsent(group, groupIds.size()) != null) {
        continue;
      }
      for (int phrase = 0; phrase < group.phrases().size(); phrase++) {
        String text = group.phrases().get(phrase);
        String[] parts = text.split(" ", -1);
        if (parts.length > MAX_WORDS
            || List.of(parts).contains("")
            || !Folding.fold(text).equals(text)) {
          throw Checks.broken("phrase", "must be 1 to 10 folded words, in " + group.name(), text);
        }
        int node = 0;
        for (String part : parts) {
          int word = wordIds.computeIfAbsent(part, _ -> wordIds.size());
          long key = (long) node << 32 | word;
          Integer next = edges.get(key);
          if (next == null) {
            next = ends.size();
            ends.add(new ArrayList<>());
            edges.put(key, next);
          }
          node = next;
        }
        ends.get(node).add(groupIds.get(group));
        ends.get(node).add(phrase);
      }
    }
    return new Vocabulary(groupIds, wordIds, edges, ends, List.copyOf(new LinkedHashSet<>(notes)));
  }

  int groupCount() {
    return groupCount;
  }

  /** Number of the group; {@link #UNKNOWN} when it is not part of this vocabulary. */
  int groupId(PhraseGroup group) {
    return group.serial() < groupIds.length ? groupIds[group.serial()] : UNKNOWN;
  }

  /**
   * Number of a word; {@link #UNKNOWN} when nobody looks for it. {@code hash} is {@link #step}'s.
   */
  private int wordId(char[] text, int start, int end, int hash) {
    int at = mix(hash) & mask;
    while (true) {
      long slot = slots[at];
      if (slot == 0) {
        return UNKNOWN;
      }
      if ((int) (slot >>> 32) == hash && same((int) slot - 1, text, start, end)) {
        return (int) slot - 1;
      }
      at = (at + 1) & mask;
    }
  }

  /** Node behind a further word; 0 when no phrase goes on so. */
  int child(int node, int word) {
    if ((followers[node] & follower(word)) == 0) {
      return NO_NODE;
    }
    long packed = (long) node << 20 | word;
    int at = edgeSlot(packed);
    while (true) {
      long edge = edges[at];
      if (edge == 0) {
        return NO_NODE;
      }
      if (edge >>> 20 == packed) {
        return (int) (edge & ENTRY);
      }
      at = (at + 1) & edgeMask;
    }
  }

  /** Where the pairs group, phrase of the phrases that end at a node begin. */
  int firstEnd(int node) {
    return endStarts[node];
  }

  /** Behind the last pair of the node. */
  int lastEnd(int node) {
    return endStarts[node + 1];
  }

  int endGroup(int end) {
    return ends[end];
  }

  int endPhrase(int end) {
    return ends[end + 1];
  }

  static int step(int hash, char c) {
    return hash * 31 + c;
  }

  private static int hash(String word) {
    int hash = 0;
    for (int i = 0; i < word.length(); i++) {
      hash = step(hash, word.charAt(i));
    }
    return hash;
  }

  private static int mix(int hash) {
    int h = hash * 0x9E3779B9;
    return h ^ h >>> 15;
  }

  private int edgeSlot(long key) {
    long h = key * 0x9E3779B97F4A7C15L;
    return (int) (h >>> 40) & edgeMask;
  }

  private boolean same(int word, char[] text, int start, int end) {
    return Arrays.equals(letters, letterStarts[word], letterStarts[word + 1], text, start, end);
  }
}
