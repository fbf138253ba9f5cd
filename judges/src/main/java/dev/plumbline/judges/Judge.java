// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.judges;

import dev.plumbline.judges.client.ModelClient;
import dev.plumbline.judges.rubric.JudgeInput;
import dev.plumbline.judges.rubric.Panel;
import dev.plumbline.judges.rubric.Rubric;
import dev.plumbline.judges.rubric.RubricJudge;
import dev.plumbline.judges.rubric.RubricJudge.Outcome;
import dev.plumbline.judges.rubric.Rubrics;
import dev.plumbline.model.genai.GenAiSpan;
import dev.plumbline.model.genai.Usage;
import dev.plumbline.model.score.Dimension;
import dev.plumbline.model.score.Polarity;
import dev.plumbline.model.score.Scale;
import dev.plumbline.model.score.Score;
import dev.plumbline.model.score.ScoreStatus;
import dev.plumbline.model.score.VersionTuple;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** A model with its rubrics: judges one call in every dimension it has. Thread-safe. */
final class Judge {
  /** From this far off the middle a grade is not near it. */
  private static final double NEAR_MIDDLE = 0.2;

  private static final String FLAGGED = "flagged";

  private final JudgeConfig config;
  private final ModelClient client;
  private final Tariff tariff;
  private final InstantSource clock;
  private final Panel panel;
  private final Map<String, RubricJudge> rubrics = new LinkedHashMap<>();
  private final Map<String, String> dimensions = new LinkedHashMap<>();

  /**
   * A judge.
   *
   * @param taken dimensions that other evaluators publish; the judge's are called {@code
   *     <name>_judged} then
   */
  Judge(
      JudgeConfig config,
      Rubrics known,
      Set<String> taken,
      ModelClient client,
      Tariff tariff,
      InstantSource clock) {
    this.config = config;
    this.client = client;
    this.clock = clock;
    this.tariff =
        config
            .price()
            .map(price -> Tariff.of(price.inputPerMillion(), price.outputPerMillion()))
            .orElse(tariff);
    panel = known.panel(config.rubrics());
    for (String id : panel.rubrics()) {
      Rubric rubric = known.find(id).orElseThrow();
      rubrics.put(id, new RubricJudge(rubric, client));
      dimensions.put(id, published(rubric.dimension(), taken));
    }
    if (panel.flag().isPresent()) {
      dimensions.put(FLAGGED, published(FLAGGED, taken));
    }
  }

  private String published(String dimension, Set<String> taken) {
    String name = dimension + config.suffix();
    return taken.contains(name) ? name + "_judged" : name;
  }

  JudgeConfig config() {
    return config;
  }

  ModelClient client() {
    return client;
  }

  List<RubricJudge> rubrics() {
    return List.copyOf(rubrics.values());
  }

  /** Registry entries of everything it may score. */
  List<Dimension> dimensions() {
    List<Dimension> all = new ArrayList<>();
    rubrics.forEach((id, judge) -> all.add(judge.rubric().registered(name(id))));
    if (panel.flag().isPresent()) {
      all.add(
          Dimension.degree(
              name(FLAGGED),
              "quality",
              Scale.BINARY,
              Polarity.HIGHER_IS_WORSE,
              false,
              "Whether the judge found the call bad enough for people to look at it."));
    }
    return all;
  }

  private String name(String id) {
    return dimensions.getOrDefault(id, id);
  }

  /** True when at least one rubric applies. */
  boolean applies(GenAiSpan span) {
    return rubrics.values().stream()
        .anyMatch(judge -> JudgeInput.wouldMeet(span, judge.rubric().needs()));
  }

  /** Requests that judging this call needs at least. */
  int requests(JudgeInput input) {
    return (int)
        rubrics.values().stream().filter(judge -> input.meets(judge.rubric().needs())).count();
  }

  boolean sameFamily(JudgeInput input) {
    return ModelFamily.relation(client.model(), input.subjectModel()).equals("same");
  }

  /** Price of a usage by the judge's tariff. */
  OptionalDouble usd(Usage usage) {
    return tariff.usd(
        config.client().format().name().toLowerCase(java.util.Locale.ROOT),
        client.model(),
        usage,
        clock.instant());
  }

  /**
   * What judging one call came to.
   *
   * @param scores one for each rubric, then the flag if it can be said
   * @param unpriced answers whose price is not known
   * @param low the call was flagged or got a value in the worst quarter
   */
  record Result(
      List<Judged> scores, int requests, List<Usage> spent, double usd, int unpriced, boolean low) {
    Result {
      scores = List.copyOf(scores);
      spent = List.copyOf(spent);
    }
  }

  /** A score with the versions that are the judge's own. */
  record Judged(Score score, Map<String, String> versions) {
    Judged {
      versions = new TreeMap<>(versions);
    }
  }

  Result judge(JudgeInput input) throws InterruptedException {
    List<Judged> scores = new ArrayList<>();
    List<Usage> spent = new ArrayList<>();
    TreeMap<String, Integer> grades = new TreeMap<>();
    int requests = 0;
    boolean low = false;
    for (Map.Entry<String, RubricJudge> entry : rubrics.entrySet()) {
      RubricJudge judge = entry.getValue();
      Rubric rubric = judge.rubric();
      if (!input.meets(rubric.needs())) {
        scores.add(
            new Judged(
                without(entry.getKey(), rubric, "the call lacks what the rubric needs"), Map.of()));
        continue;
      }
      Voted voted = voted(judge, input);
      Outcome outcome = voted.outcome();
      spent.addAll(voted.spent());
      requests += voted.requests();
      if (outcome.grade().isPresent()) {
        int grade = outcome.grade().getAsInt();
        grades.put(entry.getKey(), grade);
        double value = rubric.value(grade);
        low |= rubric.polarity() == Polarity.HIGHER_IS_WORSE ? value >= 0.75 : value <= 0.25;
      }
      scores.add(
          new Judged(score(entry.getKey(), rubric, outcome), versions(judge, outcome, input)));
    }
    Optional<Judged> flag = flag(grades, scores);
    flag.ifPresent(scores::add);
    low |= flag.isPresent() && flag.get().score().value().orElse(0) == 1;
    double usd = 0;
    int unpriced = 0;
    for (Usage usage : spent) {
      OptionalDouble one = usd(usage);
      usd += one.orElse(0);
      unpriced += one.isEmpty() ? 1 : 0;
    }
    return new Result(scores, requests, spent, usd, unpriced, low);
  }

  private record Voted(Outcome outcome, int requests, List<Usage> spent) {}

  /** Near the middle of the scale one answer is a coin's toss: the middle of three counts. */
  private Voted voted(RubricJudge judge, JudgeInput input) throws InterruptedException {
    Outcome first = judge.judge(input, 1);
    List<Usage> spent = new ArrayList<>(first.spent());
    int requests = Math.max(1, first.spent().size());
    if (config.votes() == 1
        || first.grade().isEmpty()
        || Math.abs(judge.rubric().value(first.grade().getAsInt()) - 0.5) > NEAR_MIDDLE) {
      return new Voted(first, requests, spent);
    }
    List<Outcome> votes = new ArrayList<>(List.of(first));
    for (int seed = 2; seed <= config.votes(); seed++) {
      Outcome vote = judge.judge(input, seed);
      spent.addAll(vote.spent());
      requests += Math.max(1, vote.spent().size());
      if (vote.grade().isPresent()) {
        votes.add(vote);
      }
    }
    votes.sort(Comparator.comparingInt(vote -> vote.grade().orElse(0)));
    return new Voted(
        votes.size() < config.votes() ? first : votes.get(votes.size() / 2), requests, spent);
  }

  private Score score(String id, Rubric rubric, Outcome outcome) {
    OptionalInt grade = outcome.grade();
    return new Score(
        name(id),
        grade.isPresent()
            ? OptionalDouble.of(rubric.value(grade.getAsInt()))
            : OptionalDouble.empty(),
        outcome.label(),
        outcome.status(),
        outcome.explanation(),
        outcome.confidence(),
        outcome.evidence(),
        config.evaluator(),
        version(rubric.version()));
  }

  private Score without(String id, Rubric rubric, String reason) {
    return new Score(
        name(id),
        OptionalDouble.empty(),
        "",
        ScoreStatus.NOT_APPLICABLE,
        reason,
        0,
        List.of(),
        config.evaluator(),
        version(rubric.version()));
  }

  /** Another model is another judge, whatever it is asked. */
  private String version(String rubric) {
    return rubric + ":" + client.model();
  }

  /** The evaluator and version ({@code id@version}) of each dimension that has a rubric. */
  Map<String, String> running() {
    Map<String, String> running = new TreeMap<>();
    rubrics.forEach((id, judge) ->
        running.put(name(id), config.evaluator() + "@" + version(judge.rubric().version())));
    return running;
  }

  /** Judges one dimension alone; empty when it is not this judge's or the call lacks its needs. */
  Optional<Score> score(String dimension, JudgeInput input) throws InterruptedException {
    for (Map.Entry<String, RubricJudge> entry : rubrics.entrySet()) {
      RubricJudge judge = entry.getValue();
      if (name(entry.getKey()).equals(dimension) && input.meets(judge.rubric().needs())) {
        return Optional.of(score(entry.getKey(), judge.rubric(), voted(judge, input).outcome()));
      }
    }
    return Optional.empty();
  }

  private Optional<Judged> flag(SortedMap<String, Integer> grades, List<Judged> scores) {
    if (panel.flag().isEmpty()) {
      return Optional.empty();
    }
    return panel
        .flag()
        .get()
        .reasons(grades, panel.rubrics().size())
        .map(reasons -> {
          boolean flagged = !reasons.isEmpty();
          TreeMap<String, String> versions = new TreeMap<>();
          scores.forEach(judged -> versions.putAll(judged.versions()));
          versions.put("rubric", panel.id() + "@" + panel.version());
          versions.put("judge_prompt", String.join("+", prompts()));
          return new Judged(
              new Score(
                  name(FLAGGED),
                  OptionalDouble.of(flagged ? 1 : 0),
                  flagged ? "flagged" : "passed",
                  ScoreStatus.OK,
                  String.join("; ", reasons),
                  1,
                  List.of(),
                  config.evaluator(),
                  version(panel.version())),
              versions);
        });
  }

  private List<String> prompts() {
    return rubrics.values().stream().map(judge -> judge.prompt().hash()).toList();
  }

  private Map<String, String> versions(RubricJudge judge, Outcome outcome, JudgeInput input) {
    TreeMap<String, String> parts = new TreeMap<>();
    parts.put("evaluators", config.evaluator() + "/" + judge.prompt().hash());
    parts.put("judge_model", client.model());
    parts.put("judge_response_model", outcome.model());
    parts.put("judge_prompt", judge.prompt().hash());
    parts.put("judge_parameters", client.parameters() + ",votes=" + config.votes());
    parts.put("judge_family", ModelFamily.relation(client.model(), input.subjectModel()));
    parts.put("rubric", judge.rubric().identity());
    parts.put(
        "sampling_probability", config.sampling() + "/" + config.floor() + "/" + config.salt());
    return parts;
  }

  /** The call's versions with the judge's. */
  static VersionTuple tuple(VersionTuple call, Map<String, String> own) {
    TreeMap<String, String> parts = new TreeMap<>(call.parts());
    parts.putAll(own);
    return VersionTuple.of(parts);
  }
}
