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

  private static final int[] NONE = new int[0];

  private final String original;
  private final Vocabulary vocabulary;
  private final char[] folded;
  private final int gap;
  private int words;
  private int[] starts;
  private int[] ends;
  private int[] ids;
  private int[] hashes;

  /** For each group: triples phrase, first word, word behind the last. */
  private final int[][] hits;

  private final int[] hitCounts;

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
    hits = new int[vocabulary.groupCount()][];
    Arrays.fill(hits, NONE);
    hitCounts = new int[hits.length];
    findPhrases();
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
    return new Hits(hits[id], hitCounts[id]);
  }

  /**
   * Phrases found: each has its place in the group's list, first word, and word behind the last.
   */
  public static final class Hits {
    private final int[] triples;
    private final int count;

    private Hits(int[] triples, int count) {
      this.triples = triples;
      this.count = count;
    }

    public int count() {
      return count;
    }

    public int phrase(int hit) {
      return triples[3 * hit];
    }

    public int firstWord(int hit) {
      return triples[3 * hit + 1];
    }

    public int endWord(int hit) {
      return triples[3 * hit + 2];
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
        int[] found = vocabulary.ends(node);
        for (int i = 0; i < found.length; i += 2) {
          addHit(found[i], found[i + 1], first, next);
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
    int at = hitCounts[group] * 3;
    int[] list = hits[group];
    if (at == list.length) {
      list = Arrays.copyOf(list, Math.max(24, at * 2));
      hits[group] = list;
    }
    list[at] = phrase;
    list[at + 1] = first;
    list[at + 2] = end;
    hitCounts[group]++;
  }
}
