// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.text;

import dev.plumbline.evaluators.text.TextView.Hits;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Tells the language of a text by its script and by frequent words. Says nothing rather than
 * something wrong: a short text, a list of names, code or JSON has no language. Thread-safe.
 */
public final class Languages {
  /** Answer where the language cannot be told. */
  public static final String UNKNOWN = "";

  public static final String ENGLISH = "en";

  /** Letters looked at for the script. */
  private static final int LETTERS = 400;

  private static final int MIN_LETTERS = 10;

  /** Fewer ideographs say as much as more letters. */
  private static final int MIN_IDEOGRAPHS = 5;

  /** Words looked at for frequent words. */
  private static final int WORDS = 160;

  private static final int MIN_WORDS = 6;
  private static final double MIN_SCORE = 3;
  private static final double MIN_SHARE = 0.16;
  private static final double AHEAD = 1.4;

  private static final PhraseFile FILE = PhraseFile.readFolded("/languages.txt");
  private static final String[] CODES =
      FILE.groups().stream()
          .map(group -> group.name().substring(group.name().indexOf(':') + 1))
          .toArray(String[]::new);
  private static final int[] MASKS;
  private static final double[] PARTS;
  private static final PhraseGroup WORD_GROUP;
  private static final boolean[] SCANDINAVIAN = new boolean[CODES.length];

  static {
    for (int language = 0; language < CODES.length; language++) {
      SCANDINAVIAN[language] = List.of("da", "nb", "sv").contains(CODES[language]);
    }
    Map<String, Integer> masks = new LinkedHashMap<>();
    List<PhraseGroup> groups = FILE.groups();
    for (int language = 0; language < groups.size(); language++) {
      for (String word : groups.get(language).phrases()) {
        masks.merge(word, 1 << language, (a, b) -> a | b);
      }
    }
    WORD_GROUP = new PhraseGroup("languages", new ArrayList<>(masks.keySet()));
    MASKS = masks.values().stream().mapToInt(Integer::intValue).toArray();
    PARTS = masks.values().stream().mapToDouble(mask -> 1.0 / Integer.bitCount(mask)).toArray();
  }

  private Languages() {}

  /** The frequent words; part of every vocabulary, so that texts need no search of their own. */
  public static PhraseGroup words() {
    return WORD_GROUP;
  }

  public static String hash() {
    return FILE.hash();
  }

  /** ISO 639-1 code, or {@link #UNKNOWN}. */
  public static String of(TextView text) {
    String script = script(text);
    return script.equals(LATIN) ? latin(text) : script;
  }

  private static final String LATIN = "latin";

  private static String latin(TextView text) {
    int n = Math.min(text.wordCount(), WORDS);
    if (n < MIN_WORDS) {
      return UNKNOWN;
    }
    double[] scores = new double[CODES.length];
    Hits hits = text.hits(WORD_GROUP);
    for (int i = 0; i < hits.count() && hits.firstWord(i) < n; i++) {
      int mask = MASKS[hits.phrase(i)];
      double part = PARTS[hits.phrase(i)];
      // a word of several languages counts for each, one of its own twice as much
      double weight = part == 1 ? 1 : 0.25 + part / 4;
      while (mask != 0) {
        scores[Integer.numberOfTrailingZeros(mask)] += weight;
        mask &= mask - 1;
      }
    }
    int best = 0;
    for (int language = 1; language < scores.length; language++) {
      if (scores[language] > scores[best]) {
        best = language;
      }
    }
    double second = 0;
    for (int language = 0; language < scores.length; language++) {
      if (language != best && !near(language, best)) {
        second = Math.max(second, scores[language]);
      }
    }
    boolean sure =
        scores[best] >= MIN_SCORE
            && scores[best] >= MIN_SHARE * n
            && scores[best] >= AHEAD * second;
    return sure ? CODES[best] : UNKNOWN;
  }

  /** Danish and Norwegian share most of these words: one beside the other makes neither unsure. */
  private static boolean near(int a, int b) {
    return SCANDINAVIAN[a] && SCANDINAVIAN[b];
  }

  /** The language of a script that has mostly one, {@link #LATIN}, or {@link #UNKNOWN}. */
  private static String script(TextView text) {
    int latin = 0;
    int cyrillic = 0;
    int ukrainian = 0;
    int greek = 0;
    int arabic = 0;
    int persian = 0;
    int hebrew = 0;
    int devanagari = 0;
    int thai = 0;
    int han = 0;
    int kana = 0;
    int hangul = 0;
    int letters = 0;
    int n = text.length();
    for (int i = 0; i < n && letters < LETTERS; i++) {
      char c = text.charAt(i);
      if (c < 'a') {
        continue;
      }
      if (c <= 'z') {
        latin++;
      } else if (c < 0x80) {
        continue;
      } else if (c < 0x250 || (c >= 0x1E00 && c < 0x1F00)) {
        latin += Character.isLetter(c) ? 1 : 0;
      } else if (c >= 0x370 && c < 0x400) {
        greek++;
      } else if (c >= 0x400 && c < 0x530) {
        cyrillic++;
        ukrainian += c == 'і' || c == 'ї' || c == 'є' || c == 'ґ' ? 1 : 0;
      } else if (c >= 0x590 && c < 0x600) {
        hebrew++;
      } else if (c >= 0x600 && c < 0x780) {
        arabic++;
        persian += c == 'پ' || c == 'چ' || c == 'ژ' || c == 'گ' || c == 'ی' || c == 'ک' ? 1 : 0;
      } else if (c >= 0x900 && c < 0x980) {
        devanagari++;
      } else if (c >= 0xE00 && c < 0xE80) {
        thai++;
      } else if (c >= 0x3040 && c < 0x3100) {
        kana++;
      } else if (c >= 0xAC00 && c <= 0xD7A3) {
        hangul++;
      } else if (c >= 0x4E00 && c < 0xA000) {
        han++;
      } else {
        continue;
      }
      letters++;
    }
    int ideographs = han + kana + hangul;
    if (ideographs >= MIN_IDEOGRAPHS && ideographs * 2 > latin) {
      return hangul * 2 > ideographs ? "ko" : kana * 10 > ideographs ? "ja" : "zh";
    }
    if (latin * 2 >= letters) {
      return LATIN;
    }
    if (letters < MIN_LETTERS) {
      return UNKNOWN;
    }
    if (cyrillic * 2 > letters) {
      return ukrainian * 40 > cyrillic ? "uk" : "ru";
    }
    if (arabic * 2 > letters) {
      return persian * 20 > arabic ? "fa" : "ar";
    }
    if (greek * 2 > letters) {
      return "el";
    }
    if (hebrew * 2 > letters) {
      return "he";
    }
    if (devanagari * 2 > letters) {
      return "hi";
    }
    return thai * 2 > letters ? "th" : UNKNOWN;
  }
}
