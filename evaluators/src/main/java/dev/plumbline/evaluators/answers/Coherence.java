// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.answers;

import dev.plumbline.evaluators.text.Folding;
import dev.plumbline.evaluators.text.Sentences;
import dev.plumbline.evaluators.text.Sentences.Sentence;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Marks of a text that does not hang together. Linear in the text. */
final class Coherence {
  private static final int MAX_CHARS = 16 * 1024;
  private static final int MAX_SENTENCES = 300;

  /** Words of a run that must not come again and again. */
  private static final int RUN = 6;

  /** Letters and digits from which on a sentence said twice is said twice. */
  private static final int LONG_ENOUGH = 16;

  private static final Set<String> DENIALS =
      Set.of(
          "not",
          "no",
          "never",
          "cannot",
          "cant",
          "dont",
          "doesnt",
          "isnt",
          "arent",
          "wasnt",
          "werent",
          "wont",
          "wouldnt",
          "shouldnt",
          "didnt",
          "couldnt",
          "without");

  /** Words that a sentence and its denial need not share. */
  private static final Set<String> PLAIN =
      Set.of(
          "do", "does", "did", "can", "is", "are", "was", "were", "be", "will", "yes", "the", "a");

  private static final Pattern LEFTOVER =
      Pattern.compile(
          "<\\|[a-z_]{2,20}\\|>|\\[/?INST\\]|\\{\\{ ?[a-z_.]{2,40} ?\\}\\}"
              + "|\\[(?:insert|your|customer|company|user) [a-z ]{2,30}\\]|\\blorem ipsum\\b"
              + "|\\bundefined,? undefined\\b|\\[object Object\\]",
          Pattern.CASE_INSENSITIVE);

  /** UTF-8 read as Windows-1252, and the sign of a character that was lost. */
  private static final Pattern GARBLED =
      Pattern.compile("\u00C3[\u0080-\u00BF]|\u00E2\u20AC[\u2122\u0153\u009D\u201C]|\uFFFD");

  private static final Pattern WORD =
      Pattern.compile("[\\p{L}\\p{Nd}][\\p{L}\\p{Nd}'\u2019]{0,60}");

  private final String text;
  private final List<Mark> marks = new ArrayList<>();

  private Coherence(String text) {
    this.text = text;
  }

  /**
   * One mark.
   *
   * @param severity 0 to 1: the share of coherence that it costs
   * @param start first UTF-16 unit; the mark of a whole text begins at 0 and ends at 0
   */
  record Mark(String rule, double severity, int start, int end) {}

  /**
   * Marks of a text.
   *
   * @param cutShort the model stopped at its limit of tokens
   */
  static List<Mark> of(String original, boolean cutShort) {
    Coherence read =
        new Coherence(original.length() > MAX_CHARS ? original.substring(0, MAX_CHARS) : original);
    List<Sentence> sentences = Sentences.of(read.text, MAX_SENTENCES);
    read.repeatedSentences(sentences);
    read.loops();
    read.contradictions(sentences);
    read.end(sentences, cutShort, original.length() > MAX_CHARS);
    read.first(LEFTOVER, "template_leftover", 0.6);
    read.first(GARBLED, "garbled_characters", 0.5);
    read.mixedScripts();
    return read.marks;
  }

  /** What is left of 1 when every mark has taken its share. */
  static double value(List<Mark> marks) {
    double value = 1;
    for (Mark mark : marks) {
      value *= 1 - mark.severity();
    }
    return Math.round(1e5 * value) / 1e5;
  }

  private void repeatedSentences(List<Sentence> sentences) {
    Set<String> known = new HashSet<>();
    int again = 0;
    Sentence first = null;
    for (Sentence sentence : sentences) {
      String plain = letters(sentence.in(text));
      if (plain.length() >= LONG_ENOUGH && !known.add(plain)) {
        again++;
        first = first == null ? sentence : first;
      }
    }
    if (first != null) {
      double share = (double) again / sentences.size();
      double severity = Math.min(0.95, 0.15 + 1.5 * share);
      marks.add(new Mark("repeated_sentence", severity, first.start(), first.end()));
    }
  }

  private void loops() {
    List<Integer> words = new ArrayList<>();
    Matcher word = WORD.matcher(text);
    while (word.find()) {
      words.add(Folding.fold(word.group()).hashCode());
    }
    Set<Long> runs = new HashSet<>();
    int again = 0;
    for (int i = 0; i + RUN <= words.size(); i++) {
      long hash = 1;
      for (int k = 0; k < RUN; k++) {
        hash = hash * 0x9E3779B97F4A7C15L + words.get(i + k);
      }
      again += runs.add(hash) ? 0 : 1;
    }
    double share = words.size() < 3 * RUN ? 0 : (double) again / (words.size() - RUN + 1);
    if (share > 0.25) { // below, lists and refrains repeat as much
      marks.add(new Mark("loop", Math.min(0.95, share), 0, 0));
    }
  }

  /** Yes and then no to one question, or a sentence and its denial. */
  private void contradictions(List<Sentence> sentences) {
    Map<String, Boolean> said = new HashMap<>();
    for (Sentence sentence : sentences) {
      Set<String> words = new TreeSet<>();
      boolean denied = false;
      Matcher word = WORD.matcher(text).region(sentence.start(), sentence.end());
      while (word.find()) {
        String folded = Folding.fold(word.group()).replace("'", "");
        if (DENIALS.contains(folded)) {
          denied = !denied;
        } else if (!PLAIN.contains(folded)) {
          words.add(stem(folded));
        }
      }
      boolean asks = sentence.end() > 0 && text.charAt(sentence.end() - 1) == '?';
      if (words.size() < 3 || asks) {
        continue;
      }
      Boolean before = said.putIfAbsent(String.join(" ", words), denied);
      if (before != null && before != denied) {
        marks.add(new Mark("contradiction", 0.6, sentence.start(), sentence.end()));
        return;
      }
    }
    if (sentences.size() > 1) {
      String first = opening(sentences.getFirst());
      String second = opening(sentences.get(1));
      if ((first.equals("yes") && second.equals("no"))
          || (first.equals("no") && second.equals("yes"))) {
        Sentence at = sentences.get(1);
        marks.add(new Mark("contradiction", 0.6, at.start(), at.end()));
      }
    }
  }

  private String opening(Sentence sentence) {
    Matcher word = WORD.matcher(text).region(sentence.start(), sentence.end());
    boolean alone =
        word.lookingAt()
            && word.end() < text.length()
            && ",.!".indexOf(text.charAt(word.end())) >= 0;
    return alone ? Folding.fold(word.group()) : "";
  }

  private static String stem(String word) {
    return word.length() > 4 && word.endsWith("s") ? word.substring(0, word.length() - 1) : word;
  }

  private void end(List<Sentence> sentences, boolean cutShort, boolean longer) {
    if (cutShort) {
      marks.add(new Mark("cut_short", 0.4, 0, 0));
      return;
    }
    int fences = 0;
    for (int at = text.indexOf("```"); at >= 0; at = text.indexOf("```", at + 3)) {
      fences++;
    }
    if (longer || sentences.size() < 2) {
      return;
    }
    if (fences % 2 == 1) {
      marks.add(new Mark("open_code_block", 0.4, 0, 0));
      return;
    }
    Sentence last = sentences.getLast();
    if (fences == 0 && prose(last) && stops(sentences.get(sentences.size() - 2))) {
      String tail = text.substring(last.start()).strip();
      char c = tail.charAt(tail.length() - 1);
      if (Character.isLetter(c) || c == ',') {
        marks.add(new Mark("unfinished", 0.35, last.start(), last.end()));
      }
    }
  }

  /** A sentence of a paragraph, not an item, a heading or a signature. */
  private boolean prose(Sentence sentence) {
    int lineStart = text.lastIndexOf('\n', sentence.start()) + 1;
    String before = text.substring(lineStart, sentence.start()).strip();
    return sentence.end() - sentence.start() > 40
        && (before.isEmpty() || Character.isLetter(before.charAt(0)))
        && sentence.in(text).indexOf(':') < 0;
  }

  private boolean stops(Sentence sentence) {
    int at = Math.min(text.length(), sentence.end()) - 1;
    return at >= 0 && ".!?".indexOf(text.charAt(at)) >= 0;
  }

  private void first(Pattern pattern, String rule, double severity) {
    Matcher found = pattern.matcher(text);
    if (found.find()) {
      marks.add(new Mark(rule, severity, found.start(), found.end()));
    }
  }

  /** Words whose letters are of two alphabets, as tokens gone wrong make them. */
  private void mixedScripts() {
    Matcher word = WORD.matcher(text);
    int mixed = 0;
    int start = 0;
    int end = 0;
    while (word.find()) {
      boolean latin = false;
      boolean other = false;
      for (int i = word.start(); i < word.end(); i++) {
        char c = text.charAt(i);
        if (Character.isLetter(c)) {
          Character.UnicodeScript script = Character.UnicodeScript.of(c);
          latin |= script == Character.UnicodeScript.LATIN;
          other |=
              script == Character.UnicodeScript.CYRILLIC
                  || script == Character.UnicodeScript.HAN
                  || script == Character.UnicodeScript.ARABIC
                  || script == Character.UnicodeScript.HANGUL;
        }
      }
      if (latin && other) {
        mixed++;
        start = word.start();
        end = word.end();
      }
    }
    if (mixed >= 2) {
      marks.add(new Mark("mixed_scripts", 0.4, start, end));
    }
  }

  private static String letters(String sentence) {
    StringBuilder out = new StringBuilder(sentence.length());
    String folded = Folding.fold(sentence);
    for (int i = 0; i < folded.length(); i++) {
      if (Character.isLetterOrDigit(folded.charAt(i))) {
        out.append(folded.charAt(i));
      }
    }
    return out.toString();
  }
}
