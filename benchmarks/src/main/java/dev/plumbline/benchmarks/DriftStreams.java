// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.benchmarks;

import dev.plumbline.drift.engine.Call;
import dev.plumbline.drift.engine.StreamSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Made streams with the habits of real traffic: a day and a week, a mix of slices that wanders from
 * day to day, questions that come again, scores that depend on the slice and, not linearly, on the
 * question, rare binary scores, and answers that are the same each time a question is asked or not.
 */
final class DriftStreams {
  static final long START = 1_766_361_600_000L; // a Monday
  static final int DAYS = 56;
  static final int DIMENSIONS = 12;
  static final String[] SLICES = {"billing", "returns", "shipping", "technical", "other_topic"};

  private static final long HOUR = 3_600_000L;
  private static final int EMBEDDING = 12;

  /** What happens in a stream. */
  enum Scenario {
    NONE,
    FULL,
    ONE_SLICE,
    MIX,
    PROMPTS,
    SPREAD_UP,
    SPREAD_DOWN,
    DEPTH
  }

  /**
   * How a stream is made.
   *
   * @param rate calls a day
   * @param pool different questions; 0 when no question comes twice
   * @param repeat share of the answer's noise that belongs to the question, 0 to 1
   * @param fit whether other questions come with role fit, and those of the stream are never fitted
   * @param size scale of the shift, in standard deviations of a score
   */
  record Recipe(
      Scenario scenario, int rate, int pool, double repeat, boolean fit, double size, long seed) {}

  /**
   * A stream.
   *
   * @param changeAt epoch milliseconds; end of time when nothing changes
   * @param effects shift of each dimension in standard deviations, where it applies
   * @param slice that changes; -1 for all
   */
  record Made(StreamSchema schema, List<Call> calls, long changeAt, double[] effects, int slice) {}

  private record Question(int slice, double[] embedding, double length, double[] own) {}

  private final Recipe recipe;
  private final SplittableRandom random;
  private final double[][] sliceMeans = new double[DIMENSIONS][SLICES.length];
  private final double[][] sliceScales = new double[DIMENSIONS][SLICES.length];
  private final double[][] linear = new double[DIMENSIONS][EMBEDDING];
  private final double[][] curved = new double[DIMENSIONS][EMBEDDING];
  private final double[][] centres = new double[SLICES.length][EMBEDDING];
  private final double[][] loadings = new double[DIMENSIONS][3];
  private final List<List<Question>> pools = new ArrayList<>();
  private final double[] rates = {0, 0, 0, 0, 0, 0, 0, .3, .12, .05, .02, .008};

  private DriftStreams(Recipe recipe) {
    this.recipe = recipe;
    random = new SplittableRandom(recipe.seed());
  }

  static Made make(Recipe recipe) {
    return new DriftStreams(recipe).make();
  }

  private Made make() {
    for (int j = 0; j < DIMENSIONS; j++) {
      double heterogeneity = random.nextDouble() * 0.5;
      for (int s = 0; s < SLICES.length; s++) {
        sliceMeans[j][s] = 0.5 * normal();
        sliceScales[j][s] = Math.exp(heterogeneity * normal());
      }
      for (int e = 0; e < EMBEDDING; e++) {
        linear[j][e] = normal() * 0.5 / Math.sqrt(EMBEDDING) / Math.sqrt(1 + e);
        curved[j][e] = normal() * 0.7 / Math.sqrt(EMBEDDING);
      }
      for (int f = 0; f < 3; f++) {
        loadings[j][f] = 0.35 * normal();
      }
    }
    for (double[] centre : centres) {
      for (int e = 0; e < EMBEDDING; e++) {
        centre[e] = 0.7 * normal();
      }
    }
    for (int p = 0; p < 2; p++) {
      List<Question> pool = new ArrayList<>();
      for (int q = 0; q < recipe.pool(); q++) {
        pool.add(question(q % SLICES.length));
      }
      pools.add(pool);
    }
    long changeAt =
        recipe.scenario() == Scenario.NONE
            ? Long.MAX_VALUE
            : START + (28 * 24 + random.nextInt(14 * 24)) * HOUR;
    int slice = recipe.scenario() == Scenario.ONE_SLICE ? random.nextInt(SLICES.length) : -1;
    double[] effects = effects();
    List<String> dimensions = new ArrayList<>();
    List<Boolean> weighted = new ArrayList<>();
    for (int j = 0; j < DIMENSIONS; j++) {
      dimensions.add("d" + j);
      weighted.add(false);
    }
    List<String> covariates = new ArrayList<>(List.of("prompt_chars", "has_code"));
    for (int e = 0; e < EMBEDDING; e++) {
      covariates.add("embedding_" + e);
    }
    StreamSchema schema =
        new StreamSchema(dimensions, List.of("intent"), covariates, true, weighted);
    List<Call> calls = new ArrayList<>();
    double[] wander = new double[SLICES.length];
    for (int day = 0; day < DAYS; day++) {
      for (int s = 0; s < SLICES.length; s++) {
        wander[s] = 0.6 * wander[s] + 0.12 * normal();
      }
      boolean weekend = day % 7 >= 5;
      int count = (int) Math.round(recipe.rate() * (weekend ? 0.5 : 1) * Math.exp(0.1 * normal()));
      List<Long> times = new ArrayList<>();
      while (times.size() < count) {
        double hour = 24 * random.nextDouble();
        if (random.nextDouble() < 0.25 + 0.75 * Math.pow(Math.sin(Math.PI * hour / 24), 2)) {
          times.add(START + day * 24 * HOUR + (long) (hour * HOUR));
        }
      }
      times.sort(Long::compare);
      for (long time : times) {
        calls.add(call(schema, time, wander, weekend, changeAt, effects, slice));
      }
    }
    return new Made(schema, calls, changeAt, effects, slice);
  }

  private double[] effects() {
    double[] effects = new double[DIMENSIONS];
    if (recipe.scenario() == Scenario.FULL || recipe.scenario() == Scenario.ONE_SLICE) {
      double largest = 0;
      for (int j = 0; j < DIMENSIONS; j++) {
        effects[j] = normal() * Math.abs(normal());
        largest = Math.max(largest, Math.abs(effects[j]));
      }
      for (int j = 0; j < DIMENSIONS; j++) {
        effects[j] *= recipe.size() / largest;
      }
    }
    return effects;
  }

  private Question question(int slice) {
    double[] embedding = new double[EMBEDDING];
    for (int e = 0; e < EMBEDDING; e++) {
      embedding[e] = centres[slice][e] + normal() / Math.sqrt(1 + 0.3 * e);
    }
    double[] own = new double[DIMENSIONS];
    for (int j = 0; j < DIMENSIONS; j++) {
      own[j] = noise(j);
    }
    return new Question(slice, embedding, 4 + 0.4 * embedding[0] + 0.6 * normal(), own);
  }

  private double[] factors = new double[3];

  private double noise(int j) {
    if (j == 0) {
      factors = new double[] {normal(), normal(), normal()};
    }
    double sum = normal();
    double total = 1;
    for (int f = 0; f < 3; f++) {
      sum += loadings[j][f] * factors[f];
      total += loadings[j][f] * loadings[j][f];
    }
    return sum / Math.sqrt(total);
  }

  private Call call(
      StreamSchema schema,
      long time,
      double[] wander,
      boolean weekend,
      long changeAt,
      double[] effects,
      int changed) {
    boolean after = time >= changeAt;
    double[] weights = new double[SLICES.length];
    double hour = (time - START) % (24 * HOUR) / (double) HOUR;
    double total = 0;
    for (int s = 0; s < SLICES.length; s++) {
      double logit =
          0.3 * s
              - 0.6
              + wander[s]
              + 0.3 * Math.sin(2 * Math.PI * hour / 24 + s)
              + (weekend ? 0.3 * Math.sin(s * 2) : 0);
      if (after && recipe.scenario() == Scenario.MIX) {
        logit += s == 0 ? 0.7 : s == 4 ? -0.7 : 0;
      }
      weights[s] = Math.exp(logit);
      total += weights[s];
    }
    double pick = random.nextDouble() * total;
    int slice = 0;
    while (slice < SLICES.length - 1 && pick > weights[slice]) {
      pick -= weights[slice++];
    }
    boolean fit = recipe.fit() && time < START + 14 * 24 * HOUR && random.nextBoolean();
    Question question = ask(slice, fit, after);
    Call call = new Call(schema);
    call.time = time;
    call.fitOnly = fit;
    call.turn = 1 + (int) Math.floor(-3 * Math.log(1 - random.nextDouble()));
    call.segments[0] = SLICES[slice];
    call.covariates[0] = round(question.length());
    call.covariates[1] = question.embedding()[1] > 1 ? 1 : 0;
    for (int e = 0; e < EMBEDDING; e++) {
      call.covariates[2 + e] = round(question.embedding()[e]);
    }
    boolean here = after && (changed < 0 || changed == slice);
    for (int j = 0; j < DIMENSIONS; j++) {
      double fresh = noise(j);
      double r = recipe.pool() == 0 ? 0 : recipe.repeat();
      double noise = Math.sqrt(r) * question.own()[j] + Math.sqrt(1 - r) * fresh;
      double explained = 0;
      for (int e = 0; e < EMBEDDING; e++) {
        double x = question.embedding()[e];
        explained += linear[j][e] * x + curved[j][e] * Math.tanh(x * x - 1) * 0.7;
      }
      double value = sliceMeans[j][slice] + explained + sliceScales[j][slice] * noise * 0.85;
      if (here) {
        value += effects[j] * 1.2 * sliceScales[j][slice];
      }
      if (after && j == 2 && recipe.scenario() == Scenario.SPREAD_UP) {
        value = sliceMeans[j][slice] + 1.25 * (value - sliceMeans[j][slice]);
      }
      if (after && j == 2 && recipe.scenario() == Scenario.SPREAD_DOWN) {
        value = sliceMeans[j][slice] + 0.7 * (value - sliceMeans[j][slice]);
      }
      if (after && j == 2 && recipe.scenario() == Scenario.DEPTH) {
        value -= 0.12 * Math.max(0, call.turn - 5);
      }
      call.scores[j] = rates[j] == 0 ? value : value > limit(rates[j]) ? 1 : 0;
    }
    return call;
  }

  /** Where a normal with the spread of the made scores is exceeded at that rate. */
  private static double limit(double rate) {
    double z = 0;
    double step = 4;
    for (int i = 0; i < 40; i++) {
      step /= 2;
      double tail = 0.5 * Math.exp(-0.717 * z - 0.416 * z * z);
      z += tail > rate ? step : -step;
    }
    return 1.3 * z;
  }

  private Question ask(int slice, boolean fit, boolean after) {
    boolean moved = after && recipe.scenario() == Scenario.PROMPTS;
    while (true) {
      Question question;
      if (recipe.pool() == 0) {
        question = question(slice);
      } else {
        List<Question> pool = pools.get(fit ? 1 : 0);
        int at = random.nextInt(pool.size() / SLICES.length) * SLICES.length + slice;
        question = pool.get(at);
      }
      if (!moved || random.nextDouble() < 1 / (1 + Math.exp(-1.5 * (question.length() - 4)))) {
        return question;
      }
    }
  }

  private double normal() {
    double u = 1 - random.nextDouble();
    return Math.sqrt(-2 * Math.log(u)) * Math.cos(2 * Math.PI * random.nextDouble());
  }

  private static double round(double value) {
    return Math.rint(value * 1000) / 1000;
  }
}
