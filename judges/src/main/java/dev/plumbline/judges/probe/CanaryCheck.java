// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.judges.probe;

import dev.plumbline.judges.rubric.JudgeInput;
import dev.plumbline.judges.rubric.RubricJudge;
import dev.plumbline.judges.rubric.RubricJudge.Outcome;
import dev.plumbline.model.genai.Usage;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

/** One run over a judge's canaries. May be stopped by the budget and go on later. One thread. */
public final class CanaryCheck {
  private static final int NOISE_ITEMS = 20;
  private static final int REPEATS = 5;

  private final String judge;
  private final Map<String, RubricJudge> rubrics;
  private final InstantSource clock;
  private final List<Question> questions = new ArrayList<>();
  private final Map<String, List<Double>> values = new TreeMap<>();
  private final List<CanaryPair> pairs;
  private String model = "";
  private int next;

  /** One judgement to be made; {@code key} is the pair's id and which answer. */
  private record Question(String key, String rubric, JudgeInput input, long seed) {}

  /** Asked before each judgement, and told what it cost. */
  public interface Purse {
    /** False: not now. */
    boolean allows();

    void spent(List<Usage> usage);
  }

  /**
   * A run that has not begun.
   *
   * @param rubrics by id
   * @param pairs of those rubrics
   */
  public CanaryCheck(
      String judge, Map<String, RubricJudge> rubrics, List<CanaryPair> pairs, InstantSource clock) {
    this.judge = judge;
    this.rubrics = new TreeMap<>(rubrics);
    this.pairs = List.copyOf(pairs);
    this.clock = clock;
    for (CanaryPair pair : pairs) {
      questions.add(new Question(pair.id() + "/good", pair.rubric(), pair.goodInput(), 1));
      questions.add(new Question(pair.id() + "/bad", pair.rubric(), pair.badInput(), 1));
    }
    // bad answers lie nearer to the middle of the scale, where a judge wavers
    for (CanaryPair pair : pairs.subList(0, Math.min(NOISE_ITEMS, pairs.size()))) {
      for (int repeat = 1; repeat < REPEATS; repeat++) {
        questions.add(
            new Question(pair.id() + "/bad", pair.rubric(), pair.badInput(), 1L + repeat));
      }
    }
  }

  /** Judgements of one run over this many pairs. */
  public static int requests(int pairs) {
    return 2 * pairs + (REPEATS - 1) * Math.min(NOISE_ITEMS, pairs);
  }

  /** Goes on; empty when the purse said no before the end. */
  public Optional<CanaryRun> run(Purse purse) throws InterruptedException {
    while (next < questions.size()) {
      if (!purse.allows()) {
        return Optional.empty();
      }
      Question question = questions.get(next);
      RubricJudge rubric = rubrics.get(question.rubric());
      if (rubric != null) {
        Outcome outcome = rubric.judge(question.input(), question.seed());
        purse.spent(outcome.spent());
        if (outcome.grade().isPresent()) {
          model = outcome.model();
          values
              .computeIfAbsent(question.key(), _ -> new ArrayList<>())
              .add(rubric.rubric().value(outcome.grade().getAsInt()));
        }
      }
      next++;
    }
    return Optional.of(result(clock.instant()));
  }

  private CanaryRun result(Instant at) {
    TreeMap<String, String> identities = new TreeMap<>();
    rubrics.forEach((id, rubric) -> identities.put(id, rubric.rubric().identity()));
    TreeMap<String, CanaryRun.Pair> judged = new TreeMap<>();
    for (CanaryPair pair : pairs) {
      List<Double> good = values.getOrDefault(pair.id() + "/good", List.of());
      List<Double> bad = values.getOrDefault(pair.id() + "/bad", List.of());
      if (!good.isEmpty() && !bad.isEmpty()) {
        judged.put(pair.id(), new CanaryRun.Pair(pair.rubric(), good.getFirst(), bad.getFirst()));
      }
    }
    return new CanaryRun(at, judge, model, identities, judged, pairs.size(), noise());
  }

  /** Pooled over the items that have all repeats. */
  private OptionalDouble noise() {
    double sum = 0;
    int items = 0;
    for (List<Double> repeated : values.values()) {
      if (repeated.size() == REPEATS) {
        double mean = repeated.stream().mapToDouble(Double::doubleValue).sum() / REPEATS;
        for (double value : repeated) {
          sum += (value - mean) * (value - mean) / (REPEATS - 1);
        }
        items++;
      }
    }
    return items == 0 ? OptionalDouble.empty() : OptionalDouble.of(StrictMath.sqrt(sum / items));
  }
}
