// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.support;

import dev.plumbline.evaluators.text.Folding;
import java.util.HashSet;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a text states: its words and phrases, numbers, dates and times. What is seldom asked for is
 * made on first use. One thread.
 */
public final class TextFacts {
  private final String original;
  private final Tokens tokens;
  private @Nullable String flat;
  private @Nullable Set<String> words;
  private @Nullable TextNumbers numbers;
  private @Nullable TextDates dates;
  private @Nullable TreeSet<String> sorted;
  private @Nullable Set<String> codes;
  private @Nullable String squeezed;
  private @Nullable Set<String> initials;
  private @Nullable Set<String> capitals;

  /** Comparisons of words letter by letter that may still be made. */
  private int comparisons = 4000;

  public TextFacts(String text) {
    original = text;
    tokens = new Tokens(text);
  }

  private Set<String> words() {
    Set<String> made = words;
    if (made == null) {
      made = new HashSet<>(2 * tokens.count());
      for (int i = 0; i < tokens.count(); i++) {
        made.add(tokens.text(i));
      }
      words = made;
    }
    return made;
  }

  private String flat() {
    String made = flat;
    if (made == null) {
      StringBuilder line = new StringBuilder(original.length() + 2).append(' ');
      for (int i = 0; i < tokens.count(); i++) {
        line.append(tokens.text(i));
        if (!tokens.glued(i)) {
          line.append(' ');
        }
      }
      made = line.append(' ').toString();
      flat = made;
    }
    return made;
  }

  /** Letters and digits in lower case, everything else as single spaces; no space at the ends. */
  static String flatten(String text) {
    StringBuilder out = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = Folding.fold(text.charAt(i));
      if (Character.isLetterOrDigit(c)) {
        out.append(c);
      } else if (c != '\'' && !out.isEmpty() && out.charAt(out.length() - 1) != ' ') {
        out.append(' ');
      }
    }
    String flat = out.toString().stripTrailing();
    return flat.isEmpty() ? text.strip() : flat;
  }

  Tokens tokens() {
    return tokens;
  }

  TextNumbers numbers() {
    TextNumbers made = numbers;
    if (made == null) {
      made = new TextNumbers(tokens);
      numbers = made;
    }
    return made;
  }

  TextDates dates() {
    TextDates made = dates;
    if (made == null) {
      made = new TextDates(tokens, numbers());
      dates = made;
    }
    return made;
  }

  /** True when the flattened phrase stands in the text as whole words. */
  boolean hasPhrase(String flatPhrase) {
    int space = flatPhrase.indexOf(' ');
    String head = space < 0 ? flatPhrase : flatPhrase.substring(0, space);
    boolean mixed = mixed(head); // "5m" is two words
    if (space < 0 && !mixed) {
      return words().contains(flatPhrase);
    }
    return (mixed || words().contains(head)) && flat().contains(" " + flatPhrase + " ");
  }

  private static boolean mixed(String word) {
    for (int i = 0; i < word.length(); i++) {
      if (!Character.isLetter(word.charAt(i))) {
        return true;
      }
      if (word.charAt(i) >= 0x2E80) {
        return true;
      }
    }
    return false;
  }

  /** True when the text has these words in this order, whatever parts them. */
  public boolean statesText(String words) {
    return hasPhrase(flatten(words));
  }

  boolean hasWord(String word) {
    return words().contains(word);
  }

  boolean hasCharacter(char c) {
    return original.indexOf(c) >= 0;
  }

  boolean hasText(String exact) {
    return original.contains(exact);
  }

  /** True when the letters stand in the text as a word in capitals. */
  boolean hasCode(String capitals) {
    Set<String> made = codes;
    if (made == null) {
      made = new HashSet<>();
      for (int i = 0; i < tokens.count(); i++) {
        if (tokens.word(i) && tokens.size(i) <= 5 && upper(i)) {
          made.add(original.substring(tokens.start(i), tokens.end(i)));
        }
      }
      codes = made;
    }
    return made.contains(capitals);
  }

  private boolean upper(int token) {
    for (int i = tokens.start(token); i < tokens.end(token); i++) {
      if (!Character.isUpperCase(original.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  /** True when letters and digits stand in this order, whatever else parts them. */
  boolean hasSqueezed(String lettersAndDigits) {
    String made = squeezed;
    if (made == null) {
      made = flat().replace(" ", "");
      squeezed = made;
    }
    return made.contains(lettersAndDigits);
  }

  /** True when the token begins with a capital. */
  boolean capital(int token) {
    return Character.isUpperCase(original.charAt(tokens.start(token)));
  }

  /** True when some word of this stem begins with a capital. */
  boolean hasCapital(String stem) {
    Set<String> made = capitals;
    if (made == null) {
      made = new HashSet<>();
      for (int i = 0; i < tokens.count(); i++) {
        if (tokens.word(i) && capital(i)) {
          made.add(stem(tokens.text(i)));
        }
      }
      capitals = made;
    }
    return made.contains(stem);
  }

  /** True unless more than a third of the letters at the beginning are of another script. */
  boolean mostlyLatin() {
    int other = 0;
    int letters = 0;
    for (int i = 0; i < Math.min(original.length(), 4096); i++) {
      char c = original.charAt(i);
      if (Character.isLetter(c)) {
        letters++;
        other += c >= 0x250 ? 1 : 0;
      }
    }
    return other * 3 <= letters;
  }

  /** True when the letters are the initials of as many words in a row. */
  boolean hasInitials(String letters) {
    Set<String> made = initials;
    if (made == null) {
      made = new HashSet<>();
      for (int i = 0; i < tokens.count(); i++) {
        StringBuilder run = new StringBuilder();
        for (int j = i; j < tokens.count() && j < i + 6 && tokens.word(j); j++) {
          run.append(tokens.text(j).charAt(0));
          if (run.length() >= 2) {
            made.add(run.toString());
          }
        }
      }
      initials = made;
    }
    return made.contains(letters);
  }

  /** True when a word of the text differs from this one only in its ending, or by a slip. */
  boolean hasRelative(String word) {
    String stem = stem(word);
    if (words().contains(stem) || words().contains(stem + "s") || words().contains(stem + "e")) {
      return true;
    }
    if (word.length() < 4) {
      return false;
    }
    TreeSet<String> made = sorted;
    if (made == null) {
      made = new TreeSet<>(words());
      sorted = made;
    }
    String prefix = stem.substring(0, Math.max(Math.min(stem.length(), 4), stem.length() - 1));
    int seen = 0;
    for (String other : made.tailSet(prefix)) {
      if (!other.startsWith(prefix) || ++seen > 50) {
        break;
      }
      if (other.length() <= word.length() + 4 && stem(other).length() <= stem.length() + 3) {
        return true;
      }
    }
    return word.length() >= 5 && hasSlip(made, word);
  }

  /** One letter wrong, missing, too many, or two exchanged; the first letter is right. */
  private boolean hasSlip(SortedSet<String> words, String word) {
    String head = word.substring(0, 2);
    int seen = 0;
    for (String other : words.tailSet(head)) {
      if (!other.startsWith(head) || ++seen > 200 || --comparisons < 0) {
        return false;
      }
      if (Math.abs(other.length() - word.length()) <= 1
          && other.length() >= 5
          && distance(word, other) <= (word.length() >= 8 ? 2 : 1)) {
        return true;
      }
    }
    return false;
  }

  /** Edits, an exchange of neighbours counting once, of words of at most 40 letters. */
  static int distance(String a, String b) {
    if (a.length() > 40 || b.length() > 40) {
      return a.equals(b) ? 0 : 40;
    }
    int[] before = new int[b.length() + 1];
    int[] last = new int[b.length() + 1];
    int[] now = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      last[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      now[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int cost = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        now[j] = Math.min(Math.min(now[j - 1], last[j]) + 1, last[j - 1] + cost);
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          now[j] = Math.min(now[j], before[j - 2] + 1);
        }
      }
      int[] free = before;
      before = last;
      last = now;
      now = free;
    }
    return last[b.length()];
  }

  /** The word without common English endings; at least three letters stay. */
  static String stem(String word) {
    int n = word.length();
    if (n > 5 && word.endsWith("ies")) {
      return word.substring(0, n - 3) + "y";
    }
    if (n > 6 && word.endsWith("ing")) {
      return undouble(word.substring(0, n - 3));
    }
    if (n > 5 && word.endsWith("ed")) {
      return undouble(word.substring(0, n - 2));
    }
    if (n > 4 && word.endsWith("es") && "sxzh".indexOf(word.charAt(n - 3)) >= 0) {
      return word.substring(0, n - 2);
    }
    if (n > 3 && word.endsWith("s") && !word.endsWith("ss") && !word.endsWith("us")) {
      return word.substring(0, n - 1);
    }
    if (n > 6 && word.endsWith("ly")) {
      return word.substring(0, n - 2);
    }
    return word;
  }

  private static String undouble(String stem) {
    int n = stem.length();
    return n > 3
            && stem.charAt(n - 1) == stem.charAt(n - 2)
            && "lsz".indexOf(stem.charAt(n - 1)) < 0
        ? stem.substring(0, n - 1)
        : stem;
  }
}
