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
 * What a user's message has in common with messages that override, jailbreak or extract: words, and
 * the form of the text. Thread-safe.
 */
public final class InjectionFeatures implements TextFeatures {
  private static final List<String> NAMES =
      List.of(
          "drop_orders",
          "drop",
          "persona",
          "unbound",
          "unbound_many",
          "never_decline",
          "no_refusal",
          "form",
          "operator",
          "secret",
          "extract_secret",
          "puzzle",
          "puzzle_secret",
          "puzzle_harm",
          "plea",
          "plea_secret",
          "frame",
          "create_genre",
          "frame_harm",
          "persona_harm",
          "form_harm",
          "harm",
          "harm_many",
          "model",
          "persona_unbound",
          "model_persona",
          "you_rate",
          "must_rate",
          "capitals",
          "foreign",
          "repeated",
          "spelled",
          "blob",
          "markup",
          "turns",
          "length",
          "gibberish",
          "gibberish_share",
          "short_secret",
          "harm_start",
          "gibberish_harm");

  private static final int GIBBERISH = NAMES.indexOf("gibberish");
  private static final int REACH = 6;

  private final PhraseFile file = PhraseFile.read("/injection/direct.txt");
  private final PhraseGroup drop = file.group("drop");
  private final PhraseGroup orders = file.group("orders");
  private final PhraseGroup persona = file.group("persona");
  private final PhraseGroup unbound = file.group("unbound");
  private final PhraseGroup noRefusal = file.group("no_refusal");
  private final PhraseGroup negate = file.group("negate");
  private final PhraseGroup decline = file.group("decline");
  private final PhraseGroup form = file.group("form");
  private final PhraseGroup operator = file.group("operator");
  private final PhraseGroup secret = file.group("secret");
  private final PhraseGroup extract = file.group("extract");
  private final PhraseGroup puzzle = file.group("puzzle");
  private final PhraseGroup plea = file.group("plea");
  private final PhraseGroup frame = file.group("frame");
  private final PhraseGroup create = file.group("create");
  private final PhraseGroup genre = file.group("genre");
  private final PhraseGroup harm = file.group("harm");
  private final PhraseGroup model = file.group("model");
  private final PhraseGroup you = file.group("you");
  private final PhraseGroup must = file.group("must");
  private final Gibberish gibberish = new Gibberish();

  @Override
  public String id() {
    return "injection";
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
    int n = text.wordCount();
    Hits secrets = text.hits(secret);
    Hits harms = text.hits(harm);
    double personas = count(text, persona, 3) / 3.0;
    double frees = count(text, unbound, 6);
    double harmful = count(text, harm, 4);
    double forms = count(text, form, 3);
    double puzzles = count(text, puzzle, 3);
    double kept = PhraseScan.count(secrets, 0, n, 3);
    double pleas = count(text, plea, 2);
    double frames = count(text, frame, 4);
    double genres = PhraseScan.followed(text.hits(create), text.hits(genre), 5, 0, n, 2);
    double told = PhraseScan.followed(text.hits(extract), secrets, REACH, 0, n, 2);
    double named = count(text, model, 3);
    double words = Math.max(n, 20);
    int i = from;
    out[i++] = PhraseScan.followed(text.hits(drop), text.hits(orders), REACH, 0, n, 2);
    out[i++] = count(text, drop, 2) / 2.0;
    out[i++] = personas;
    out[i++] = frees > 0 ? 1 : 0;
    out[i++] = Math.max(0, frees - 1) / 5;
    out[i++] = PhraseScan.followed(text.hits(negate), text.hits(decline), 3, 0, n, 3);
    out[i++] = count(text, noRefusal, 2);
    out[i++] = forms / 3;
    out[i++] = count(text, operator, 3) / 3.0;
    out[i++] = kept / 3;
    out[i++] = told;
    out[i++] = puzzles / 3;
    out[i++] = both(puzzles, kept);
    out[i++] = both(puzzles, harmful);
    out[i++] = pleas / 2;
    out[i++] = both(pleas, kept);
    out[i++] = frames / 4;
    out[i++] = genres / 2;
    out[i++] = Math.min(frames + genres, 3) / 3 * Math.min(harmful, 3) / 3;
    out[i++] = both(personas, harmful);
    out[i++] = both(forms, harmful);
    out[i++] = harmful > 0 ? 1 : 0;
    out[i++] = Math.max(0, harmful - 1) / 3;
    out[i++] = named / 3;
    out[i++] = both(personas, frees);
    out[i++] = both(personas, named);
    out[i++] = Math.min(1, count(text, you, 1000) / words * 8);
    out[i++] = Math.min(1, count(text, must, 1000) / words * 15);
    i = form(text, out, i);
    out[i++] = StrictMath.log(1 + n) / 6;
    int strange = i;
    i = gibberish.read(text.original(), out, i);
    out[i++] = n < 25 ? both(1, told) : 0;
    out[i++] = PhraseScan.count(harms, 0, Math.min(n, 15), 1);
    out[i] = harmful > 0 ? out[strange] : 0;
  }

  /** A word for what the numbers show most clearly. */
  String kind(double[] x) {
    if (x[GIBBERISH] > 0.4) {
      return "machine_made_suffix";
    }
    if (x[0] > 0) {
      return "override";
    }
    if (x[3] > 0 || (x[2] > 0 && x[25] > 0)) {
      return "jailbreak";
    }
    if (x[10] > 0 || x[12] > 0) {
      return "extraction";
    }
    return x[8] > 0 ? "false_operator" : x[2] > 0 || x[16] > 0 ? "role_play" : "style";
  }

  private static int count(TextView text, PhraseGroup group, int max) {
    return PhraseScan.count(text.hits(group), 0, text.wordCount(), max);
  }

  private static double both(double a, double b) {
    return a > 0 && b > 0 ? 1 : 0;
  }

  /** Capitals, foreign letters, repeated words, spelled words, encoded blobs, markup, turns. */
  private static int form(TextView text, double[] out, int from) {
    int n = text.wordCount();
    int repeats = 0;
    int run = 0;
    int longestRun = 0;
    int blobs = 0;
    int turns = 0;
    int foreign = 0;
    for (int w = 0; w < n; w++) {
      int start = text.wordStart(w);
      int length = text.wordEnd(w) - start;
      if (w > 0 && text.wordHash(w) == text.wordHash(w - 1)) {
        repeats++;
      }
      run = length == 1 && Character.isLetter(text.charAt(start)) ? run + 1 : 0;
      longestRun = Math.max(longestRun, run);
      if (length >= 20) {
        blobs += blob(text, start, start + length) ? 1 : 0;
      }
      if (text.charAt(start) >= 128) {
        foreign++;
      }
      turns += turn(text, start, start + length) ? 1 : 0;
    }
    int i = from;
    out[i++] = capitals(text.original());
    out[i++] = foreign / (double) Math.max(8, n);
    out[i++] = Math.min(1, repeats / 8.0);
    out[i++] = longestRun >= 4 ? 1 : 0;
    out[i++] = Math.min(2, blobs) / 2.0;
    out[i++] = markup(text);
    out[i++] = Math.min(3, turns) / 3.0;
    return i;
  }

  /** Letters and digits mixed, as encodings have them; words of a language have no digits. */
  private static boolean blob(TextView text, int start, int end) {
    int digits = 0;
    for (int i = start; i < end; i++) {
      char c = text.charAt(i);
      if (c >= '0' && c <= '9') {
        digits++;
      } else if (c == '_' || c >= 128) {
        return false;
      }
    }
    return digits > 0 || end - start >= 40;
  }

  /** A speaker's name at the beginning of a line, as transcripts have it. */
  private static boolean turn(TextView text, int start, int end) {
    if (end >= text.length() || text.charAt(end) != ':' || end - start > 9) {
      return false;
    }
    int before = start - 1;
    while (before >= 0 && (text.charAt(before) == '#' || text.charAt(before) == ' ')) {
      before--;
    }
    if (before >= 0 && text.charAt(before) != '\n') {
      return false;
    }
    return switch (text.slice(start, end)) {
      case "user", "assistant", "system", "human", "ai", "q", "a", "bot", "chatgpt" -> true;
      default -> false;
    };
  }

  private static double markup(TextView text) {
    int marks = 0;
    for (int i = 0; i + 2 < text.length(); i++) {
      char c = text.charAt(i);
      char next = text.charAt(i + 1);
      if ((c == '<' && next == '|')
          || (c == '|' && next == '>')
          || (c == '[' && text.charAt(i + 2) == '[')
          || (c == '#' && next == '#' && text.charAt(i + 2) == '#')
          || (c == '=' && next == '=' && text.charAt(i + 2) == '=')) {
        marks++;
        i += 2;
      }
    }
    return Math.min(3, marks) / 3.0;
  }

  /** Share of words of four and more letters that are in capitals; head of the text. */
  private static double capitals(String text) {
    int words = 0;
    int loud = 0;
    int length = 0;
    boolean upper = true;
    int end = Math.min(text.length(), TextView.HEAD);
    for (int i = 0; i <= end; i++) {
      char c = i < end ? text.charAt(i) : ' ';
      if (Character.isLetter(c)) {
        length++;
        upper &= Character.isUpperCase(c);
      } else {
        if (length >= 4) {
          words++;
          loud += upper ? 1 : 0;
        }
        length = 0;
        upper = true;
      }
    }
    return loud / (double) Math.max(10, words);
  }
}
