// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.injection;

import dev.plumbline.evaluators.heads.TextFeatures;
import dev.plumbline.evaluators.text.PhraseFile;
import dev.plumbline.evaluators.text.PhraseGroup;
import dev.plumbline.evaluators.text.PhraseScan;
import dev.plumbline.evaluators.text.TextView;
import dev.plumbline.evaluators.text.TextView.Hits;
import java.util.List;

/**
 * What one sentence of a document has in common with instructions planted for a model: tasks put to
 * it, changes to its answer, code for its solution, orders to drop others. The text is one sentence
 * of {@link dev.plumbline.evaluators.text.Sentences}. Thread-safe.
 */
public final class InstructionFeatures implements TextFeatures {
  private static final List<String> NAMES =
      List.of(
          "task_first",
          "task_second",
          "office_first",
          "please_first",
          "question_first",
          "question_mark",
          "answer",
          "change_answer",
          "answer_change",
          "style",
          "change_style",
          "answer_style",
          "user",
          "change_user",
          "machine",
          "drop",
          "code",
          "own_code",
          "smuggle_code",
          "code_own",
          "smuggle_own",
          "send",
          "first_person",
          "you",
          "quote",
          "colon_end",
          "short",
          "long",
          "digits");

  private static final int REACH = 12;

  private final PhraseFile file = PhraseFile.read("/injection/instruction.txt");
  private final PhraseGroup task = file.group("task");
  private final PhraseGroup office = file.group("office");
  private final PhraseGroup question = file.group("question");
  private final PhraseGroup answer = file.group("answer");
  private final PhraseGroup change = file.group("change");
  private final PhraseGroup style = file.group("style");
  private final PhraseGroup user = file.group("user");
  private final PhraseGroup machine = file.group("machine");
  private final PhraseGroup drop = file.group("drop");
  private final PhraseGroup code = file.group("code");
  private final PhraseGroup ownCode = file.group("own_code");
  private final PhraseGroup smuggle = file.group("smuggle");
  private final PhraseGroup send = file.group("send");
  private final PhraseGroup me = file.group("me");
  private final PhraseGroup you = file.group("you");

  @Override
  public String id() {
    return "instruction";
  }

  @Override
  public List<String> names() {
    return NAMES;
  }

  String hash() {
    return file.hash();
  }

  List<PhraseGroup> phraseGroups() {
    return file.groups();
  }

  @Override
  public void read(TextView text, double[] out, int from) {
    read(text, 0, text.wordCount(), out, from);
  }

  /** The same of the words {@code a} to {@code b} alone. */
  void read(TextView text, int a, int b, double[] out, int from) {
    Hits changes = text.hits(change);
    Hits answers = text.hits(answer);
    Hits styles = text.hits(style);
    Hits codes = text.hits(code);
    Hits owns = text.hits(ownCode);
    Hits smuggles = text.hits(smuggle);
    boolean please = a < b && text.wordEnd(a) - text.wordStart(a) == 6 && at(text, a, "please");
    int first = please ? a + 1 : a;
    int end = b > a ? text.wordEnd(b - 1) : 0;
    int i = from;
    out[i++] = PhraseScan.count(text.hits(task), first, Math.min(b, first + 1), 1);
    out[i++] = PhraseScan.count(text.hits(task), first + 1, Math.min(b, first + 7), 1);
    out[i++] = PhraseScan.count(text.hits(office), first, Math.min(b, first + 1), 1);
    out[i++] = please ? 1 : 0;
    out[i++] = PhraseScan.count(text.hits(question), first, Math.min(b, first + 1), 1);
    out[i++] = end > 0 && mark(text, end, '?') ? 1 : 0;
    out[i++] = PhraseScan.count(answers, a, b, 1);
    out[i++] = PhraseScan.followed(changes, answers, REACH, a, b, 1);
    out[i++] = PhraseScan.followed(answers, changes, REACH, a, b, 1);
    out[i++] = PhraseScan.count(styles, a, b, 2) / 2.0;
    out[i++] = PhraseScan.followed(changes, styles, REACH, a, b, 1);
    out[i++] = Math.min(PhraseScan.count(answers, a, b, 1), PhraseScan.count(styles, a, b, 1));
    out[i++] = PhraseScan.count(text.hits(user), a, b, 1);
    out[i++] = PhraseScan.followed(changes, text.hits(user), 4, a, b, 1);
    out[i++] = PhraseScan.count(text.hits(machine), a, b, 1);
    out[i++] = PhraseScan.count(text.hits(drop), a, b, 1);
    out[i++] = PhraseScan.count(codes, a, b, 1);
    out[i++] = PhraseScan.count(owns, a, b, 1);
    out[i++] = PhraseScan.followed(smuggles, codes, 8, a, b, 1);
    out[i++] = Math.min(PhraseScan.count(codes, a, b, 1), PhraseScan.count(owns, a, b, 1));
    out[i++] = PhraseScan.followed(smuggles, owns, REACH, a, b, 1);
    out[i++] = PhraseScan.count(text.hits(send), a, b, 1);
    out[i++] = PhraseScan.count(text.hits(me), a, b, 1);
    out[i++] = PhraseScan.count(text.hits(you), a, b, 2) / 2.0;
    out[i++] = end > 0 && quoted(text, text.wordStart(a), end) ? 1 : 0;
    out[i++] = end > 0 && mark(text, end, ':') ? 1 : 0;
    out[i++] = b - a < 4 ? 1 : 0;
    out[i++] = b - a > 30 ? 1 : 0;
    out[i] = digits(text, a, b);
  }

  private static boolean at(TextView text, int word, String what) {
    for (int i = 0; i < what.length(); i++) {
      if (text.charAt(text.wordStart(word) + i) != what.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private static boolean mark(TextView text, int end, char what) {
    for (int i = end; i < text.length() && i < end + 3; i++) {
      if (text.charAt(i) == what) {
        return true;
      }
    }
    return false;
  }

  private static boolean quoted(TextView text, int start, int end) {
    for (int i = start; i < end; i++) {
      char c = text.charAt(i);
      if (c == '"' || (c == '\'' && i > 0 && text.charAt(i - 1) == ' ')) {
        return true;
      }
    }
    return false;
  }

  /** Share of words that begin with a digit: rows of tables have many. */
  private static double digits(TextView text, int a, int b) {
    int count = 0;
    for (int w = a; w < b; w++) {
      char c = text.charAt(text.wordStart(w));
      count += c >= '0' && c <= '9' ? 1 : 0;
    }
    return b > a ? count / (double) (b - a) : 0;
  }
}
