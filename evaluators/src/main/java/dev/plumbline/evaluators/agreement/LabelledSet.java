// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.agreement;

import dev.plumbline.evaluators.agreement.Krippendorff.Level;
import dev.plumbline.model.labels.CallScore;
import dev.plumbline.model.labels.Label;
import dev.plumbline.model.score.Dimension;
import dev.plumbline.model.score.Scale;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Labels of one dimension joined with the scores of the same calls. Immutable. */
final class LabelledSet {
  private static final int MOST_GRADES = 20;

  private final SortedMap<String, List<Label>> byCall = new TreeMap<>();
  private final Map<String, Map<String, CallScore>> scores = new TreeMap<>();
  private final boolean binary;

  /**
   * @param tenant only labels of this customer; empty for all
   * @param given every score of the labelled calls, of any version; the newest of each counts
   */
  LabelledSet(
      @Nullable Dimension dimension, String tenant, List<Label> labels, List<CallScore> given) {
    Map<String, String> tenants = new TreeMap<>();
    for (CallScore score : given) {
      tenants.put(score.call(), score.tenant());
      scores
          .computeIfAbsent(score.by(), _ -> new TreeMap<>())
          .merge(score.call(), score, (a, b) -> a.scoredAt().isAfter(b.scoredAt()) ? a : b);
    }
    for (Label label : labels) {
      String call = label.traceId() + label.spanId();
      String whose = label.tenant().isEmpty() ? tenants.getOrDefault(call, "") : label.tenant();
      if (label.value().isPresent() && (tenant.isEmpty() || tenant.equals(whose))) {
        byCall.computeIfAbsent(call, _ -> new ArrayList<>()).add(label);
      }
    }
    binary = binary(dimension == null ? Scale.PROBABILITY : dimension.scale());
  }

  /** Degrees are binary to people who only ever said yes or no. */
  private boolean binary(Scale scale) {
    return scale == Scale.BINARY
        || (scale != Scale.ORDINAL
            && labels().stream().allMatch(l -> value(l) == 0 || value(l) == 1));
  }

  boolean binary() {
    return binary;
  }

  String statistic() {
    return binary ? GateRule.MCC : GateRule.SPEARMAN;
  }

  /** Calls with a label. */
  int labelled() {
    return byCall.size();
  }

  int raters() {
    TreeSet<String> raters = new TreeSet<>();
    byCall.values().forEach(labels -> labels.forEach(label -> raters.add(label.rater())));
    return raters.size();
  }

  /** Labels with a value, in the order of their calls. */
  List<Label> labels() {
    return byCall.values().stream().flatMap(List::stream).toList();
  }

  /** Labelled calls by tenant. */
  static SortedMap<String, Integer> tenants(List<Label> labels, List<CallScore> scores) {
    Map<String, String> ofCall = new TreeMap<>();
    scores.forEach(score -> ofCall.put(score.call(), score.tenant()));
    SortedMap<String, TreeSet<String>> calls = new TreeMap<>();
    for (Label label : labels) {
      String call = label.traceId() + label.spanId();
      String tenant = label.tenant().isEmpty() ? ofCall.getOrDefault(call, "") : label.tenant();
      if (!tenant.isEmpty()) {
        calls.computeIfAbsent(tenant, _ -> new TreeSet<>()).add(call);
      }
    }
    SortedMap<String, Integer> counts = new TreeMap<>();
    calls.forEach((tenant, set) -> counts.put(tenant, set.size()));
    return counts;
  }

  /** Labelled calls that an evaluator version scored. */
  List<LabelledCall> scoredBy(String by) {
    Map<String, CallScore> own = scores.getOrDefault(by, Map.of());
    List<LabelledCall> calls = new ArrayList<>();
    byCall.forEach((call, labels) -> {
      CallScore score = own.get(call);
      if (score != null) {
        double mean = labels.stream().mapToDouble(LabelledSet::value).average().orElse(0);
        double probability = 1;
        Instant labelledAt = Instant.MIN;
        for (Label label : labels) {
          probability = Math.min(probability, label.inclusionProbability());
          labelledAt = label.labelledAt().isAfter(labelledAt) ? label.labelledAt() : labelledAt;
        }
        calls.add(
            new LabelledCall(
                call,
                score.cluster(),
                binary ? (mean >= 0.5 ? 1 : 0) : mean,
                score.value(),
                1 / probability,
                score.answerChars(),
                labelledAt));
      }
    });
    return calls;
  }

  /** Krippendorff's alpha among raters; NaN when no call has two of them. */
  double alpha() {
    List<String> raters = List.copyOf(new TreeSet<>(labels().stream().map(Label::rater).toList()));
    double[][] ratings = new double[raters.size()][byCall.size()];
    for (double[] row : ratings) {
      Arrays.fill(row, Double.NaN);
    }
    TreeSet<Double> grades = new TreeSet<>();
    int unit = 0;
    for (List<Label> labels : byCall.values()) {
      for (Label label : labels) {
        ratings[raters.indexOf(label.rater())][unit] = value(label);
        grades.add(value(label));
      }
      unit++;
    }
    Level level =
        binary ? Level.NOMINAL : grades.size() <= MOST_GRADES ? Level.ORDINAL : Level.INTERVAL;
    return Krippendorff.alpha(ratings, level);
  }

  /** The best that a perfect evaluator could reach: the root of the reliability of the labels. */
  double ceiling(double alpha) {
    double raters = byCall.isEmpty() ? 1 : (double) labels().size() / byCall.size();
    double reliability = Math.max(0, raters * alpha / (1 + (raters - 1) * alpha));
    return Math.sqrt(Math.min(1, reliability));
  }

  private static double value(Label label) {
    return label.value().orElseThrow();
  }
}
