// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.promql.eval;

import dev.plumbline.model.series.GridSeries;
import dev.plumbline.model.series.Labels;
import dev.plumbline.promql.EvaluationFailure;
import dev.plumbline.promql.Semantics;
import dev.plumbline.promql.ast.BinaryOperator;
import dev.plumbline.promql.ast.Expr;
import dev.plumbline.promql.ast.VectorMatching;
import dev.plumbline.promql.ast.VectorMatching.Cardinality;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;

/** One operation between two vectors, whose series find each other by their labels. One thread. */
final class VectorOperations {
  private static final int NOBODY = -1;

  private final QueryContext context;
  private final BinaryOperator operator;
  private final boolean bool;
  private final boolean dropsName;
  private final VectorMatching matching;
  private final Grid grid;

  /** Whether the sides are swapped, so that the "one" side always stands on the right. */
  private final boolean swapped;

  private final List<GridSeries> many;
  private final List<GridSeries> one;
  private final OptionalDouble fillMany;
  private final OptionalDouble fillOne;
  private final Set<String> names;
  private final Map<Labels, Integer> signatures = new HashMap<>();
  private final int[] manySignatures;
  private final int[] oneSignatures;

  private final Map<Long, Integer> resultOfPair = new HashMap<>();
  private final Map<Labels, Integer> resultOfLabels = new HashMap<>();
  private final List<GridSeries> results = new ArrayList<>();

  /** By result: the last step with a match, and the signature that matched then. */
  private int[] matchedStep = {};

  private int[] matchedBy = {};

  VectorOperations(
      QueryContext context,
      Expr.Binary binary,
      VectorMatching matching,
      List<GridSeries> left,
      List<GridSeries> right,
      Grid grid) {
    this.context = context;
    this.operator = binary.operator();
    this.bool = binary.bool();
    this.dropsName = BinaryOperations.dropsName(binary, context.semantics());
    this.matching = matching;
    this.grid = grid;
    this.swapped = matching.cardinality() == Cardinality.ONE_TO_MANY;
    this.many = swapped ? right : left;
    this.one = swapped ? left : right;
    // with group_right as well: Prometheus 3 does not swap the fill values with the sides
    this.fillMany = matching.fillLeft();
    this.fillOne = matching.fillRight();
    this.names = Set.copyOf(matching.labels());
    this.manySignatures = many.stream().mapToInt(this::signature).toArray();
    this.oneSignatures = one.stream().mapToInt(this::signature).toArray();
  }

  private int signature(GridSeries series) {
    Labels key = matchedLabels(series.labels());
    return signatures.computeIfAbsent(key, k -> signatures.size());
  }

  private Labels matchedLabels(Labels labels) {
    return matching.on()
        ? labels.filter(names::contains)
        : labels.filter(n -> !names.contains(n) && !n.equals(Labels.METRIC_NAME));
  }

  List<GridSeries> evaluate() {
    return switch (operator) {
      case AND -> filteredByOther(true);
      case UNLESS -> filteredByOther(false);
      case OR -> or();
      default -> matched();
    };
  }

  /** The left series where the right side has, or has not, one with the same signature. */
  private List<GridSeries> filteredByOther(boolean wanted) {
    boolean[][] present = presence(one, oneSignatures);
    List<GridSeries> result = new ArrayList<>(many.size());
    for (int i = 0; i < many.size(); i++) {
      double[] slots = Slots.empty(grid.steps());
      boolean[] other = present[manySignatures[i]];
      for (int step = 0; step < slots.length; step++) {
        if (other[step] == wanted) {
          slots[step] = many.get(i).values()[step];
        }
      }
      addUnlessEmpty(result, new GridSeries(many.get(i).labels(), slots));
    }
    return result;
  }

  private List<GridSeries> or() {
    boolean[][] present = presence(many, manySignatures);
    List<GridSeries> result = new ArrayList<>(many);
    for (int j = 0; j < one.size(); j++) {
      double[] slots = Slots.empty(grid.steps());
      boolean[] other = present[oneSignatures[j]];
      for (int step = 0; step < slots.length; step++) {
        if (!other[step]) {
          slots[step] = one.get(j).values()[step];
        }
      }
      addUnlessEmpty(result, new GridSeries(one.get(j).labels(), slots));
    }
    return Vectors.merged(result);
  }

  private static void addUnlessEmpty(List<GridSeries> result, GridSeries series) {
    if (!Slots.isEmpty(series.values())) {
      result.add(series);
    }
  }

  /** By signature and step: whether some series has a value. */
  private boolean[][] presence(List<GridSeries> vector, int[] bySeries) {
    context.checkSlots(signatures.size() / 8, grid.steps());
    boolean[][] present = new boolean[signatures.size()][grid.steps()];
    for (int i = 0; i < vector.size(); i++) {
      double[] slots = vector.get(i).values();
      boolean[] row = present[bySeries[i]];
      for (int step = 0; step < slots.length; step++) {
        row[step] |= Slots.has(slots[step]);
      }
    }
    return present;
  }

  private List<GridSeries> matched() {
    int[] partner = new int[signatures.size()];
    int[] matchedAt = new int[signatures.size()];
    Arrays.fill(matchedAt, NOBODY);
    for (int step = 0; step < grid.steps(); step++) {
      if (step % 256 == 0) {
        context.checkDeadline();
      }
      boolean anyMany = anyPresent(many, step);
      if (!anyMany && fillMany.isEmpty()) {
        continue;
      }
      findPartners(partner, step);
      for (int i = 0; i < many.size(); i++) {
        double value = many.get(i).values()[step];
        int signature = manySignatures[i];
        if (!Slots.has(value) || (partner[signature] == NOBODY && fillOne.isEmpty())) {
          continue;
        }
        int j = partner[signature];
        double other = j == NOBODY ? fillOne.orElseThrow() : one.get(j).values()[step];
        operate(i, j, value, other, signature, step, matchedAt);
      }
      fillMissing(matchedAt, step);
    }
    return results.stream().filter(r -> !Slots.isEmpty(r.values())).toList();
  }

  /** Operates on what the "one" side has alone, with the fill value of the other side. */
  private void fillMissing(int[] matchedAt, int step) {
    if (fillMany.isEmpty()) {
      return;
    }
    for (int j = 0; j < one.size(); j++) {
      double other = one.get(j).values()[step];
      int signature = oneSignatures[j];
      if (Slots.has(other) && matchedAt[signature] != step) {
        operate(NOBODY, j, fillMany.getAsDouble(), other, signature, step, matchedAt);
      }
    }
  }

  private static boolean anyPresent(List<GridSeries> vector, int step) {
    for (GridSeries series : vector) {
      if (Slots.has(series.values()[step])) {
        return true;
      }
    }
    return false;
  }

  private void findPartners(int[] partner, int step) {
    Arrays.fill(partner, NOBODY);
    for (int j = 0; j < one.size(); j++) {
      if (Slots.has(one.get(j).values()[step])) {
        int signature = oneSignatures[j];
        if (partner[signature] != NOBODY) {
          throw manyToMany(one.get(partner[signature]).labels(), one.get(j).labels());
        }
        partner[signature] = j;
      }
    }
  }

  private RuntimeException manyToMany(Labels a, Labels b) {
    String first = a.toString();
    String second = b.toString();
    boolean ordered = first.compareTo(second) <= 0;
    return EvaluationFailure.of(
        "found duplicate series for the match group "
            + matchedLabels(a)
            + " on the "
            + (swapped ? "left" : "right")
            + " hand-side of the operation: ["
            + (ordered ? first : second)
            + ", "
            + (ordered ? second : first)
            + "];many-to-many matching not allowed: matching labels must be unique on one side");
  }

  private void operate(
      int i, int j, double value, double other, int signature, int step, int[] matchedAt) {
    double left = swapped ? other : value;
    double right = swapped ? value : other;
    boolean keep = BinaryOperations.keeps(operator, left, right);
    if (!keep && !bool && context.semantics() == Semantics.PROMETHEUS_2) {
      return; // Prometheus 2 looks for duplicates only among what is kept
    }
    int result = resultOf(i, j);
    if (matching.cardinality() == Cardinality.ONE_TO_ONE) {
      if (matchedAt[signature] == step) {
        throw EvaluationFailure.of(
            "multiple matches for labels: many-to-one matching must be explicit"
                + " (group_left/group_right)");
      }
    } else if (matchedStep[result] == step && matchedBy[result] == signature) {
      throw EvaluationFailure.of(
          "multiple matches for labels: grouping labels must ensure unique matches");
    }
    matchedAt[signature] = step;
    matchedStep[result] = step;
    matchedBy[result] = signature;
    if (!keep && !bool) {
      return;
    }
    double[] slots = results.get(result).values();
    if (Slots.has(slots[step])) {
      throw EvaluationFailure.of(Vectors.SAME_LABELS);
    }
    slots[step] = bool ? (keep ? 1 : 0) : BinaryOperations.compute(operator, left, right);
  }

  private int resultOf(int i, int j) {
    return resultOfPair.computeIfAbsent(
        ((long) i << 32) | (j & 0xFFFFFFFFL),
        pair -> resultOfLabels.computeIfAbsent(resultLabels(i, j), this::newResult));
  }

  private int newResult(Labels labels) {
    int index = results.size();
    context.checkSlots(index + 1L, grid.steps());
    results.add(new GridSeries(labels, Slots.empty(grid.steps())));
    if (index == matchedStep.length) {
      matchedStep = Arrays.copyOf(matchedStep, Math.max(16, index * 2));
      matchedBy = Arrays.copyOf(matchedBy, matchedStep.length);
    }
    matchedStep[index] = NOBODY;
    return index;
  }

  private Labels resultLabels(int i, int j) {
    Labels others = j == NOBODY ? matchedLabels(many.get(i).labels()) : one.get(j).labels();
    Labels labels = i == NOBODY ? matchedLabels(others) : many.get(i).labels();
    if (dropsName) {
      labels = labels.withoutMetricName();
    }
    if (matching.cardinality() == Cardinality.ONE_TO_ONE) {
      labels = labels.filter(matching.on() ? names::contains : name -> !names.contains(name));
    }
    for (String name : matching.include()) {
      labels = labels.with(name, others.get(name));
    }
    return labels;
  }
}
