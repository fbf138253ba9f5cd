// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.tone;

import dev.plumbline.evaluators.sentiment.Valences;
import dev.plumbline.evaluators.text.TextView;
import dev.plumbline.evaluators.text.TextView.Hits;
import dev.plumbline.evaluators.text.TextView.Notes;
import dev.plumbline.evaluators.text.WordNote;
import java.util.Arrays;

/**
 * What one pass over a text's words and the signs between them shows: sentences, questions,
 * emphasis, word lengths, syllables, valences, and which words a negation before them turns. One
 * thread.
 */
final class Shape {
  /** Words behind a negation that it turns, within the clause. */
  private static final int SCOPE = 5;

  private static final int LONG_WORD = 7;
  private static final int VOWEL = 1;
  private static final int DIGIT = 2;
  private static final int APOSTROPHE = 4;
  private static final byte[] TRAITS = traits();

  /** Of a folded word: its syllables times 8, and {@link #DIGIT} and {@link #APOSTROPHE}. */
  static final WordNote<Integer> NOTE = new WordNote<>("shape", Shape::note);

  private final TextView text;
  private final int words;
  private final boolean[] reversed;

  /** What counts are divided by: 1 up to 40 words, then the root of words/40. */
  private final double thinning;

  /** Pairs first word, word behind the last, of sentences that end in a question mark. */
  private int[] asked = new int[8];

  private int askedSize;
  private int sentences;
  private int exclamations;
  private int ellipses;
  private int capitals;
  private int contractions;
  private int listItems;
  private int emoticons;
  private int digits;
  private int quotes;
  private int letters;
  private int longWords;
  private int syllables;
  private double positive;
  private double negative;
  private int questions;
  private int questionsToYou;
  private int closingQuestions;

  Shape(TextView text, Hits reversals, Valences valences) {
    this.text = text;
    words = text.wordCount();
    reversed = new boolean[words];
    thinning = words <= 40 ? 1 : Math.sqrt(words / 40.0);
    String original = text.original();
    Notes<Integer> notes = text.notes(NOTE);
    Notes<Double> valued = text.notes(Valences.NOTE);
    int sentenceStart = 0;
    int reversal = 0;
    int scopeEnd = 0;
    boolean turned = false;
    between(0, words == 0 ? text.length() : text.wordStart(0), true);
    for (int word = 0; word < words; word++) {
      if (word >= scopeEnd) {
        turned = false;
      }
      while (reversal < reversals.count() && reversals.endWord(reversal) <= word) {
        turned = !turned;
        scopeEnd = reversals.endWord(reversal) + SCOPE;
        reversal++;
      }
      int start = text.wordStart(word);
      int end = text.wordEnd(word);
      if (isBut(start, end)) {
        turned = false;
        scopeEnd = 0;
      }
      reversed[word] = turned && word < scopeEnd;
      look(start, end, notes.of(word), original);
      double valence = valences.of(text, valued, word);
      if (reversed[word]) {
        valence *= -0.74;
      }
      positive += valence > 0 ? valence : 0;
      negative += valence < 0 ? -valence : 0;
      int sign = between(end, word + 1 < words ? text.wordStart(word + 1) : text.length(), false);
      if (sign != NOTHING) {
        if (sign == QUESTION) {
          ask(sentenceStart, word + 1);
        }
        sentences++;
        sentenceStart = word + 1;
        scopeEnd = 0;
      }
    }
    if (sentenceStart < words) {
      sentences++;
    }
  }

  private static byte[] traits() {
    byte[] traits = new byte[128];
    for (char c : "aeiouy".toCharArray()) {
      traits[c] = VOWEL;
    }
    for (char c = '0'; c <= '9'; c++) {
      traits[c] = DIGIT;
    }
    traits['\''] = APOSTROPHE;
    return traits;
  }

  /** True when a word before turns the meaning of this one. */
  boolean reversed(int word) {
    return reversed[word];
  }

  /** 0 for none, 0.67 for one in up to 40 words, 0.5 for one in 160. */
  double presence(double count) {
    double density = count / thinning;
    return density / (density + 0.5);
  }

  /** Five times the part of the words; texts of less than five words count as five. */
  double share(int count) {
    return 5.0 * count / Math.max(5, words);
  }

  /** Sorts questions into those to the reader, those that only close an answer, and others. */
  void questions(Hits closing, Hits invite, Hits rhetorical, Hits second, Hits exploration) {
    for (int i = 0; i < askedSize; i += 2) {
      int from = asked[i];
      int to = asked[i + 1];
      if (within(closing, from, to) && !within(invite, from, to)) {
        closingQuestions++;
      } else if (to - from > 1 && !within(rhetorical, from, to)) {
        questions++;
        if (within(second, from, to) || within(exploration, from, to)) {
          questionsToYou++;
        }
      }
    }
  }

  void write(double[] out, int from) {
    double each = Math.max(1, words);
    double[] made = {
      presence(questions),
      presence(questionsToYou),
      presence(closingQuestions),
      presence(exclamations),
      presence(ellipses),
      presence(capitals),
      lowerCaseStart() ? 1 : 0,
      share(contractions),
      presence(listItems),
      presence(emoticons),
      share(digits),
      presence(quotes),
      Math.min(3, words / (20.0 * Math.max(1, sentences))),
      Math.min(3, letters / (5 * each)),
      share(longWords),
      flesch(),
      StrictMath.log1p(words) / 5,
      presence((positive + negative) / 2) * (positive - negative) / (positive + negative + 0.01),
      presence(positive / 2),
      presence(negative / 2),
      starts("what", "why", "who", "how", "when", "where", "which") ? 1 : 0,
      starts("you", "your", "you're", "you've") ? 1 : 0,
      starts("i", "i'm", "i've", "i'd", "my") ? 1 : 0,
      starts("so", "then", "and", "but", "or", "because") ? 1 : 0,
      starts("please", "pls", "kindly") ? 1 : 0,
      starts("thanks", "thank", "hi", "hello", "hey", "greetings", "dear", "welcome") ? 1 : 0,
      starts("can", "could", "would", "will", "do", "did", "are", "have") ? 1 : 0,
    };
    System.arraycopy(made, 0, out, from, made.length);
  }

  /**
   * Flesch reading ease (R. Flesch, 1948), 0 to 1 of its 0 to 100: 206.835 − 1.015 words a sentence
   * − 84.6 syllables a word. Syllables are groups of vowels, a silent e at the end left out.
   */
  double flesch() {
    if (words == 0) {
      return 0;
    }
    double ease =
        206.835
            - 1.015 * words / Math.max(1, sentences)
            - 84.6 * syllables / Math.max(1, words - digits);
    return Math.clamp(ease / 100, 0.0, 1.0);
  }

  int sentences() {
    return sentences;
  }

  private static final int NOTHING = 0;
  private static final int STATEMENT = 1;
  private static final int QUESTION = 2;

  /** Looks at the signs between two words; says whether a sentence ends there. */
  private int between(int from, int to, boolean lineStart) {
    int ends = NOTHING;
    boolean fresh = lineStart;
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      if (c == ' ') {
        continue;
      }
      switch (c) {
        case '?' -> ends = QUESTION;
        case '!' -> {
          exclamations++;
          ends = ends == QUESTION ? QUESTION : STATEMENT;
        }
        case '\n' -> {
          ends = ends == QUESTION ? QUESTION : STATEMENT;
          fresh = true;
        }
        case '.' -> {
          if (i + 2 < to && text.charAt(i + 1) == '.' && text.charAt(i + 2) == '.') {
            ellipses++;
            i += 2;
          }
          char next = i + 1 < text.length() ? text.charAt(i + 1) : ' ';
          if (ends == NOTHING && (next == ' ' || next == '\n' || next == '"' || next == ')')) {
            ends = STATEMENT;
          }
        }
        case '\u2026' -> ellipses++;
        case '-', '*', '\u2022', '+' -> {
          if (fresh && i + 1 < text.length() && text.charAt(i + 1) == ' ') {
            listItems++;
          }
          fresh = false;
        }
        case '"' -> quotes++;
        case ':', ';', '=' -> emoticons += face(i + 1, to) ? 1 : 0;
        case '<' -> emoticons += i + 1 < text.length() && text.charAt(i + 1) == '3' ? 1 : 0;
        default -> {
          if (c >= '\u2600' && (c <= '\u27BF' || Character.isHighSurrogate(c))) {
            emoticons++;
          }
        }
      }
    }
    return ends;
  }

  private boolean face(int at, int to) {
    int mouth = at < to && text.charAt(at) == '-' ? at + 1 : at;
    if (mouth >= text.length()) {
      return false;
    }
    char c = text.charAt(mouth);
    return c == ')'
        || c == '('
        || ((c == 'd' || c == 'p' || c == '/')
            && (mouth + 1 == text.length() || text.charAt(mouth + 1) == ' '));
  }

  private static int note(String word) {
    int vowels = 0;
    int all = 0;
    int before = 0;
    int length = word.length();
    for (int i = 0; i < length; i++) {
      char c = word.charAt(i);
      int traits = c < 128 ? TRAITS[c] : 0;
      vowels += traits & ~before & VOWEL;
      before = traits;
      all |= traits;
    }
    if (vowels > 1
        && word.charAt(length - 1) == 'e'
        && (length < 3 || word.charAt(length - 2) != 'l' || vowel(word.charAt(length - 3)))) {
      vowels--; // a silent e, but not that of "table"
    }
    return Math.max(1, vowels) << 3 | (all & (DIGIT | APOSTROPHE));
  }

  private void look(int start, int end, int note, String original) {
    int length = end - start;
    letters += length;
    if (length >= LONG_WORD) {
      longWords++;
    }
    if ((note & DIGIT) != 0) {
      digits++;
      char next = end < text.length() ? text.charAt(end) : ' ';
      if ((next == '.' || next == ')') && length <= 2 && atLineStart(start)) {
        listItems++;
      }
      return;
    }
    syllables += note >> 3;
    boolean apostrophe = (note & APOSTROPHE) != 0;
    contractions += apostrophe ? 1 : 0;
    if (length > 1 && !apostrophe && allCapitals(original, text.offset(start), length)) {
      capitals++;
    }
  }

  private static boolean vowel(char c) {
    return c < 128 && (TRAITS[c] & VOWEL) != 0;
  }

  private boolean atLineStart(int at) {
    int i = at - 1;
    while (i >= 0 && text.charAt(i) == ' ') {
      i--;
    }
    return i < 0 || text.charAt(i) == '\n';
  }

  private static boolean allCapitals(String original, int start, int length) {
    if (!Character.isUpperCase(original.charAt(start))
        || !Character.isUpperCase(original.charAt(start + length - 1))) {
      return false;
    }
    for (int i = start + 1; i < start + length - 1; i++) {
      if (!Character.isUpperCase(original.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private boolean lowerCaseStart() {
    return words > 0
        && Character.isLowerCase(text.original().charAt(text.offset(text.wordStart(0))));
  }

  private boolean isBut(int start, int end) {
    return end - start == 3
        && text.charAt(start) == 'b'
        && text.charAt(start + 1) == 'u'
        && text.charAt(start + 2) == 't';
  }

  private boolean starts(String... first) {
    if (words == 0) {
      return false;
    }
    int start = text.wordStart(0);
    int length = text.wordEnd(0) - start;
    for (String word : first) {
      if (word.length() == length) {
        int i = 0;
        while (i < length && word.charAt(i) == text.charAt(start + i)) {
          i++;
        }
        if (i == length) {
          return true;
        }
      }
    }
    return false;
  }

  private void ask(int from, int to) {
    if (askedSize == asked.length) {
      asked = Arrays.copyOf(asked, askedSize * 2);
    }
    asked[askedSize] = from;
    asked[askedSize + 1] = to;
    askedSize += 2;
  }

  /** Both are ordered, but a phrase may be long: looks only at hits that begin in the range. */
  private static boolean within(Hits hits, int from, int to) {
    int low = 0;
    int high = hits.count();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (hits.firstWord(middle) < from) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low < hits.count() && hits.firstWord(low) < to;
  }
}
