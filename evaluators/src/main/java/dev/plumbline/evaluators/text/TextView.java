// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.text;

import java.util.Arrays;

/**
 * A text folded and cut into words once for all evaluators. Of a long text only the first 8,192 and
 * the last 4,096 units are looked at. Made by one thread, then read only.
 */
public final class TextView {
  public static final int HEAD = 8192;
  public static final int TAIL = 4096;

  private final String original;
  private final Vocabulary vocabulary;
  private final char[] folded;
  private final int gap;
  private int words;
  private int[] starts;
  private int[] ends;
  private int[] ids;
  private int[] hashes;

  /** Quadruples group, phrase, first word, word behind the last, as they were found. */
  private int[] found;

  private int foundSize;

  /** Triples phrase, first word, word behind the last, group by group. */
  private final int[] hits;

  /** For each group the place of its first triple in {@link #hits}; one more at the end. */
  private final int[] hitStarts;

  private final boolean[] seen = new boolean[128];

  public TextView(String text, Vocabulary vocabulary) {
    this.original = text;
    this.vocabulary = vocabulary;
    int n = text.length();
    if (n <= HEAD + TAIL) {
      folded = text.toCharArray();
      gap = 0;
    } else {
      folded = new char[HEAD + TAIL + 1];
      text.getChars(0, HEAD, folded, 0);
      folded[HEAD] = '\n';
      text.getChars(n - TAIL, n, folded, HEAD + 1);
      gap = n - TAIL - HEAD - 1;
    }
    int room = 16 + folded.length / 4;
    starts = new int[room];
    ends = new int[room];
    ids = new int[room];
    hashes = new int[room];
    cut();
    found = new int[64 + 4 * words];
    hitStarts = new int[vocabulary.groupCount() + 1];
    findPhrases();
    hits = new int[foundSize / 4 * 3];
    sortHits();
  }

  /** The text as it came. */
  public String original() {
    return original;
  }

  /** Number of folded units that are looked at. */
  public int length() {
    return folded.length;
  }

  public char charAt(int i) {
    return folded[i];
  }

  /** Where a folded unit stands in the original. */
  public int offset(int i) {
    return i <= HEAD ? i : i + gap;
  }

  /** True when the ASCII character stands anywhere in what is looked at, case folded. */
  public boolean has(char ascii) {
    return seen[ascii];
  }

  /** True when any decimal digit stands in what is looked at. */
  public boolean hasDigit() {
    for (char c = '0'; c <= '9'; c++) {
      if (seen[c]) {
        return true;
      }
    }
    return false;
  }

  public int wordCount() {
    return words;
  }

  /** First unit of a word in the folded text. */
  public int wordStart(int word) {
    return starts[word];
  }

  /** Unit behind a word in the folded text. */
  public int wordEnd(int word) {
    return ends[word];
  }

  /**
   * The folded word as a number: {@code h = 31 h + c} over its units, as {@link String#hashCode}.
   */
  public int wordHash(int word) {
    return hashes[word];
  }

  public String word(int word) {
    return new String(folded, starts[word], ends[word] - starts[word]);
  }

  /** The folded text between two units. */
  public String slice(int from, int to) {
    return new String(folded, from, to - from);
  }

  /** Where phrases of the group stand, ordered by first word. */
  public Hits hits(PhraseGroup group) {
    int id = vocabulary.groupId(group);
    if (id == Vocabulary.UNKNOWN) {
      return new TextView(original, group.alone()).hits(group);
    }
    return new Hits(hits, hitStarts[id], (hitStarts[id + 1] - hitStarts[id]) / 3);
  }

  /**
   * Phrases found: each has its place in the group's list, first word, and word behind the last.
   */
  public static final class Hits {
    private final int[] triples;
    private final int start;
    private final int count;

    private Hits(int[] triples, int start, int count) {
      this.triples = triples;
      this.start = start;
      this.count = count;
    }

    public int count() {
      return count;
    }

    public int phrase(int hit) {
      return triples[start + 3 * hit];
    }

    public int firstWord(int hit) {
      return triples[start + 3 * hit + 1];
    }

    public int endWord(int hit) {
      return triples[start + 3 * hit + 2];
    }

    public boolean isEmpty() {
      return count == 0;
    }
  }

  private void cut() {
    char[] text = folded;
    int start = -1;
    int hash = 0;
    for (int i = 0; i < text.length; i++) {
      char c = Folding.fold(text[i]);
      text[i] = c;
      if (c < 128) {
        seen[c] = true;
      }
      byte kind = Folding.kind(c);
      if (kind == Folding.WORD) {
        if (start < 0) {
          start = i;
          hash = 0;
        }
        hash = Vocabulary.step(hash, c);
      } else if (kind == Folding.APOSTROPHE
          && start >= 0
          && i + 1 < text.length
          && Folding.kind(Folding.fold(text[i + 1])) == Folding.WORD) {
        hash = Vocabulary.step(hash, c);
      } else {
        if (start >= 0) {
          add(start, i, hash);
          start = -1;
        }
        if (kind == Folding.IDEOGRAPH) {
          add(i, i + 1, Vocabulary.step(0, c));
        }
      }
    }
    if (start >= 0) {
      add(start, text.length, hash);
    }
  }

  private void add(int start, int end, int hash) {
    if (words == starts.length) {
      int room = words * 2;
      starts = Arrays.copyOf(starts, room);
      ends = Arrays.copyOf(ends, room);
      ids = Arrays.copyOf(ids, room);
      hashes = Arrays.copyOf(hashes, room);
    }
    starts[words] = start;
    ends[words] = end;
    ids[words] = vocabulary.wordId(folded, start, end, hash);
    hashes[words] = hash;
    words++;
  }

  private void findPhrases() {
    for (int first = 0; first < words; first++) {
      if (ids[first] == Vocabulary.UNKNOWN) {
        continue;
      }
      int node = vocabulary.root(ids[first]);
      int next = first + 1;
      while (node != 0) {
        int[] ends = vocabulary.ends(node);
        for (int i = 0; i < ends.length; i += 2) {
          addHit(ends[i], ends[i + 1], first, next);
        }
        if (next == words || ids[next] == Vocabulary.UNKNOWN) {
          break;
        }
        node = vocabulary.child(node, ids[next]);
        next++;
      }
    }
  }

  private void addHit(int group, int phrase, int first, int end) {
    int at = foundSize;
    if (at + 4 > found.length) {
      found = Arrays.copyOf(found, at * 2);
    }
    found[at] = group;
    found[at + 1] = phrase;
    found[at + 2] = first;
    found[at + 3] = end;
    foundSize = at + 4;
    hitStarts[group + 1] += 3;
  }

  /** Brings the hits of each group together, in their order. */
  private void sortHits() {
    for (int group = 1; group < hitStarts.length; group++) {
      hitStarts[group] += hitStarts[group - 1];
    }
    int[] next = hitStarts.clone();
    for (int i = 0; i < foundSize; i += 4) {
      int at = next[found[i]];
      hits[at] = found[i + 1];
      hits[at + 1] = found[i + 2];
      hits[at + 2] = found[i + 3];
      next[found[i]] = at + 3;
    }
    found = hits;
  }
}
