// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.packs;

import com.google.re2j.Matcher;
import dev.plumbline.evaluators.json.JsonTexts;
import dev.plumbline.evaluators.json.Schemas;
import dev.plumbline.evaluators.json.Schemas.Verdict;
import dev.plumbline.evaluators.packs.DataPack.OnePattern;
import dev.plumbline.evaluators.packs.DataPack.OnePhrase;
import dev.plumbline.evaluators.packs.DataPack.Rule;
import dev.plumbline.evaluators.packs.DataPack.Scope;
import dev.plumbline.evaluators.text.CallTexts;
import dev.plumbline.evaluators.text.PhraseGroup;
import dev.plumbline.evaluators.text.TextView;
import dev.plumbline.evaluators.text.UsesPhrases;
import dev.plumbline.evaluators.text.Vocabulary;
import dev.plumbline.model.genai.GenAiSpan;
import dev.plumbline.model.genai.Message;
import dev.plumbline.model.genai.ModelCall;
import dev.plumbline.model.score.Dimension;
import dev.plumbline.model.score.EvalContext;
import dev.plumbline.model.score.EvaluationScope;
import dev.plumbline.model.score.Evaluator;
import dev.plumbline.model.score.EvaluatorDescriptor;
import dev.plumbline.model.score.Evidence;
import dev.plumbline.model.score.Need;
import dev.plumbline.model.score.Scale;
import dev.plumbline.model.score.ScoreSink;
import dev.plumbline.model.score.ScoreStatus;
import dev.plumbline.model.score.Tier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Runs one {@link DataPack}. Thread-safe. */
final class PackEvaluator implements Evaluator, UsesPhrases {
  private static final int MAX_EVIDENCE = 10;

  private final DataPack pack;
  private final Schemas schemas;
  private final EvaluatorDescriptor descriptor;
  private final String dimension;
  private final List<PhraseGroup> groups;

  /** One group for each pattern with words near it, in the order of the patterns; else null. */
  private final List<@Nullable PhraseGroup> near = new ArrayList<>();

  private final @Nullable Vocabulary own;

  PackEvaluator(DataPack pack, Schemas schemas) {
    this.pack = pack;
    this.schemas = schemas;
    this.dimension = pack.dimension() + (pack.shadow() ? "_shadow" : "");
    boolean schema = pack.rule() instanceof Rule.Schema;
    this.descriptor =
        new EvaluatorDescriptor(
            pack.id() + (pack.shadow() ? "_shadow" : ""),
            pack.version(),
            pack.hash(),
            Tier.INLINE,
            pack.scope() == Scope.QUESTION ? EvaluationScope.TURN : EvaluationScope.CALL,
            Set.of(
                switch (pack.scope()) {
                  case ANSWER -> Need.REPLY_TEXT;
                  case QUESTION -> Need.USER_TEXT;
                  case SYSTEM -> Need.SYSTEM;
                }),
            List.of(
                new Dimension(
                    dimension,
                    pack.group(),
                    schema ? Scale.BINARY : Scale.PROBABILITY,
                    pack.polarity(),
                    "1",
                    0,
                    1,
                    schema && !pack.shadow(),
                    pack.owner(),
                    pack.description())),
            Duration.ofMillis(1));
    List<PhraseGroup> made = new ArrayList<>();
    switch (pack.rule()) {
      case Rule.Phrases phrases ->
          made.add(
              new PhraseGroup(
                  descriptor.id(), phrases.phrases().stream().map(OnePhrase::phrase).toList()));
      case Rule.Patterns patterns -> {
        for (OnePattern pattern : patterns.patterns()) {
          PhraseGroup group =
              pattern.near().isEmpty()
                  ? null
                  : new PhraseGroup(descriptor.id() + ":" + pattern.id(), pattern.near());
          near.add(group);
          if (group != null) {
            made.add(group);
          }
        }
      }
      case Rule.Schema _ -> {}
    }
    this.groups = List.copyOf(made);
    // system texts are read by packs alone, so the host does not look for phrases in them
    this.own = pack.scope() == Scope.SYSTEM ? Vocabulary.of(groups) : null;
  }

  DataPack pack() {
    return pack;
  }

  @Override
  public EvaluatorDescriptor descriptor() {
    return descriptor;
  }

  @Override
  public List<PhraseGroup> phraseGroups() {
    return own == null ? groups : List.of();
  }

  @Override
  public void evaluate(EvalContext in, ScoreSink out) {
    ModelCall call = in.call();
    if (call.embedding()) {
      out.without(dimension, ScoreStatus.NOT_APPLICABLE, "embeddings are no conversation");
      return;
    }
    for (Map.Entry<String, Set<String>> rule : pack.when().entrySet()) {
      if (!rule.getValue().contains(field(in.span(), call, rule.getKey()))) {
        out.without(dimension, ScoreStatus.NOT_APPLICABLE, "not meant for this " + rule.getKey());
        return;
      }
    }
    switch (pack.rule()) {
      case Rule.Patterns patterns -> patterns(patterns, in, out);
      case Rule.Phrases phrases -> phrases(phrases, in, out);
      case Rule.Schema schema -> schema(schema, call, out);
    }
  }

  private static String field(GenAiSpan span, ModelCall call, String name) {
    return switch (name) {
      case "service" -> span.span().resource().serviceName();
      case "environment" -> span.environment();
      case "agent" -> span.agentName();
      case "app_version" -> span.appVersion();
      case "model" -> call.model();
      case "provider" -> call.provider();
      case "operation" -> call.operation();
      case "prompt_name" -> call.promptName();
      case "prompt_version" -> call.promptVersion();
      default -> span.segment(name);
    };
  }

  /** The text to judge; null, with the reason given, when there is none. */
  private @Nullable TextView text(EvalContext in, ScoreSink out) {
    CallTexts texts = CallTexts.of(in);
    TextView text =
        switch (pack.scope()) {
          case ANSWER -> texts.answer();
          case QUESTION -> texts.question();
          case SYSTEM -> null;
        };
    if (own != null) {
      text = new TextView(in.call().content().system(), own);
    }
    if (text == null || text.original().isBlank()) {
      out.without(dimension, ScoreStatus.NOT_APPLICABLE, "there is no " + source());
      return null;
    }
    if (pack.scope() == Scope.QUESTION && !texts.userSpokeLast()) {
      out.without(dimension, ScoreStatus.NOT_APPLICABLE, "the newest message is not a user's");
      return null;
    }
    return text;
  }

  private String source() {
    return pack.scope().name().toLowerCase(Locale.ROOT);
  }

  private String evidenceSource() {
    return switch (pack.scope()) {
      case ANSWER -> "output";
      case QUESTION -> "input";
      case SYSTEM -> "system";
    };
  }

  private void patterns(Rule.Patterns rule, EvalContext in, ScoreSink out) {
    TextView text = text(in, out);
    if (text == null) {
      return;
    }
    String original = text.original();
    boolean whole = original.length() <= TextView.HEAD + TextView.TAIL;
    String head = whole ? original : original.substring(0, TextView.HEAD);
    String tail = whole ? "" : original.substring(original.length() - TextView.TAIL);
    double doubt = 1;
    int found = 0;
    List<Evidence> evidence = new ArrayList<>();
    for (int i = 0; i < rule.patterns().size(); i++) {
      OnePattern pattern = rule.patterns().get(i);
      PhraseGroup gate = near.get(i);
      if (gate != null && text.hits(gate).isEmpty()) {
        continue;
      }
      int count = find(pattern, head, 0, pattern.cap(), evidence);
      if (count < pattern.cap() && !tail.isEmpty()) {
        count +=
            find(pattern, tail, original.length() - TextView.TAIL, pattern.cap() - count, evidence);
      }
      for (int n = 0; n < count; n++) {
        doubt *= 1 - pattern.weight();
      }
      found += count > 0 ? 1 : 0;
    }
    give(1 - doubt, found + " of " + rule.patterns().size() + " patterns found", evidence, out);
  }

  private int find(OnePattern pattern, String text, int offset, int cap, List<Evidence> evidence) {
    Matcher matcher = pattern.pattern().matcher(text);
    int count = 0;
    while (count < cap && matcher.find()) {
      count++;
      if (evidence.size() < MAX_EVIDENCE) {
        evidence.add(
            new Evidence(
                evidenceSource(), offset + matcher.start(), offset + matcher.end(), pattern.id()));
      }
    }
    return count;
  }

  private void phrases(Rule.Phrases rule, EvalContext in, ScoreSink out) {
    TextView text = text(in, out);
    if (text == null) {
      return;
    }
    TextView.Hits hits = text.hits(groups.getFirst());
    Map<Integer, Integer> counts = new TreeMap<>();
    List<Evidence> evidence = new ArrayList<>();
    for (int hit = 0; hit < hits.count(); hit++) {
      int phrase = hits.phrase(hit);
      int count = counts.merge(phrase, 1, Integer::sum);
      if (count <= rule.phrases().get(phrase).cap() && evidence.size() < MAX_EVIDENCE) {
        evidence.add(
            new Evidence(
                evidenceSource(),
                text.offset(text.wordStart(hits.firstWord(hit))),
                text.offset(text.wordEnd(hits.endWord(hit) - 1)),
                "phrase " + (phrase + 1)));
      }
    }
    double sum = rule.bias();
    for (Map.Entry<Integer, Integer> count : counts.entrySet()) {
      OnePhrase phrase = rule.phrases().get(count.getKey());
      sum += phrase.weight() * Math.min(count.getValue(), phrase.cap());
    }
    give(
        1 / (1 + StrictMath.exp(-sum)),
        counts.size() + " of " + rule.phrases().size() + " phrases found",
        evidence,
        out);
  }

  /** Maps the value so that the threshold is 0.5. */
  private void give(double value, String explanation, List<Evidence> evidence, ScoreSink out) {
    double t = pack.threshold();
    double mapped = value < t ? 0.5 * value / t : 0.5 + 0.5 * (value - t) / (1 - t);
    mapped = Math.clamp(mapped, 0, 1);
    out.ok(
        dimension,
        mapped,
        mapped >= 0.5 ? pack.label() : "",
        explanation,
        StrictMath.abs(mapped - 0.5) * 2,
        evidence);
  }

  private void schema(Rule.Schema rule, ModelCall call, ScoreSink out) {
    boolean any = false;
    for (Message choice : call.content().output()) {
      String text = choice.text();
      if (text.isBlank()) {
        continue;
      }
      any = true;
      if (text.length() > JsonTexts.MAX_CHARS) {
        out.without(dimension, ScoreStatus.ABSTAIN, "the answer is too long");
        return;
      }
      JsonNode value = JsonTexts.parse(text).orElse(null);
      if (value == null) {
        out.ok(dimension, 0, "invalid_json", "The answer cannot be read as JSON.");
        return;
      }
      switch (schemas.check(rule.json(), value)) {
        case Verdict.Valid() -> {}
        case Verdict.Broken(String keyword, String path) -> {
          out.ok(dimension, 0, keyword, "The answer breaks the schema at " + path + ".");
          return;
        }
        case Verdict.Undecided(String reason) -> {
          out.without(dimension, ScoreStatus.ABSTAIN, reason);
          return;
        }
      }
    }
    if (any) {
      out.ok(dimension, 1, pack.label(), "");
    } else {
      out.without(dimension, ScoreStatus.NOT_APPLICABLE, "there is no answer");
    }
  }
}
