// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.text;

import dev.plumbline.evaluators.text.Vocabulary.Word;
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
  private int[] hashes;
  private Word[] known;

  /** Pairs end in the vocabulary, {@code first word << 4 | number of words}, as they were found. */
  private int[] found;

  private int foundSize;

  /** Pairs phrase, {@code first word << 4 | number of words}, group by group. */
  private final int[] hits;

  /** For each group the place of its first pair in {@link #hits}; one more at the end. */
  private final int[] hitStarts;

  private static final int[] NOTHING = {};

  /** Set in {@link #ends} where folding did more to the word than lower case. */
  private static final int MORE_THAN_CASE = 1 << 31;

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
    hashes = new int[room];
    known = new Word[room];
    cut();
    hitStarts = new int[vocabulary.groupCount() + 2];
    found = hitStarts.length == 2 ? NOTHING : new int[16 + 6 * words];
    findPhrases();
    hits = new int[foundSize];
    sortHits();
    found = NOTHING;
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
    return ends[word] & ~MORE_THAN_CASE;
  }

  /** True when the original word in lower case is the folded one. */
  public boolean caseOnly(int word) {
    return ends[word] >= 0;
  }

  /** What a note says of each word. */
  public <T> Notes<T> notes(WordNote<T> note) {
    return new Notes<>(this, note, vocabulary.noteId(note));
  }

  /** What a note says of the words of a text. */
  public static final class Notes<T> {
    private final TextView text;
    private final WordNote<T> note;
    private final int id;

    private Notes(TextView text, WordNote<T> note, int id) {
      this.text = text;
      this.note = note;
      this.id = id;
    }

    @SuppressWarnings("unchecked") // made by the same note
    public T of(int word) {
      return id == Vocabulary.UNKNOWN ? note.of(text.word(word)) : (T) text.known[word].note(id);
    }
  }

  /**
   * The folded word as a number: {@code h = 31 h + c} over its units, as {@link String#hashCode}.
   */
  public int wordHash(int word) {
    return hashes[word];
  }

  public String word(int word) {
    return new String(folded, starts[word], wordEnd(word) - starts[word]);
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
    return new Hits(hits, hitStarts[id], (hitStarts[id + 1] - hitStarts[id]) / 2);
  }

  /**
   * Phrases found: each has its place in the group's list, first word, and word behind the last.
   */
  public static final class Hits {
    private final int[] pairs;
    private final int start;
    private final int count;

    private Hits(int[] pairs, int start, int count) {
      this.pairs = pairs;
      this.start = start;
      this.count = count;
    }

    public int count() {
      return count;
    }

    public int phrase(int hit) {
      return pairs[start + 2 * hit];
    }

    public int firstWord(int hit) {
      return pairs[start + 2 * hit + 1] >>> 4;
    }

    public int endWord(int hit) {
      int words = pairs[start + 2 * hit + 1];
      return (words >>> 4) + (words & 15);
    }

    public boolean isEmpty() {
      return count == 0;
    }
  }

  private void cut() {
    char[] text = folded;
    int start = -1;
    int hash = 0;
    int more = 0;
    for (int i = 0; i < text.length; i++) {
      int traits = Folding.traits(text[i]);
      char c = (char) traits;
      text[i] = c;
      if (c < 128) {
        seen[c] = true;
      }
      int kind = traits >> 16 & 3;
      if (kind == Folding.WORD) {
        if (start < 0) {
          start = i;
          hash = 0;
          more = 0;
        }
        hash = Vocabulary.step(hash, c);
        more |= traits;
      } else if (kind == Folding.APOSTROPHE
          && start >= 0
          && i + 1 < text.length
          && Folding.kind(Folding.fold(text[i + 1])) == Folding.WORD) {
        hash = Vocabulary.step(hash, c);
        more |= traits;
      } else {
        if (start >= 0) {
          add(start, i, hash, more);
          start = -1;
        }
        if (kind == Folding.IDEOGRAPH) {
          add(i, i + 1, Vocabulary.step(0, c), traits);
        }
      }
    }
    if (start >= 0) {
      add(start, text.length, hash, more);
    }
  }

  private void add(int start, int end, int hash, int traits) {
    if (words == starts.length) {
      int room = words * 2;
      starts = Arrays.copyOf(starts, room);
      ends = Arrays.copyOf(ends, room);
      hashes = Arrays.copyOf(hashes, room);
      known = Arrays.copyOf(known, room);
    }
    starts[words] = start;
    ends[words] = (traits & Folding.MORE_THAN_CASE) == 0 ? end : end | MORE_THAN_CASE;
    hashes[words] = hash;
    known[words] = vocabulary.word(folded, start, end, hash);
    words++;
  }

  private void findPhrases() {
    for (int first = 0; first < words; first++) {
      int node = known[first].root;
      int next = first + 1;
      while (node != 0) {
        int last = vocabulary.lastEnd(node);
        for (int end = vocabulary.firstEnd(node); end < last; end += 2) {
          addHit(end, first << 4 | (next - first));
        }
        if (next == words || known[next].id == Vocabulary.UNKNOWN) {
          break;
        }
        node = vocabulary.child(node, known[next].id);
        next++;
      }
    }
  }

  private void addHit(int end, int at) {
    if (foundSize == found.length) {
      found = Arrays.copyOf(found, foundSize * 2);
    }
    found[foundSize] = end;
    found[foundSize + 1] = at;
    foundSize += 2;
    hitStarts[vocabulary.endGroup(end) + 2] += 2;
  }

  /** Brings the hits of each group together, in their order. */
  private void sortHits() {
    for (int group = 2; group < hitStarts.length; group++) {
      hitStarts[group] += hitStarts[group - 1];
    }
    for (int i = 0; i < foundSize; i += 2) {
      int group = vocabulary.endGroup(found[i]);
      int at = hitStarts[group + 1];
      hits[at] = vocabulary.endPhrase(found[i]);
      hits[at + 1] = found[i + 1];
      hitStarts[group + 1] = at + 2; // at last where the next group begins
    }
  }
}
