// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.drift.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Learns a baseline from the calls of the reference window. */
public final class BaselineFit {
  private static final int MIN_FIT_ROWS = 100;
  private static final double CONSTANT = 0.01;
  private static final double REPEATS_GAIN = 0.05;
  private static final double PRECISION_FLOOR = 0.05;
  private static final double BIN_CALLS = 30;
  private static final double SLICE_CALLS = 5;
  private static final double SLICE_VARIANCE_CALLS = 30;
  private static final double SLICE_VARIANCE_FLOOR = 0.09;
  private static final double WEIGHT_CAP = 20;
  private static final double TAIL_SHARE = 0.02;
  private static final double TAIL_EVENTS = 10;
  private static final double[] SEEN = {0, 1, 2.5, 5, 12};

  /**
   * A baseline, and the sums of the reference under residuals that the fit has not seen.
   *
   * @param sums of the hours before {@link Baseline#endHour}
   */
  public record Fitted(Baseline baseline, HourlySums sums) {}

  private final StreamSchema schema;
  private final EngineConfig config;
  private final List<Call> reference = new ArrayList<>();
  private final List<Call> fit = new ArrayList<>();
  private final boolean separate;
  private final long firstHour;
  private final long endHour;

  private BaselineFit(
      StreamSchema schema, List<Call> calls, long firstHour, long endHour, EngineConfig config) {
    this.schema = schema;
    this.config = config;
    this.firstHour = firstHour;
    this.endHour = endHour;
    for (Call call : calls) {
      if (call.fitOnly) {
        fit.add(call);
      } else {
        reference.add(call);
      }
    }
    separate = fit.size() >= MIN_FIT_ROWS;
    if (!separate) {
      fit.clear();
      fit.addAll(reference);
    }
  }

  /**
   * Learns.
   *
   * @param calls those of the reference window, and those that only teach the adjustment
   * @param firstHour first hour of the reference, since 1970
   * @param endHour first hour behind it
   * @return empty when there are too few calls
   */
  public static Optional<Fitted> fit(
      StreamSchema schema, List<Call> calls, long firstHour, long endHour, EngineConfig config) {
    BaselineFit fit = new BaselineFit(schema, calls, firstHour, endHour, config);
    return fit.reference.size() < config.minReferenceCalls()
        ? Optional.empty()
        : Optional.of(fit.learn());
  }

  /** One dimension while it is learned. */
  private static final class Dimension {
    final int index;
    final double[] scores;
    double scoreSd;
    Ridge.@Nullable Fit regression;
    double[] plain = new double[0];
    double[] adjusted = new double[0];
    int[] seen = new int[0];
    boolean repeats;
    double shrink = 1;
    int[] counts = new int[0];
    double[] sums = new double[0];

    Dimension(int index, double[] scores) {
      this.index = index;
      this.scores = scores;
    }

    Ridge.Fit regression() {
      return java.util.Objects.requireNonNull(regression);
    }
  }

  private Fitted learn() {
    List<String> dropped = new ArrayList<>();
    List<Dimension> dimensions = new ArrayList<>();
    for (int j = 0; j < schema.dimensions().size(); j++) {
      Dimension dimension = new Dimension(j, scores(fit, j));
      if (watch(dimension)) {
        dimensions.add(dimension);
      } else {
        dropped.add(schema.dimensions().get(j));
      }
    }
    Slices slices = Slices.learn(schema, reference, config);
    Features features = Features.learn(schema, fit, slices, config.covariates());
    Slices.Finder finder = slices.finder();
    List<double[]> x = rows(features, fit, finder);
    List<double[]> referenceX = separate ? rows(features, reference, finder) : x;
    int[][] cells = new int[reference.size()][];
    for (int i = 0; i < cells.length; i++) {
      cells[i] = finder.of(reference.get(i)).clone();
    }
    Ridge[] leverageOf = new Ridge[1];
    regress(dimensions, features, x, leverageOf);
    Repeats repeats = repeats(dimensions, features, x, referenceX);
    List<Adjustment> adjustments = new ArrayList<>();
    for (int j = 0; j < dimensions.size(); j++) {
      adjustments.add(adjustment(dimensions.get(j), cells, slices.count()));
    }
    return finish(
        dropped, dimensions, features, referenceX, cells, repeats, adjustments, leverageOf[0]);
  }

  private static double[] scores(List<Call> calls, int dimension) {
    double[] scores = new double[calls.size()];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = calls.get(i).scores[dimension];
    }
    return scores;
  }

  /** False for dimensions that are constant, or hardly scored. */
  private boolean watch(Dimension dimension) {
    double n = 0;
    double mean = 0;
    double squares = 0;
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (Call call : reference) {
      double value = call.scores[dimension.index];
      if (!Double.isNaN(value)) {
        n++;
        double delta = value - mean;
        mean += delta / n;
        squares += delta * (value - mean);
        low = Math.min(low, value);
        high = Math.max(high, value);
      }
    }
    int fitted = 0;
    for (double value : dimension.scores) {
      fitted += Double.isNaN(value) ? 0 : 1;
    }
    dimension.scoreSd = n > 1 ? Math.sqrt(squares / n) : 0;
    return n >= 30
        && fitted >= 30
        && high > low
        && dimension.scoreSd >= CONSTANT * (high - low)
        && Double.isFinite(dimension.scoreSd);
  }

  private static List<double[]> rows(Features features, List<Call> calls, Slices.Finder finder) {
    List<double[]> rows = new ArrayList<>(calls.size());
    for (Call call : calls) {
      double[] row = new double[features.count()];
      features.write(call, finder.of(call), row);
      rows.add(row);
    }
    return rows;
  }

  private int dayFold(Call call) {
    return Math.floorMod(Math.floorDiv(call.hour() - firstHour, 48L), Ridge.DAY_FOLDS);
  }

  private void regress(
      List<Dimension> dimensions, Features features, List<double[]> x, Ridge[] leverageOf) {
    int[] dayFolds = new int[fit.size()];
    int[] promptFolds = new int[fit.size()];
    for (int i = 0; i < dayFolds.length; i++) {
      Call call = fit.get(i);
      dayFolds[i] = dayFold(call);
      long key = schema.covariates().isEmpty() ? i : call.promptKey();
      promptFolds[i] = (int) Math.floorMod(Call.mix(key), (long) Ridge.PROMPT_FOLDS);
    }
    Map<Integer, List<Dimension>> byMissing = new LinkedHashMap<>();
    for (Dimension dimension : dimensions) {
      int hash = 1;
      for (double value : dimension.scores) {
        hash = 31 * hash + (Double.isNaN(value) ? 1 : 0);
      }
      byMissing.computeIfAbsent(hash, h -> new ArrayList<>()).add(dimension);
    }
    for (List<Dimension> group : byMissing.values()) {
      double[][] y = new double[group.size()][];
      for (int j = 0; j < y.length; j++) {
        y[j] = group.get(j).scores;
      }
      Ridge ridge = new Ridge(features, x, y, dayFolds, promptFolds);
      List<Ridge.Fit> fits = ridge.fit();
      for (int j = 0; j < y.length; j++) {
        group.get(j).regression = fits.get(j);
      }
      boolean covariates = fits.stream().anyMatch(Ridge.Fit::covariates);
      if (leverageOf[0] == null || covariates) {
        leverageOf[0] = ridge;
      }
    }
  }

  /** Residuals of the reference that the fit has not seen, with and without a question's past. */
  private Repeats repeats(
      List<Dimension> dimensions, Features features, List<double[]> x, List<double[]> referenceX) {
    boolean remember =
        config.repeats() && config.covariates() && features.covariateMeans().length > 0;
    Repeats repeats =
        remember ? Repeats.of(fit, dimensions.size()) : Repeats.none(dimensions.size());
    int[] places = new int[reference.size()];
    int[] fitPlaces = new int[fit.size()];
    for (int i = 0; i < places.length; i++) {
      places[i] = repeats.place(reference.get(i));
    }
    for (int i = 0; i < fitPlaces.length; i++) {
      fitPlaces[i] = separate ? repeats.place(fit.get(i)) : places[i];
    }
    for (int j = 0; j < dimensions.size(); j++) {
      Dimension dimension = dimensions.get(j);
      plainResiduals(dimension, referenceX);
      dimension.adjusted = dimension.plain.clone();
      dimension.seen = new int[places.length];
      if (remember) {
        dimension.counts = repeats.counts()[j];
        dimension.sums = repeats.sums()[j];
        compareWithPast(dimension, x, places, fitPlaces);
      }
    }
    return dimensions.stream().anyMatch(d -> d.repeats) ? repeats : Repeats.none(dimensions.size());
  }

  private void plainResiduals(Dimension dimension, List<double[]> referenceX) {
    Ridge.Fit regression = dimension.regression();
    dimension.plain = new double[reference.size()];
    for (int i = 0; i < dimension.plain.length; i++) {
      Call call = reference.get(i);
      double[] beta = separate ? regression.beta() : regression.dayBetas()[dayFold(call)];
      dimension.plain[i] = call.scores[dimension.index] - dot(beta, referenceX.get(i));
    }
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  private void compareWithPast(
      Dimension dimension, List<double[]> x, int[] places, int[] fitPlaces) {
    int size = dimension.counts.length;
    int[][] foldCounts = new int[Ridge.DAY_FOLDS][size];
    double[][] foldSums = new double[Ridge.DAY_FOLDS][size];
    double[] squares = new double[size];
    for (int i = 0; i < fitPlaces.length; i++) {
      double score = dimension.scores[i];
      int place = fitPlaces[i];
      if (place >= 0 && !Double.isNaN(score)) {
        double residual = score - dot(dimension.regression().beta(), x.get(i));
        dimension.counts[place]++;
        dimension.sums[place] += residual;
        squares[place] += residual * residual;
        int fold = dayFold(fit.get(i));
        foldCounts[fold][place]++;
        foldSums[fold][place] += residual;
      }
    }
    double within = 0;
    double freedom = 0;
    for (int p = 0; p < size; p++) {
      if (dimension.counts[p] >= 2) {
        within +=
            Math.max(0, squares[p] - dimension.sums[p] * dimension.sums[p] / dimension.counts[p]);
        freedom += dimension.counts[p] - 1;
      }
    }
    if (freedom < MIN_FIT_ROWS) {
      return;
    }
    double noise = within / freedom;
    double between = dimension.regression().promptResidual() - noise;
    if (between <= 0) {
      return;
    }
    double shrink = Math.max(0.05, noise / between);
    double[] adjusted = dimension.plain.clone();
    int[] seen = new int[places.length];
    double before = 0;
    double after = 0;
    for (int i = 0; i < places.length; i++) {
      int place = places[i];
      if (Double.isNaN(dimension.plain[i])) {
        continue;
      }
      if (place >= 0) {
        int fold = dayFold(reference.get(i));
        seen[i] = dimension.counts[place] - (separate ? 0 : foldCounts[fold][place]);
        double sum = dimension.sums[place] - (separate ? 0 : foldSums[fold][place]);
        adjusted[i] -= sum / (seen[i] + shrink);
      }
      before += dimension.plain[i] * dimension.plain[i];
      after += adjusted[i] * adjusted[i];
    }
    if (after < before * (1 - REPEATS_GAIN)) {
      dimension.repeats = true;
      dimension.shrink = shrink;
      dimension.adjusted = adjusted;
      dimension.seen = seen;
    }
  }

  private Adjustment adjustment(Dimension dimension, int[][] cells, int slices) {
    double[] precision = new double[Adjustment.BINS];
    Arrays.fill(precision, 1);
    double n = 0;
    double sum = 0;
    double squares = 0;
    for (double r : dimension.plain) {
      if (!Double.isNaN(r)) {
        n++;
        sum += r;
        squares += r * r;
      }
    }
    double sd = Math.sqrt(Math.max(squares / n - sum / n * (sum / n), 1e-300));
    double unit = sd;
    if (dimension.repeats) {
      precision = precisions(dimension);
      double weight = 0;
      for (int i = 0; i < dimension.adjusted.length; i++) {
        if (!Double.isNaN(dimension.adjusted[i])) {
          weight += precision[Adjustment.bin(dimension.seen[i])];
        }
      }
      double mean = weight / n;
      unit = Math.sqrt(1 / mean);
      for (int b = 0; b < precision.length; b++) {
        precision[b] /= mean;
      }
    }
    double cap = weightCap(dimension);
    double expected = 0;
    double observed = 0;
    for (int i = 0; i < dimension.adjusted.length; i++) {
      double r = dimension.adjusted[i];
      if (!Double.isNaN(r)) {
        double w = Math.min(cap, 1 / reference.get(i).probabilities[dimension.index]);
        double p = precision[Adjustment.bin(dimension.seen[i])];
        expected += w * w * p;
        observed += w * w * p * p * r * r / (unit * unit);
      }
    }
    unit *= Math.sqrt(Math.max(observed / expected, 1)); // never below the floor of the precisions
    return spread(dimension, cells, slices, sd, precision, unit, cap);
  }

  /** Inverse of the mean square of residuals, by how often a question was seen. */
  private static double[] precisions(Dimension dimension) {
    double[] squares = new double[Adjustment.BINS];
    double[] counts = new double[Adjustment.BINS];
    double all = 0;
    double n = 0;
    for (int i = 0; i < dimension.adjusted.length; i++) {
      double r = dimension.adjusted[i];
      if (!Double.isNaN(r)) {
        int bin = Adjustment.bin(dimension.seen[i]);
        squares[bin] += r * r;
        counts[bin]++;
        all += dimension.plain[i] * dimension.plain[i];
        n++;
      }
    }
    double total = all / n;
    double fourths = 0;
    for (double r : dimension.plain) {
      fourths += Double.isNaN(r) ? 0 : r * r * r * r;
    }
    double prior = BIN_CALLS * Math.max(1, n * fourths / (all * all) / 3); // rare events say little
    double unseen = dimension.regression().promptResidual();
    double between = unseen / (1 + dimension.shrink);
    double noise = between * dimension.shrink;
    double[] precision = new double[Adjustment.BINS];
    for (int b = 0; b < Adjustment.BINS; b++) {
      double model = noise + between * dimension.shrink / (SEEN[b] + dimension.shrink);
      double variance = (squares[b] + prior * model) / (counts[b] + prior);
      precision[b] = 1 / Math.max(variance, PRECISION_FLOOR * total);
    }
    return precision;
  }

  private double weightCap(Dimension dimension) {
    if (!schema.weighted().get(dimension.index)) {
      return 1;
    }
    double[] weights =
        reference.stream()
            .filter(call -> !Double.isNaN(call.scores[dimension.index]))
            .mapToDouble(call -> 1 / call.probabilities[dimension.index])
            .sorted()
            .toArray();
    return WEIGHT_CAP * weights[weights.length / 2];
  }

  private static Adjustment spread(
      Dimension dimension,
      int[][] cells,
      int slices,
      double sd,
      double[] precision,
      double unit,
      double cap) {
    double[] plain = dimension.plain;
    double n = 0;
    double mean = 0;
    double[] counts = new double[slices];
    double[] sums = new double[slices];
    for (int i = 0; i < plain.length; i++) {
      if (!Double.isNaN(plain[i])) {
        double value = Math.min(Math.abs(plain[i] / sd), Residuals.SPREAD_LIMIT);
        n++;
        mean += (value - mean) / n;
        for (int cell : cells[i]) {
          counts[cell]++;
          sums[cell] += value;
        }
      }
    }
    double[] differences = new double[slices];
    for (int s = 0; s < slices; s++) {
      differences[s] = (sums[s] + SLICE_CALLS * mean) / (counts[s] + SLICE_CALLS) - mean;
    }
    Adjustment.Spread unscaled = new Adjustment.Spread(mean, differences, 1);
    double squares = 0;
    for (int i = 0; i < plain.length; i++) {
      if (!Double.isNaN(plain[i])) {
        double v = unscaled.of(cells[i], plain[i] / sd);
        squares += v * v;
      }
    }
    Ridge.Fit regression = dimension.regression();
    return new Adjustment(
        dimension.index,
        regression.beta(),
        regression.covariates(),
        sd,
        dimension.scoreSd,
        dimension.repeats,
        dimension.shrink,
        precision,
        unit,
        cap,
        new Adjustment.Spread(mean, differences, Math.sqrt(Math.max(squares / n, 1e-300))));
  }

  private Fitted finish(
      List<String> dropped,
      List<Dimension> dimensions,
      Features features,
      List<double[]> x,
      int[][] cells,
      Repeats repeats,
      List<Adjustment> adjustments,
      @Nullable Ridge ridge) {
    int d = dimensions.size();
    int n = reference.size();
    long[] days = new long[n];
    for (int i = 0; i < n; i++) {
      days[i] = Math.floorDiv(reference.get(i).hour() - firstHour, 24L);
    }
    double turns = 0;
    double turnMean = 0;
    for (Call call : reference) {
      if (call.turn > 0) {
        turns++;
        turnMean += (Residuals.depth(call.turn) - turnMean) / turns;
      }
    }
    double turnSquares = 0;
    for (Call call : reference) {
      double deep = Residuals.depth(call.turn) - turnMean;
      turnSquares += call.turn > 0 ? deep * deep : 0;
    }
    double[][][] values = new double[4][d][n]; // behaviour, spread, depth, plain
    double[][][] information = new double[4][d][n];
    double[] turnScales = new double[d];
    for (int j = 0; j < d; j++) {
      Adjustment adjustment = adjustments.get(j);
      double depthSquares = 0;
      double depthCalls = 0;
      for (int i = 0; i < n; i++) {
        double plain = dimensions.get(j).plain[i];
        if (Double.isNaN(plain)) {
          continue;
        }
        Call call = reference.get(i);
        double w = Residuals.weight(call, adjustment);
        double p = adjustment.weights()[Adjustment.bin(dimensions.get(j).seen[i])];
        values[0][j][i] = w * p * dimensions.get(j).adjusted[i] / adjustment.unit();
        information[0][j][i] = w * w * p;
        double z = plain / adjustment.sd();
        values[1][j][i] = adjustment.spread().of(cells[i], z);
        information[1][j][i] = 1;
        values[3][j][i] = w * z;
        information[3][j][i] = w * w;
        if (call.turn > 0) {
          double value = z * (Residuals.depth(call.turn) - turnMean);
          values[2][j][i] = value;
          information[2][j][i] = 1;
          depthSquares += value * value;
          depthCalls++;
        }
      }
      turnScales[j] = // rare scores may miss the deep calls of the reference
          depthSquares > 0
              ? 1 / Math.sqrt(Math.max(depthSquares / depthCalls, turnSquares / turns))
              : 0;
      for (int i = 0; i < n; i++) {
        values[2][j][i] *= turnScales[j];
      }
    }
    Channel.Sample behaviour = new Channel.Sample(values[0], information[0], days);
    int[] joined = joined(adjustments);
    Channel pooled = Channel.of(behaviour, joined, tails(dimensions, adjustments));
    double[] none = new double[d];
    SliceModel sliced = sliceModel(behaviour, pooled, cells, features.slices());
    int columns = leverageColumns(dimensions, features);
    boolean clock = dimensions.stream().anyMatch(dimension -> dimension.regression().clock());
    Baseline baseline =
        new Baseline(
            schema,
            firstHour,
            endHour,
            dropped,
            features,
            adjustments,
            repeats,
            pooled,
            Channel.of(new Channel.Sample(values[3], information[3], days), new int[0], none),
            Channel.of(new Channel.Sample(values[1], information[1], days), joined, none),
            Channel.of(
                new Channel.Sample(values[2], information[2], days),
                joined,
                depthTails(dimensions, turnMean)),
            sliced.variance(),
            sliced.kurtosis(),
            sliced.joint(),
            InputChannel.learn(features, x, days),
            turnMean,
            turnScales,
            ridge == null ? new double[0][0] : ridge.leverage(features.sliceEnd(), false, false, 0),
            ridge == null
                ? new double[0][0]
                : ridge.leverage(columns, clock, true, medianPenalty(dimensions)));
    return new Fitted(baseline, sums(baseline, dimensions, x, cells));
  }

  /**
   * Least kurtosis of dimensions that compare a question with its past. Where past answers were
   * always the same, the reference says nothing about tails: a surprise is then taken to be as
   * large as a residual without a past.
   */
  private static double[] tails(List<Dimension> dimensions, List<Adjustment> adjustments) {
    double[] tails = new double[dimensions.size()];
    for (int j = 0; j < tails.length; j++) {
      Dimension dimension = dimensions.get(j);
      Adjustment adjustment = adjustments.get(j);
      if (!dimension.repeats) {
        continue;
      }
      double[] squares = new double[Adjustment.BINS];
      double[] fourths = new double[Adjustment.BINS];
      double[] counts = new double[Adjustment.BINS];
      double n = 0;
      double plainSquares = 0;
      double plainFourths = 0;
      for (int i = 0; i < dimension.plain.length; i++) {
        if (!Double.isNaN(dimension.plain[i])) {
          int bin = Adjustment.bin(dimension.seen[i]);
          double c = adjustment.weights()[bin] * dimension.adjusted[i] / adjustment.unit();
          double square = c * c;
          counts[bin]++;
          squares[bin] += square;
          fourths[bin] += square * square;
          n++;
          double plain = dimension.plain[i] * dimension.plain[i];
          plainSquares += plain;
          plainFourths += plain * plain;
        }
      }
      double size = plainFourths / plainSquares / (adjustment.unit() * adjustment.unit());
      for (int b = 0; b < Adjustment.BINS; b++) {
        if (counts[b] < TAIL_SHARE * n) {
          continue;
        }
        double model = size * adjustment.weights()[b] * adjustment.weights()[b];
        double expected = counts[b] * adjustment.weights()[b];
        double filled = Math.min(1, squares[b] / expected);
        double events = filled < 0.5 ? 0 : squares[b] * squares[b] / fourths[b] * filled * filled;
        double observed = squares[b] > 0 ? fourths[b] / squares[b] : 0;
        tails[j] =
            Math.max(tails[j], (events * observed + TAIL_EVENTS * model) / (events + TAIL_EVENTS));
      }
    }
    return tails;
  }

  /** Tails of a product of independent numbers are the product of their tails. */
  private double[] depthTails(List<Dimension> dimensions, double turnMean) {
    double[] deep = new double[reference.size()];
    double[] known = new double[reference.size()];
    for (int i = 0; i < deep.length; i++) {
      int turn = reference.get(i).turn;
      known[i] = turn > 0 ? 1 : 0;
      deep[i] = turn > 0 ? Residuals.depth(turn) - turnMean : 0;
    }
    double tail = Channel.kurtosis(deep, known);
    double[] tails = new double[dimensions.size()];
    for (int j = 0; j < tails.length; j++) {
      double[] plain = dimensions.get(j).plain.clone();
      double[] scored = new double[plain.length];
      for (int i = 0; i < plain.length; i++) {
        scored[i] = Double.isNaN(plain[i]) ? 0 : 1;
        plain[i] = Double.isNaN(plain[i]) ? 0 : plain[i];
      }
      tails[j] = tail * Channel.kurtosis(plain, scored);
    }
    return tails;
  }

  private int[] joined(List<Adjustment> adjustments) {
    int[] joined = new int[adjustments.size()];
    int count = 0;
    for (int j = 0; j < joined.length; j++) {
      if (!schema.weighted().get(adjustments.get(j).dimension())) {
        joined[count++] = j;
      }
    }
    return Arrays.copyOf(joined, count);
  }

  private static int leverageColumns(List<Dimension> dimensions, Features features) {
    boolean covariates = dimensions.stream().anyMatch(d -> d.regression().covariates());
    return covariates ? features.smoothEnd() : features.clockEnd();
  }

  private static double medianPenalty(List<Dimension> dimensions) {
    double[] penalties =
        dimensions.stream()
            .filter(d -> d.regression().covariates())
            .mapToDouble(d -> d.regression().penalty())
            .sorted()
            .toArray();
    return penalties.length == 0 ? 1 : penalties[penalties.length / 2];
  }

  @SuppressWarnings("ArrayRecordComponent") // numbers, never compared
  private record SliceModel(double[][] variance, double[][] kurtosis, List<Channel.Joint> joint) {}

  private static SliceModel sliceModel(
      Channel.Sample sample, Channel pooled, int[][] cells, Slices slices) {
    int d = sample.values().length;
    int s = slices.count();
    double[][] variance = new double[d][s];
    double[][] kurtosis = new double[d][s];
    List<Channel.Joint> joint = new ArrayList<>();
    double[] whole = new double[d];
    for (int j = 0; j < d; j++) {
      double squares = 0;
      double information = 0;
      for (int i = 0; i < sample.calls(); i++) {
        squares += sample.values()[j][i] * sample.values()[j][i];
        information += sample.information()[j][i];
      }
      whole[j] = Math.min(1, Math.max(1e-12, squares / Math.max(1e-12, information)));
    }
    for (int cell = 0; cell < s; cell++) {
      boolean[] in = new boolean[sample.calls()];
      for (int i = 0; i < in.length; i++) {
        for (int c : cells[i]) {
          in[i] |= c == cell;
        }
      }
      for (int j = 0; j < d; j++) {
        double n = 0;
        double information = 0;
        double squares = 0;
        double fourths = 0;
        for (int i = 0; i < in.length; i++) {
          if (in[i] && sample.information()[j][i] > 0) {
            n++;
            double square = sample.values()[j][i] * sample.values()[j][i];
            information += sample.information()[j][i];
            squares += square;
            fourths += square * square;
          }
        }
        double v = information > 0 ? squares / information / whole[j] : 1;
        variance[j][cell] =
            Math.max(
                SLICE_VARIANCE_FLOOR, (n * v + SLICE_VARIANCE_CALLS) / (n + SLICE_VARIANCE_CALLS));
        double common = pooled.kurtosis()[j];
        kurtosis[j][cell] =
            Math.max(
                common,
                Channel.tails(
                    n,
                    squares,
                    fourths,
                    information * whole[j] * variance[j][cell],
                    common / Math.min(1, variance[j][cell])));
      }
      joint.add(Channel.joint(sample, pooled.joint(), in));
    }
    return new SliceModel(variance, kurtosis, joint);
  }

  private HourlySums sums(
      Baseline baseline, List<Dimension> dimensions, List<double[]> x, int[][] cells) {
    HourlySums sums = new HourlySums(baseline.layout());
    Residuals residuals = new Residuals(baseline);
    int d = dimensions.size();
    double[] plain = new double[d];
    double[] adjusted = new double[d];
    int[] seen = new int[d];
    for (int i = 0; i < reference.size(); i++) {
      for (int j = 0; j < d; j++) {
        plain[j] = dimensions.get(j).plain[i];
        adjusted[j] = dimensions.get(j).adjusted[i];
        seen[j] = dimensions.get(j).seen[i];
      }
      residuals.add(reference.get(i), cells[i], x.get(i), plain, adjusted, seen, sums);
    }
    return sums;
  }
}
