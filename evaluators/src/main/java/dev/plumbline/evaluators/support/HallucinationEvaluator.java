// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.support;

import dev.plumbline.evaluators.text.NoAnswer;
import dev.plumbline.evaluators.text.OtherLanguage;
import dev.plumbline.model.genai.Content;
import dev.plumbline.model.genai.Message;
import dev.plumbline.model.score.Dimension;
import dev.plumbline.model.score.EvalContext;
import dev.plumbline.model.score.EvaluationScope;
import dev.plumbline.model.score.Evaluator;
import dev.plumbline.model.score.EvaluatorDescriptor;
import dev.plumbline.model.score.Evidence;
import dev.plumbline.model.score.Need;
import dev.plumbline.model.score.Polarity;
import dev.plumbline.model.score.Scale;
import dev.plumbline.model.score.ScoreSink;
import dev.plumbline.model.score.ScoreStatus;
import dev.plumbline.model.score.Tier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Hard facts of an answer that none of its sources has: numbers, names, addresses of pages, and
 * citations of documents that are not there. Words put differently are no matter; for these see
 * {@code faithfulness}.
 */
public final class HallucinationEvaluator implements Evaluator {
  public static final String ID = "invented_facts";
  private static final String DIMENSION = "hallucination";
  private static final int MAX_CHARS = 12 * 1024;
  private static final int MAX_SENTENCES = 60;
  private static final int MAX_EVIDENCE = 20;

  /** What one invented fact leaves of a value of 1. */
  private static final double NUMBER = 0.35;

  private static final double NAME = 0.5;
  private static final double CITATION = 0.3;
  private static final double LINK = 0.3;

  private static final Pattern CITED = Pattern.compile("\\[(\\d{1,3})\\](?!\\()");
  private static final Pattern URL =
      Pattern.compile("https?://[A-Za-z0-9.-]{1,253}(?:/[^\\s)>\\]\"']{0,500})?");

  private static final EvaluatorDescriptor DESCRIPTOR =
      new EvaluatorDescriptor(
          ID,
          "1",
          Aliases.BUILT_IN.hash(),
          Tier.POOLED,
          EvaluationScope.CALL,
          Set.of(Need.REPLY_TEXT, Need.RETRIEVED),
          List.of(
              Dimension.degree(
                  DIMENSION,
                  "quality",
                  Scale.PROBABILITY,
                  Polarity.HIGHER_IS_WORSE,
                  false,
                  "How far the answer states numbers, names, links or citations that neither its"
                      + " documents nor its tool results nor the conversation have.")),
          Duration.ofMillis(20));

  @Override
  public EvaluatorDescriptor descriptor() {
    return DESCRIPTOR;
  }

  @Override
  public void evaluate(EvalContext in, ScoreSink out) {
    List<String> documents = Sources.documents(in);
    List<String> sources = new ArrayList<>(documents);
    sources.addAll(Sources.toolResults(in));
    if (sources.isEmpty()) {
      out.without(
          DIMENSION, ScoreStatus.NOT_APPLICABLE, "there are no documents and no tool results");
      return;
    }
    if (NoAnswer.report(in, out, DESCRIPTOR) || OtherLanguage.ofAnswer(in, out, DESCRIPTOR)) {
      return;
    }
    Content content = in.call().content();
    String answer = content.outputText();
    String text = answer.length() > MAX_CHARS ? answer.substring(0, MAX_CHARS) : answer;
    StringBuilder said = new StringBuilder(content.system());
    for (Message message : content.input()) {
      if (said.length() < Source.MAX_CHARS) {
        said.append('\n').append(message.text());
      }
    }
    List<Evidence> evidence = new ArrayList<>();
    double left =
        facts(
            Sources.withoutCitations(text),
            Source.of(sources),
            new TextFacts(said.toString()),
            evidence);
    left *= links(text, String.join("\n", sources) + said, evidence);
    if (!documents.isEmpty()) {
      left *= citations(text, documents.size(), evidence);
    }
    double value = Math.round(1e5 * (1 - left)) / 1e5;
    out.ok(
        DIMENSION,
        value,
        value >= 0.5 ? "invented" : "none",
        evidence.isEmpty()
            ? "Every number, name and link has a source."
            : "Without a source: " + rules(evidence) + ".",
        Math.abs(value - 0.5) * 2,
        evidence);
  }

  private static double facts(String text, Source source, TextFacts said, List<Evidence> evidence) {
    double left = 1;
    for (Sentences.Range range : Sentences.of(text, MAX_SENTENCES)) {
      SentenceSupport read = SentenceSupport.read(text, range, source, said);
      if (!read.claims()) {
        continue;
      }
      if (read.numbersMissing() > 0) {
        left *= 1 - (1 - NUMBER) * Math.min(1, read.numbersMissing() + 0.3);
        note(evidence, range, "number");
      }
      if (read.namesMissing() > 0) {
        left *= 1 - (1 - NAME) * Math.min(1, read.namesMissing() + 0.3);
        note(evidence, range, "name");
      }
    }
    return left;
  }

  private static double links(String text, String known, List<Evidence> evidence) {
    String all = known.toLowerCase(Locale.ROOT);
    double left = 1;
    Matcher link = URL.matcher(text);
    while (link.find()) {
      String address = link.group().replaceAll("[.,;:!?/]{1,5}$", "").toLowerCase(Locale.ROOT);
      if (!all.contains(address)) {
        left *= LINK;
        note(evidence, new Sentences.Range(link.start(), link.end()), "link");
      }
    }
    return left;
  }

  private static double citations(String text, int documents, List<Evidence> evidence) {
    double left = 1;
    Matcher cited = CITED.matcher(text);
    while (cited.find()) {
      if (Integer.parseInt(cited.group(1)) > documents) {
        left *= CITATION;
        note(evidence, new Sentences.Range(cited.start(), cited.end()), "citation");
      }
    }
    return left;
  }

  private static void note(List<Evidence> evidence, Sentences.Range range, String rule) {
    if (evidence.size() < MAX_EVIDENCE) {
      evidence.add(new Evidence("output", range.start(), range.end(), rule));
    }
  }

  private static String rules(List<Evidence> evidence) {
    return String.join(", ", evidence.stream().map(Evidence::rule).distinct().sorted().toList());
  }
}
