// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.agreement;

import dev.plumbline.evaluators.agreement.Agreement.Counts;
import dev.plumbline.evaluators.agreement.Agreement.Example;
import dev.plumbline.evaluators.agreement.Agreement.Interval;
import dev.plumbline.evaluators.agreement.PredictionPowered.Unlabelled;
import dev.plumbline.model.labels.Estimate;
import dev.plumbline.model.labels.Fleet;
import java.util.Comparator;
import java.util.List;
import java.util.SequencedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/**
 * Every statistic of one evaluator version on one labelled set.
 *
 * @param n labelled calls with a score
 * @param agreement what the gate reads; NaN with fewer than two calls
 */
record Measurement(
    String statistic,
    int n,
    int positives,
    Estimate agreement,
    SequencedMap<String, Estimate> statistics) {
  private static final int TOO_FEW = 2;

  /** Calls that a part of the set needs to be looked at by itself. */
  private static final int SLICE = 20;

  static Measurement of(LabelledSet set, List<LabelledCall> calls, Fleet fleet) {
    SequencedMap<String, Estimate> all = new TreeMap<>();
    double alpha = set.alpha();
    put(all, "alpha", alpha);
    if (!Double.isNaN(alpha)) {
      put(all, "ceiling", set.ceiling(alpha));
    }
    List<Example> examples = calls.stream().map(LabelledCall::example).toList();
    int positives = (int) calls.stream().filter(call -> call.human() >= 0.5).count();
    if (calls.size() < TOO_FEW) {
      return new Measurement(
          set.statistic(), calls.size(), positives, Estimate.of(Double.NaN), all);
    }
    Estimate agreement =
        estimate(Bootstrap.byCluster(examples, Example::group, statistic(set.statistic())));
    all.put(set.statistic(), agreement);
    Estimate ceiling = all.get("ceiling");
    if (ceiling != null && ceiling.value() > 0) {
      put(all, "agreement_by_ceiling", agreement.value() / ceiling.value());
    }
    if (set.binary()) {
      binary(all, examples, calls, fleet);
    } else {
      graded(all, calls);
    }
    double[] lengths = calls.stream().mapToDouble(LabelledCall::answerChars).toArray();
    put(all, "partial_given_length", Ranks.partialSpearman(humans(calls), scores(calls), lengths));
    means(all, calls, fleet);
    slices(all, set.statistic(), calls);
    return new Measurement(set.statistic(), calls.size(), positives, agreement, all);
  }

  /** The statistic that the gate reads. */
  static ToDoubleFunction<List<Example>> statistic(String name) {
    return name.equals(GateRule.MCC) ? Agreement::mcc : Agreement::spearman;
  }

  private static void binary(
      SequencedMap<String, Estimate> all,
      List<Example> examples,
      List<LabelledCall> calls,
      Fleet fleet) {
    Counts counts = Agreement.counts(examples);
    put(all, "kappa", counts.kappa());
    Share tpr = Share.of(calls, true);
    Share tnr = Share.of(calls, false);
    all.put("tpr", estimate(Rates.wilson(tpr.share() * tpr.effective(), tpr.effective())));
    all.put("tnr", estimate(Rates.wilson(tnr.share() * tnr.effective(), tnr.effective())));
    all.put(
        "tpr_cluster",
        estimate(
            Bootstrap.byCluster(calls, LabelledCall::cluster, s -> Share.of(s, true).share())));
    all.put(
        "tnr_cluster",
        estimate(
            Bootstrap.byCluster(calls, LabelledCall::cluster, s -> Share.of(s, false).share())));
    if (calls.stream().allMatch(call -> call.score() >= 0 && call.score() <= 1)) {
      put(all, "brier", Probabilities.brier(humans(calls), scores(calls)));
      put(all, "ece", Probabilities.expectedCalibrationError(humans(calls), scores(calls), 10));
    }
    double[] mapped = mapped(calls);
    if (mapped.length > 0) {
      put(all, "brier_isotonic", Probabilities.brier(humans(calls), mapped));
      put(all, "ece_isotonic", Probabilities.expectedCalibrationError(humans(calls), mapped, 10));
    }
    if (fleet.n() > 0) {
      double raw = fleet.shareHigh();
      double n = fleet.effective();
      all.put("raw_rate", estimate(Rates.wilson(raw * n, n)));
      all.put(
          "corrected_rate",
          estimate(
              Rates.roganGladen(
                  raw, n, tpr.share(), tnr.share(), tpr.effective(), tnr.effective())));
    }
    all.values().removeIf(e -> Double.isNaN(e.value()));
  }

  private static void graded(SequencedMap<String, Estimate> all, List<LabelledCall> calls) {
    put(all, "kendall_tau_b", Ranks.kendallTauB(humans(calls), scores(calls)));
    put(all, "quadratic_kappa", Ranks.quadraticKappa(humans(calls), scores(calls)));
    double[] mapped = mapped(calls);
    if (mapped.length > 0) {
      double distance = 0;
      for (int i = 0; i < mapped.length; i++) {
        distance += Math.abs(mapped[i] - calls.get(i).human());
      }
      put(all, "mae_isotonic", distance / mapped.length);
    }
  }

  /**
   * Scores as labels, each mapped by what the other half of the clusters teaches; empty when a half
   * is too small.
   */
  private static double[] mapped(List<LabelledCall> calls) {
    List<LabelledCall> even = calls.stream().filter(call -> half(call) == 0).toList();
    List<LabelledCall> odd = calls.stream().filter(call -> half(call) == 1).toList();
    if (even.size() < SLICE || odd.size() < SLICE) {
      return new double[0];
    }
    Isotonic fromEven = Isotonic.fit(scores(even), humans(even));
    Isotonic fromOdd = Isotonic.fit(scores(odd), humans(odd));
    return calls.stream()
        .mapToDouble(call -> (half(call) == 0 ? fromOdd : fromEven).map(call.score()))
        .toArray();
  }

  private static int half(LabelledCall call) {
    return new SplittableRandom(call.cluster().hashCode()).nextInt(2);
  }

  /** The agreement on short, medium and long answers. */
  private static void slices(
      SequencedMap<String, Estimate> all, String statistic, List<LabelledCall> calls) {
    List<LabelledCall> byLength =
        calls.stream()
            .sorted(
                Comparator.comparingLong(LabelledCall::answerChars)
                    .thenComparing(LabelledCall::call))
            .toList();
    if (byLength.size() < 3 * SLICE) {
      return;
    }
    int third = byLength.size() / 3;
    List<String> names = List.of("_short", "_medium", "_long");
    for (int i = 0; i < 3; i++) {
      List<LabelledCall> part =
          byLength.subList(i * third, i == 2 ? byLength.size() : (i + 1) * third);
      all.put(
          statistic + names.get(i),
          estimate(
              Bootstrap.byCluster(
                  part.stream().map(LabelledCall::example).toList(),
                  Example::group,
                  statistic(statistic))));
    }
  }

  private static void means(
      SequencedMap<String, Estimate> all, List<LabelledCall> calls, Fleet fleet) {
    if (fleet.n() < TOO_FEW) {
      return;
    }
    double half = Rates.Z * Math.sqrt(fleet.variance() / fleet.effective());
    all.put("raw_mean", new Estimate(fleet.mean(), fleet.mean() - half, fleet.mean() + half));
    all.put(
        "ppi_mean",
        estimate(
            PredictionPowered.tuned(
                    humans(calls),
                    scores(calls),
                    calls.stream().mapToDouble(LabelledCall::weight).toArray(),
                    new Unlabelled(fleet.effective(), fleet.mean(), fleet.variance()))
                .mean()));
  }

  private static double[] humans(List<LabelledCall> calls) {
    return calls.stream().mapToDouble(LabelledCall::human).toArray();
  }

  private static double[] scores(List<LabelledCall> calls) {
    return calls.stream().mapToDouble(LabelledCall::score).toArray();
  }

  private static void put(SequencedMap<String, Estimate> all, String name, double value) {
    if (!Double.isNaN(value)) {
      all.put(name, Estimate.of(value));
    }
  }

  private static Estimate estimate(Interval interval) {
    return new Estimate(interval.value(), interval.low(), interval.high());
  }

  /**
   * The share of positives that were found, or of negatives that were passed over, weighted: calls
   * are chosen by their score, so that plain shares would flatter or slander the evaluator.
   *
   * @param effective (Σw)²/Σw² of the calls it was taken over
   */
  private record Share(double share, double effective) {
    static Share of(List<LabelledCall> calls, boolean positive) {
      double right = 0;
      double all = 0;
      double squares = 0;
      for (LabelledCall call : calls) {
        if (call.human() >= 0.5 == positive) {
          all += call.weight();
          squares += call.weight() * call.weight();
          right += call.score() >= 0.5 == positive ? call.weight() : 0;
        }
      }
      return new Share(all == 0 ? Double.NaN : right / all, all == 0 ? 0 : all * all / squares);
    }
  }
}
