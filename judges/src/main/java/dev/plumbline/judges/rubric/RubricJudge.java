// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.judges.rubric;

import dev.plumbline.judges.client.ModelClient;
import dev.plumbline.judges.client.ModelReply;
import dev.plumbline.judges.client.ModelRequest;
import dev.plumbline.model.genai.Usage;
import dev.plumbline.model.score.Evidence;
import dev.plumbline.model.score.ScoreStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Judges calls by one rubric: asks, gives one chance to mend a malformed answer, and checks that
 * the evidence stands in the texts. Thread-safe.
 */
public final class RubricJudge {
  private static final int MAX_OUTPUT_TOKENS = 1000;
  private static final int MAX_ECHO = 4000;

  private final Rubric rubric;
  private final Prompt prompt;
  private final ModelClient client;

  public RubricJudge(Rubric rubric, ModelClient client) {
    this.rubric = rubric;
    this.prompt = new Prompt(rubric);
    this.client = client;
  }

  public Rubric rubric() {
    return rubric;
  }

  public Prompt prompt() {
    return prompt;
  }

  /**
   * What came of it.
   *
   * @param status ok, abstain or invalid; skipped when nobody could be asked
   * @param grade present exactly when the status is ok
   * @param label the grade as text, or why there is none
   * @param explanation for people; holds no quotation
   * @param model that answered; the one asked for when none did
   * @param spent the usage of each answer that was paid for
   */
  public record Outcome(
      ScoreStatus status,
      OptionalInt grade,
      String label,
      String explanation,
      double confidence,
      List<Evidence> evidence,
      String model,
      String fingerprint,
      List<Usage> spent) {
    public Outcome {
      evidence = List.copyOf(evidence);
      spent = List.copyOf(spent);
    }
  }

  /**
   * Judges.
   *
   * @param seed sent to providers that take one
   */
  public Outcome judge(JudgeInput input, long seed) throws InterruptedException {
    Prompt.Question question = prompt.about(input);
    List<ModelRequest.Turn> turns = new ArrayList<>();
    turns.add(new ModelRequest.Turn(true, question.user()));
    List<Usage> spent = new ArrayList<>();
    String model = client.model();
    String problem = "";
    for (int turn = 0; turn < 2; turn++) {
      ModelReply reply =
          client.ask(
              new ModelRequest(
                  question.system(),
                  turns,
                  "verdict",
                  prompt.schema(),
                  MAX_OUTPUT_TOKENS << (2 * turn),
                  OptionalLong.of(seed)));
      switch (reply) {
        case ModelReply.Failed failed -> {
          return failed(failed, spent);
        }
        case ModelReply.Declined declined -> {
          spent.add(declined.usage());
          return without(
              ScoreStatus.ABSTAIN,
              declined.reason(),
              "the judge declined to answer",
              declined.model(),
              spent);
        }
        case ModelReply.Answered answered -> {
          spent.add(answered.usage());
          model = answered.model();
          switch (verdict(answered)) {
            case Verdict.Graded graded -> {
              return graded(input, graded, answered, spent);
            }
            case Verdict.CannotJudge cannot -> {
              return without(
                  ScoreStatus.ABSTAIN,
                  "cannot_judge",
                  Quotations.masked(cannot.reasoning(), input),
                  model,
                  spent);
            }
            case Verdict.Malformed malformed -> problem = malformed.problem();
          }
          turns.add(new ModelRequest.Turn(false, echo(answered.text())));
        }
      }
      turns.add(
          new ModelRequest.Turn(
              true,
              "That is not the form asked for: "
                  + problem
                  + ". Give the JSON object again, and nothing else."));
    }
    return without(
        ScoreStatus.INVALID,
        "unparsable",
        "the judge's answer was malformed twice: " + problem,
        model,
        spent);
  }

  private Verdict verdict(ModelReply.Answered answered) {
    return answered.truncated()
        ? new Verdict.Malformed("the answer was too long and was cut off")
        : VerdictReader.read(answered.text(), rubric);
  }

  /** Providers refuse an empty turn. */
  private static String echo(String text) {
    String shown = text.length() > MAX_ECHO ? text.substring(0, MAX_ECHO) : text;
    return shown.isBlank() ? "(nothing)" : shown;
  }

  private Outcome graded(
      JudgeInput input, Verdict.Graded graded, ModelReply.Answered answered, List<Usage> spent) {
    List<Evidence> evidence = new ArrayList<>();
    for (String quote : graded.quotes()) {
      Optional<Evidence> found = Quotations.find(quote, input, rubric);
      if (found.isEmpty()) {
        return without(
            ScoreStatus.INVALID,
            "evidence_not_found",
            "the judge quoted what does not stand in the text",
            answered.model(),
            spent);
      }
      evidence.add(found.get());
    }
    String explanation =
        graded.grade()
            + " of "
            + rubric.max()
            + ": "
            + Quotations.masked(graded.reasoning(), input)
            + (input.carriesInstructions()
                ? " (the call holds instructions that may be meant for the judge)"
                : "");
    return new Outcome(
        ScoreStatus.OK,
        OptionalInt.of(graded.grade()),
        String.valueOf(graded.grade()),
        explanation,
        input.carriesInstructions() ? graded.confidence() / 2 : graded.confidence(),
        evidence,
        answered.model(),
        answered.fingerprint(),
        spent);
  }

  private Outcome failed(ModelReply.Failed failed, List<Usage> spent) {
    String label = failed.failure().label();
    boolean nobodyAsked = failed.failure() == ModelReply.Failure.RESTING;
    String status = failed.status() == 0 ? "" : " (HTTP " + failed.status() + ")";
    return without(
        nobodyAsked ? ScoreStatus.SKIPPED : ScoreStatus.INVALID,
        label,
        nobodyAsked
            ? "the judge's provider is left alone after failures"
            : "the judge gave no answer: " + label + status,
        client.model(),
        spent);
  }

  private static Outcome without(
      ScoreStatus status, String label, String explanation, String model, List<Usage> spent) {
    return new Outcome(
        status, OptionalInt.empty(), label, explanation, 0, List.of(), model, "", spent);
  }
}
