// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.judges;

import dev.plumbline.judges.client.PatientClient;
import dev.plumbline.judges.rubric.JudgeInput;
import dev.plumbline.model.error.ErrorKind;
import dev.plumbline.model.error.PlumblineException;
import dev.plumbline.model.genai.GenAiSpan;
import dev.plumbline.model.score.Dimension;
import dev.plumbline.model.score.Score;
import dev.plumbline.model.score.ScoreStatus;
import dev.plumbline.model.score.Scored;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;

/**
 * Judges for files of calls: every enabled judge judges every call, without sampling and without
 * budgets. Thread-safe.
 */
public final class OfflineJudge implements AutoCloseable {
  private final List<Judge> judges;

  private OfflineJudge(List<Judge> judges) {
    this.judges = judges;
  }

  /**
   * The judges of a configuration.
   *
   * @param taken dimensions that other evaluators publish
   */
  public static OfflineJudge create(JudgesConfig config, Set<String> taken, InstantSource clock) {
    return create(config, taken, clock, PatientClient.Waits.usual());
  }

  static OfflineJudge create(
      JudgesConfig config, Set<String> taken, InstantSource clock, PatientClient.Waits waits) {
    return new OfflineJudge(
        JudgePool.judges(config, Tariff.unknown(), taken, clock, waits).stream()
            .filter(judge -> judge.config().enabled())
            .toList());
  }

  /** True when no judge is configured and enabled. */
  public boolean isEmpty() {
    return judges.isEmpty();
  }

  public List<Dimension> dimensions() {
    return judges.stream().flatMap(judge -> judge.dimensions().stream()).toList();
  }

  /** The judge and version ({@code id@version}) of each dimension. */
  public Map<String, String> running() {
    Map<String, String> running = new TreeMap<>();
    judges.forEach(judge -> running.putAll(judge.running()));
    return running;
  }

  /** Judges one call in one dimension; empty where no judge has it or the call lacks its needs. */
  public Optional<Score> score(String dimension, GenAiSpan span) throws InterruptedException {
    if (span.call().isEmpty() || !JudgeInput.readable(span)) {
      return Optional.empty();
    }
    for (Judge judge : judges) {
      if (judge.running().containsKey(dimension)) {
        return judge.score(dimension, JudgeInput.of(span, List.of()));
      }
    }
    return Optional.empty();
  }

  /**
   * One score for each dimension of each judge; not_applicable where the call lacks what is needed.
   *
   * @throws PlumblineException UNAVAILABLE when interrupted
   */
  public List<Score> scores(GenAiSpan span, Scored scored) {
    List<Score> scores = new ArrayList<>();
    for (Judge judge : judges) {
      if (span.call().isEmpty() || !JudgeInput.readable(span)) {
        for (Dimension dimension : judge.dimensions()) {
          scores.add(
              new Score(
                  dimension.name(),
                  OptionalDouble.empty(),
                  "",
                  ScoreStatus.NOT_APPLICABLE,
                  "there is no call with content",
                  0,
                  List.of(),
                  judge.config().evaluator(),
                  ""));
        }
        continue;
      }
      try {
        judge
            .judge(JudgeInput.of(span, scored.scores()))
            .scores()
            .forEach(judged -> scores.add(judged.score()));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new PlumblineException(ErrorKind.UNAVAILABLE, "judging was interrupted", e);
      }
    }
    return scores;
  }

  @Override
  public void close() {
    judges.forEach(judge -> judge.client().close());
  }
}
