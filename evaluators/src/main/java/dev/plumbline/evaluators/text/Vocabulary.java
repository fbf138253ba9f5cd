// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.text;

import dev.plumbline.model.error.Checks;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

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

  private final Map<PhraseGroup, Integer> groups = new HashMap<>();
  private final String[] words;
  private final int[] slots;
  private final int mask;

  /** Open addressing: key {@code node << 32 | word}, value the child node. */
  private final long[] edgeKeys;

  private final int[] edgeNodes;
  private final int edgeMask;
  private final int[] rootOf;

  /** For each node the phrases that end there as pairs group, phrase. */
  private final int[][] ends;

  private Vocabulary(
      Map<PhraseGroup, Integer> groups,
      Map<String, Integer> wordIds,
      Map<Long, Integer> edges,
      List<List<Integer>> ends) {
    this.groups.putAll(groups);
    words = new String[wordIds.size()];
    wordIds.forEach((word, id) -> words[id] = word);
    int size = Math.max(16, Integer.highestOneBit(words.length * 3) << 1);
    mask = size - 1;
    slots = new int[size];
    Arrays.fill(slots, UNKNOWN);
    for (int id = 0; id < words.length; id++) {
      int at = mix(hash(words[id])) & mask;
      while (slots[at] != UNKNOWN) {
        at = (at + 1) & mask;
      }
      slots[at] = id;
    }
    rootOf = new int[words.length];
    int edgeSize = Math.max(16, Integer.highestOneBit(Math.max(1, edges.size()) * 3) << 1);
    edgeMask = edgeSize - 1;
    edgeKeys = new long[edgeSize];
    edgeNodes = new int[edgeSize];
    edges.forEach((key, node) -> {
      if (key >>> 32 == 0) {
        rootOf[key.intValue()] = node;
        return;
      }
      int at = edgeSlot(key);
      while (edgeNodes[at] != NO_NODE) {
        at = (at + 1) & edgeMask;
      }
      edgeKeys[at] = key;
      edgeNodes[at] = node;
    });
    this.ends =
        ends.stream()
            .map(list -> list.stream().mapToInt(Integer::intValue).toArray())
            .toArray(int[][]::new);
  }

  /**
   * Puts the groups together.
   *
   * @throws IllegalArgumentException for a phrase that is empty, not folded or too long
   */
  public static Vocabulary of(Collection<PhraseGroup> groups) {
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
    return new Vocabulary(groupIds, wordIds, edges, ends);
  }

  int groupCount() {
    return groups.size();
  }

  /** Number of the group; {@link #UNKNOWN} when it is not part of this vocabulary. */
  int groupId(PhraseGroup group) {
    return groups.getOrDefault(group, UNKNOWN);
  }

  /**
   * Number of a word; {@link #UNKNOWN} when nobody looks for it. {@code hash} is {@link #step}'s.
   */
  int wordId(char[] text, int start, int end, int hash) {
    int at = mix(hash) & mask;
    while (true) {
      int id = slots[at];
      if (id == UNKNOWN || same(words[id], text, start, end)) {
        return id;
      }
      at = (at + 1) & mask;
    }
  }

  /** Node behind the first word of a phrase; 0 when no phrase begins with the word. */
  int root(int word) {
    return rootOf[word];
  }

  /** Node behind a further word; 0 when no phrase goes on so. */
  int child(int node, int word) {
    long key = (long) node << 32 | word;
    int at = edgeSlot(key);
    while (edgeNodes[at] != NO_NODE) {
      if (edgeKeys[at] == key) {
        return edgeNodes[at];
      }
      at = (at + 1) & edgeMask;
    }
    return NO_NODE;
  }

  int[] ends(int node) {
    return ends[node];
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

  private static boolean same(String word, char[] text, int start, int end) {
    if (word.length() != end - start) {
      return false;
    }
    for (int i = 0; i < word.length(); i++) {
      if (word.charAt(i) != text[start + i]) {
        return false;
      }
    }
    return true;
  }
}
