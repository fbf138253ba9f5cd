// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes sentences that their source does not support from own sources and faithful summaries: by
 * families of faults, from fixed seeds. No human has judged them; a fault is one by construction.
 */
final class Corruptions {
  private static final Pattern NAME =
      Pattern.compile("(?<![.!?] )(?<!^)\\b\\p{Lu}[\\p{L}]{2,}(?: \\p{Lu}[\\p{L}]+)?");
  private static final Pattern NUMBER = Pattern.compile("\\b\\d[\\d,.]*\\d|\\b\\d\\b");
  private static final Pattern VERB =
      Pattern.compile("\\b(is|are|was|were|will|can|has|have|had|must|would|could|may)\\b");
  private static final Pattern PLAIN = Pattern.compile("(?<= )\\p{Ll}{5,}(?=[ .,])");

  private Corruptions() {}

  /** A source with faithful sentences about it, the most important first. */
  record Text(String kind, String source, List<String> summary) {
    boolean dialogue() {
      return kind.equals("dialogue");
    }
  }

  /**
   * A sentence to judge.
   *
   * @param family how it was made
   */
  record Case(int text, String family, boolean faithful, String sentence) {}

  static List<Text> texts() throws Exception {
    try (InputStream in = Corruptions.class.getResourceAsStream("/support/summaries.txt")) {
      assertThat(in).isNotNull();
      String all = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      List<Text> out = new ArrayList<>();
      for (String block : all.substring(all.indexOf("\n= ") + 3).split("\n= ")) {
        int line = block.indexOf('\n');
        int cut = block.indexOf("\n--\n");
        List<String> summary =
            block.substring(cut + 4).lines().map(sentence -> sentence.substring(2)).toList();
        out.add(new Text(block.substring(0, line), block.substring(line + 1, cut), summary));
      }
      return out;
    }
  }

  /** All cases of all texts, in a fixed order. */
  static List<Case> cases(List<Text> texts, long seed) {
    List<Case> out = new ArrayList<>();
    for (int i = 0; i < texts.size(); i++) {
      Random random = new Random(seed + i);
      Text text = texts.get(i);
      Text other = texts.get((i + 1 + random.nextInt(texts.size() - 1)) % texts.size());
      List<String> sentences = new ArrayList<>();
      for (Sentences.Range range : Sentences.of(text.source(), 200)) {
        sentences.add(text.source().substring(range.start(), range.end()));
      }
      Set<String> faithful = new LinkedHashSet<>(text.summary());
      for (String sentence : text.summary()) {
        out.add(new Case(i, "summary", true, sentence));
        faults(i, text, other, sentence, random, out);
      }
      for (String sentence : sentences) {
        if (sentence.split(" ").length < 6) {
          continue;
        }
        if (faithful.add(sentence)) {
          out.add(new Case(i, "copy", true, sentence));
        }
        if (text.dialogue()) {
          continue;
        }
        int comma = sentence.lastIndexOf(", ");
        if (comma > sentence.length() / 2) {
          out.add(new Case(i, "cut", true, sentence.substring(0, comma) + "."));
        }
        String far = sentences.get(random.nextInt(sentences.size()));
        if (Math.abs(sentences.indexOf(far) - sentences.indexOf(sentence)) > 1) {
          out.add(new Case(i, "sewn", false, sewn(sentence, far)));
        }
        faults(i, text, other, sentence, random, out);
      }
    }
    return out;
  }

  /** Beginning of one sentence, end of another. */
  private static String sewn(String one, String other) {
    String[] begin = one.split(" ");
    String[] end = other.split(" ");
    List<String> words = new ArrayList<>(List.of(begin).subList(0, (begin.length + 1) / 2));
    words.addAll(List.of(end).subList(end.length / 2, end.length));
    return String.join(" ", words);
  }

  private static void faults(
      int i, Text text, Text other, String sentence, Random random, List<Case> out) {
    add(i, "number", number(sentence, random), sentence, out);
    add(i, "name_from_elsewhere", name(sentence, other.source(), random), sentence, out);
    if (text.dialogue()) {
      add(i, "other_speaker", otherSpeaker(text, sentence, random), sentence, out);
    } else {
      add(i, "name_from_source", name(sentence, text.source(), random), sentence, out);
      add(i, "names_exchanged", exchanged(sentence), sentence, out);
    }
    add(i, "denial", denied(sentence), sentence, out);
    add(i, "opposite", opposite(sentence), sentence, out);
    add(i, "word_from_source", word(sentence, text.source(), random), sentence, out);
    add(i, "word_from_elsewhere", word(sentence, other.source(), random), sentence, out);
    String stranger = other.summary().get(random.nextInt(other.summary().size()));
    if (random.nextInt(3) == 0) {
      add(i, "stranger", stranger, sentence, out);
    }
    add(i, "detail", detail(sentence, stranger), sentence, out);
  }

  private static void add(int i, String family, String made, String before, List<Case> out) {
    if (!made.isEmpty() && !made.equals(before)) {
      out.add(new Case(i, family, false, made));
    }
  }

  private static String number(String sentence, Random random) {
    Matcher matcher = NUMBER.matcher(sentence);
    if (!matcher.find()) {
      return "";
    }
    StringBuilder digits = new StringBuilder(matcher.group());
    int at = 0;
    char old = digits.charAt(at);
    char changed = (char) ('1' + (old - '1' + 1 + random.nextInt(7)) % 9);
    digits.setCharAt(at, changed == old ? '9' : changed);
    return sentence.substring(0, matcher.start()) + digits + sentence.substring(matcher.end());
  }

  private static List<String> names(String text) {
    Set<String> out = new LinkedHashSet<>();
    Matcher matcher = NAME.matcher(text);
    while (matcher.find()) {
      out.add(matcher.group());
    }
    return List.copyOf(out);
  }

  private static String name(String sentence, String from, Random random) {
    List<String> here = names(sentence);
    List<String> there = names(from).stream().filter(name -> !sentence.contains(name)).toList();
    if (here.isEmpty() || there.isEmpty()) {
      return "";
    }
    return sentence.replace(
        here.get(random.nextInt(here.size())), there.get(random.nextInt(there.size())));
  }

  private static String exchanged(String sentence) {
    List<String> names = names(sentence);
    if (names.size() < 2) {
      return "";
    }
    return sentence
        .replace(names.get(0), "\u0001")
        .replace(names.get(1), names.get(0))
        .replace("\u0001", names.get(1));
  }

  private static String otherSpeaker(Text text, String sentence, Random random) {
    Set<String> speakers = new LinkedHashSet<>();
    text.source().lines().forEach(line -> speakers.add(line.substring(0, line.indexOf(':'))));
    List<String> there = speakers.stream().filter(name -> !sentence.contains(name)).toList();
    for (String name : speakers) {
      if (sentence.startsWith(name) && !there.isEmpty()) {
        return there.get(random.nextInt(there.size())) + sentence.substring(name.length());
      }
    }
    return "";
  }

  private static String denied(String sentence) {
    if (sentence.contains(" not ")) {
      return sentence.replaceFirst(" not ", " ");
    }
    Matcher matcher = VERB.matcher(sentence);
    return matcher.find() ? matcher.replaceFirst("$1 not") : "";
  }

  private static String opposite(String sentence) {
    String[] words = sentence.split(" ");
    for (int i = 0; i < words.length; i++) {
      String other =
          switch (words[i].toLowerCase(Locale.ROOT)) {
            case "raise" -> "lower";
            case "after" -> "before";
            case "before" -> "after";
            case "found" -> "lost";
            case "lost" -> "won";
            case "more" -> "less";
            case "late" -> "early";
            case "open" -> "closed";
            case "closed" -> "open";
            case "start", "starts", "begin", "begins" -> "ends";
            case "guilty" -> "innocent";
            case "acquitted" -> "convicted";
            case "larger", "bigger" -> "smaller";
            case "free" -> "expensive";
            case "new" -> "old";
            case "old" -> "new";
            case "first" -> "last";
            case "buy", "buys", "bought" -> "sells";
            case "expensive" -> "cheap";
            case "weaker" -> "stronger";
            case "likely" -> "unlikely";
            case "leave", "leaves" -> "arrives";
            case "welcomed" -> "criticised";
            case "warned" -> "promised";
            case "said" -> "denied";
            case "wants" -> "refuses";
            default -> "";
          };
      if (!other.isEmpty()) {
        words[i] = other;
        return String.join(" ", words);
      }
    }
    return "";
  }

  private static String word(String sentence, String from, Random random) {
    List<String> here = PLAIN.matcher(sentence).results().map(r -> r.group()).toList();
    List<String> there =
        PLAIN
            .matcher(from)
            .results()
            .map(r -> r.group())
            .filter(w -> !sentence.contains(w))
            .toList();
    if (here.isEmpty() || there.isEmpty()) {
      return "";
    }
    return sentence.replaceFirst(
        "\\b" + here.get(random.nextInt(here.size())) + "\\b",
        there.get(random.nextInt(there.size())));
  }

  /** The sentence goes on with what another source says. */
  private static String detail(String sentence, String stranger) {
    Matcher verb = VERB.matcher(stranger);
    if (!verb.find() || sentence.length() < 2) {
      return "";
    }
    String end = stranger.substring(verb.start());
    return sentence.substring(0, sentence.length() - 1) + ", which " + end;
  }
}
