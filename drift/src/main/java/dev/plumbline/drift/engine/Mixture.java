// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.drift.engine;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Several statistics as one: their weighted sum, the weights adding up to at most 1, is again a
 * statistic with the same average run length.
 */
final class Mixture {
  /**
   * One statistic.
   *
   * @param weight its share
   * @param dimension index of the watched dimension, or of a component of the input; -1 for several
   * @param cell 0 for the whole service, else 1 + index of the slice
   * @param components one, or several that shift together
   * @param covariates whether the leverage is that of dimensions with covariates
   * @param leverage whether the adjustment's uncertainty counts
   * @param plain the same series without the past of its questions, when that was taken into
   *     account; the statistic is then the mixture of both
   */
  @SuppressWarnings("ArrayRecordComponent") // numbers, never compared
  record Term(
      double weight,
      int dimension,
      int cell,
      Component[] components,
      boolean covariates,
      boolean leverage,
      @Nullable Component plain) {
    Term(
        double weight,
        int dimension,
        int cell,
        Component[] components,
        boolean covariates,
        boolean leverage) {
      this(weight, dimension, cell, components, covariates, leverage, null);
    }
  }

  private static final double[] SINGLE = {.015, .12};
  private static final double[] JOINT = {.015, .06};

  /**
   * Share of the statistic that compares a question with its past, and of the one that does not.
   */
  private static final double LOG_PAST = StrictMath.log(0.3);

  private static final double LOG_WITHOUT_PAST = StrictMath.log(0.7);

  private final List<Term> terms = new ArrayList<>();
  private final Scan scan;

  /** Logarithm of each term's statistic, from the last call of {@link #log}. */
  double[] logs = {};

  Mixture(Starts starts) {
    scan = new Scan(starts);
  }

  List<Term> terms() {
    return terms;
  }

  /** Logarithm of the statistic at the hour of the starts. */
  double log(Starts starts, Leverages leverages) {
    double total = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < terms.size(); i++) {
      total = Scan.logAdd(total, log(i, starts, leverages) + StrictMath.log(terms.get(i).weight()));
    }
    return total;
  }

  /** The same for one term alone; the others keep their values. */
  double log(int index, Starts starts, Leverages leverages) {
    if (logs.length != terms.size()) {
      logs = new double[terms.size()];
    }
    Term term = terms.get(index);
    double[] h = leverage(term, leverages);
    logs[index] =
        term.components().length == 1
            ? scan.log(term.components()[0], starts, h)
            : scan.logJoint(term.components(), starts, h);
    Component plain = term.plain();
    if (plain != null) {
      logs[index] =
          Scan.logAdd(logs[index] + LOG_PAST, scan.log(plain, starts, h) + LOG_WITHOUT_PAST);
    }
    return logs[index];
  }

  private static double @Nullable [] leverage(Term term, Leverages leverages) {
    return term.leverage() ? leverages.of(term.covariates(), term.cell()) : null;
  }

  /** Where a statistic points to. */
  record Lead(Term term, int start) {}

  /**
   * The largest term and its start, after {@link #log} of the same hour; null when there is none.
   */
  @Nullable Lead lead(Starts starts, Leverages leverages) {
    int best = -1;
    for (int i = 0; i < logs.length; i++) {
      double value = logs[i] + StrictMath.log(terms.get(i).weight());
      if (value > Double.NEGATIVE_INFINITY
          && (best < 0 || value > logs[best] + StrictMath.log(terms.get(best).weight()))) {
        best = i;
      }
    }
    if (best < 0) {
      return null;
    }
    return lead(best, starts, leverages);
  }

  /** The start of one term. */
  @Nullable Lead lead(int index, Starts starts, Leverages leverages) {
    Term term = terms.get(index);
    int start = scan.lead(term.components(), starts, leverage(term, leverages));
    return start < 0 ? null : new Lead(term, starts.at[start]);
  }

  // --- the mixtures of one service ---------------------------------------------------------------

  static Component behaviour(Baseline baseline, Prefix prefix, int dimension, int cell) {
    SumLayout layout = baseline.layout();
    boolean weighted =
        baseline.schema().weighted().get(baseline.adjustments().get(dimension).dimension());
    double[] sum = prefix.column(layout.behaviour(dimension, cell, SumLayout.SUM));
    double kurtosis = baseline.behaviour().kurtosis()[dimension];
    if (cell > 0) {
      kurtosis = baseline.sliceKurtosis()[dimension][cell - 1];
      double scale = 1 / Math.sqrt(baseline.sliceVariance()[dimension][cell - 1]);
      for (int h = 0; h < sum.length; h++) {
        sum[h] *= scale;
      }
    }
    return new Component(
        prefix.column(layout.behaviour(dimension, cell, SumLayout.WEIGHT)),
        weighted ? prefix.column(layout.behaviour(dimension, cell, SumLayout.SQUARE)) : null,
        sum,
        kurtosis,
        baseline.behaviour().overdispersion()[dimension],
        SINGLE);
  }

  /** Sums without precision and repeats, for effects. */
  static Component plain(Baseline baseline, Prefix prefix, int dimension, int cell) {
    SumLayout layout = baseline.layout();
    boolean weighted =
        baseline.schema().weighted().get(baseline.adjustments().get(dimension).dimension());
    return new Component(
        prefix.column(layout.behaviour(dimension, cell, SumLayout.PLAIN_WEIGHT)),
        weighted ? prefix.column(layout.behaviour(dimension, cell, SumLayout.PLAIN_SQUARE)) : null,
        prefix.column(layout.behaviour(dimension, cell, SumLayout.PLAIN_SUM)),
        baseline.plain().kurtosis()[dimension],
        baseline.plain().overdispersion()[dimension],
        SINGLE);
  }

  private static Component[] joint(
      Baseline baseline, Prefix prefix, Channel.Joint joint, int cell, int[] columns) {
    double[] calls = prefix.column(baseline.layout().calls(cell));
    Component[] components = new Component[joint.whitener().length];
    for (int k = 0; k < components.length; k++) {
      components[k] =
          new Component(
              calls,
              null,
              prefix.combination(columns, joint.whitener()[k]),
              joint.kurtosis()[k],
              joint.overdispersion()[k],
              JOINT);
    }
    return components;
  }

  /** Dimensions first, then everything else; one detector of behaviour for the service. */
  static Mixture behaviour(Baseline baseline, Prefix prefix, Starts starts) {
    Mixture mixture = new Mixture(starts);
    SumLayout layout = baseline.layout();
    int d = layout.dimensions();
    List<Integer> cells = new ArrayList<>();
    for (int s = 0; s < layout.slices(); s++) {
      if (baseline.features().slices().watched().get(s)) {
        cells.add(1 + s);
      }
    }
    Channel.Joint joint = baseline.behaviour().joint();
    boolean together = joint.dimensions().length >= 2;
    boolean sliced = !cells.isEmpty();
    double share = sliced ? (together ? 0.25 : 0.5) : (together ? 0.5 : 1);
    for (int j = 0; j < d; j++) {
      boolean covariates = baseline.adjustments().get(j).covariates();
      Component[] one = {behaviour(baseline, prefix, j, 0)};
      Component plain =
          baseline.adjustments().get(j).repeats() ? plain(baseline, prefix, j, 0) : null;
      mixture.terms.add(new Term(share / d, j, 0, one, covariates, true, plain));
    }
    for (int cell : cells) {
      for (int j = 0; j < d; j++) {
        boolean covariates = baseline.adjustments().get(j).covariates();
        Component[] one = {behaviour(baseline, prefix, j, cell)};
        mixture.terms.add(new Term(share / d / cells.size(), j, cell, one, covariates, true));
      }
    }
    if (together) {
      boolean covariates = baseline.adjustments().stream().anyMatch(Adjustment::covariates);
      Component[] all = joint(baseline, prefix, joint, 0, columns(layout, joint, 0));
      mixture.terms.add(new Term(share, -1, 0, all, covariates, true));
      for (int cell : cells) {
        Channel.Joint own = baseline.sliceJoint().get(cell - 1);
        Component[] inSlice = joint(baseline, prefix, own, cell, columns(layout, own, cell));
        mixture.terms.add(new Term(share / cells.size(), -1, cell, inSlice, covariates, true));
      }
    }
    return mixture;
  }

  private static int[] columns(SumLayout layout, Channel.Joint joint, int cell) {
    int[] columns = new int[joint.dimensions().length];
    for (int i = 0; i < columns.length; i++) {
      columns[i] = layout.behaviour(joint.dimensions()[i], cell, SumLayout.SUM);
    }
    return columns;
  }

  /** The spread of residuals, all dimensions. */
  static Mixture spread(Baseline baseline, Prefix prefix, Starts starts) {
    SumLayout layout = baseline.layout();
    return channel(baseline, prefix, starts, baseline.spread(), layout::variance, true);
  }

  /** The slope of residuals over turns, all dimensions. */
  static Mixture depth(Baseline baseline, Prefix prefix, Starts starts) {
    SumLayout layout = baseline.layout();
    return channel(baseline, prefix, starts, baseline.depth(), layout::depth, false);
  }

  /** Column of a number of a dimension. */
  private interface Column {
    int of(int dimension, int which);
  }

  private static Mixture channel(
      Baseline baseline,
      Prefix prefix,
      Starts starts,
      Channel channel,
      Column column,
      boolean leverage) {
    Mixture mixture = new Mixture(starts);
    int d = baseline.layout().dimensions();
    Channel.Joint joint = channel.joint();
    boolean together = joint.dimensions().length >= 2;
    double share = together ? 0.5 : 1;
    for (int j = 0; j < d; j++) {
      Component[] one = {
        new Component(
            prefix.column(column.of(j, 0)),
            null,
            prefix.column(column.of(j, 1)),
            channel.kurtosis()[j],
            channel.overdispersion()[j],
            SINGLE)
      };
      mixture.terms.add(new Term(share / d, j, 0, one, false, leverage));
    }
    if (together) {
      int[] columns = new int[joint.dimensions().length];
      for (int i = 0; i < columns.length; i++) {
        columns[i] = column.of(joint.dimensions()[i], 1);
      }
      Component[] all = joint(baseline, prefix, joint, 0, columns);
      mixture.terms.add(new Term(share, -1, 0, all, false, leverage));
    }
    return mixture;
  }

  /** What is asked. */
  static Mixture input(Baseline baseline, Prefix prefix, Starts starts) {
    Mixture mixture = new Mixture(starts);
    InputChannel input = baseline.input();
    int k = input.components();
    if (k == 0) {
      return mixture;
    }
    SumLayout layout = baseline.layout();
    int[] columns = new int[input.columns().length];
    for (int i = 0; i < columns.length; i++) {
      columns[i] = layout.input(i);
    }
    double[] calls = prefix.column(layout.calls(0));
    Component[] all = new Component[k];
    for (int c = 0; c < k; c++) {
      all[c] =
          new Component(
              calls,
              null,
              prefix.combination(columns, input.whitener()[c]),
              input.kurtosis()[c],
              input.overdispersion()[c],
              k > 1 ? JOINT : SINGLE);
    }
    mixture.terms.add(new Term(1, -1, 0, all, false, false));
    return mixture;
  }
}
