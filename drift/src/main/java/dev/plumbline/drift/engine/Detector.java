// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.drift.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One detector of a service and the life of its incidents. The first crossing opens an incident;
 * there is no second alarm while it is open. From two days after the alarm it closes as soon as the
 * interval of the shift in the last two days covers zero. What happened in between is then left out
 * of "before", and later starts alone count. One thread.
 */
final class Detector {
  private static final int CLOSING_HOURS = 48;
  private static final int MIN_CELL_CALLS = 10;
  private static final double NORMAL_95 = 1.959963984540054;

  private final Baseline baseline;
  private final HourlySums sums;
  private final EngineConfig config;
  private final Alarm.Kind kind;
  private final int dimension;
  private final @Nullable Betting betting;
  private final List<int[]> closed = new ArrayList<>();
  private ServiceScan.@Nullable Hours own;
  private @Nullable Incident open;
  private @Nullable Incident unassessed;

  /** An incident while it is open. */
  private record Incident(
      int start, int detected, int leadDimension, int cell, ServiceScan.Hours hours) {}

  /**
   * @param dimension index of the watched dimension; -1 for the whole service
   * @param betting decides instead of the sums, once; null for the sums
   */
  Detector(
      Baseline baseline,
      HourlySums sums,
      EngineConfig config,
      Alarm.Kind kind,
      int dimension,
      @Nullable Betting betting) {
    this.betting = betting;
    this.baseline = baseline;
    this.sums = sums;
    this.config = config;
    this.kind = kind;
    this.dimension = dimension;
  }

  /** Looks at an hour; {@code shared} holds the statistics of a service without incidents. */
  void hour(int t, ServiceScan.Hours shared, List<Alarm> alarms) {
    assessWhenDue(t, alarms);
    Incident incident = open;
    if (incident != null) {
      if (t >= incident.detected() + CLOSING_HOURS && over(incident, t)) {
        closed.add(new int[] {incident.start(), t + 1});
        own = new ServiceScan.Hours(baseline, sums, config, closed);
        open = null;
      }
      return;
    }
    ServiceScan.Hours hours = shared;
    if (own != null) {
      if (betting != null) {
        return; // its promise is about the first alarm
      }
      hours = own;
      hours.set(t);
    }
    double statistic =
        betting == null
            ? statistic(hours, shared)
            : betting.log(baseline.firstHour() + t, dimension);
    if (statistic >= config.threshold()) {
      raise(t, statistic, hours, alarms);
    }
  }

  private double statistic(ServiceScan.Hours hours, ServiceScan.Hours shared) {
    Mixture mixture = hours.of(kind);
    if (hours != shared) {
      return dimension < 0
          ? mixture.log(hours.starts, hours.leverages)
          : mixture.log(dimension, hours.starts, hours.leverages);
    }
    if (dimension >= 0) {
      return mixture.logs[dimension];
    }
    double total = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < mixture.logs.length; i++) {
      total = Scan.logAdd(total, mixture.logs[i] + StrictMath.log(mixture.terms().get(i).weight()));
    }
    return total;
  }

  private void raise(int t, double statistic, ServiceScan.Hours hours, List<Alarm> alarms) {
    Mixture mixture = hours.of(kind);
    Mixture.Lead lead =
        dimension < 0
            ? mixture.lead(hours.starts, hours.leverages)
            : mixture.lead(dimension, hours.starts, hours.leverages);
    if (lead == null) {
      return;
    }
    int leading = lead.term().dimension();
    if (leading < 0) {
      leading = strongest(lead, hours, t);
    }
    Incident incident = new Incident(lead.start(), t, leading, lead.term().cell(), hours);
    open = incident;
    double[] effect = effect(incident, lead.start(), t + 1, lead.start());
    boolean input = kind == Alarm.Kind.INPUT;
    alarms.add(
        new Alarm(
            kind,
            dimension < 0 ? Alarm.Scope.PANEL : Alarm.Scope.DIMENSION,
            input ? Optional.empty() : Optional.of(baseline.name(leading)),
            ServiceScan.cell(baseline, lead.term().cell()),
            hours.prefix.time(t + 1),
            hours.prefix.time(lead.start()),
            effect[0],
            effect[0] - effect[1],
            effect[0] + effect[1],
            statistic,
            config.threshold()));
    if (kind == Alarm.Kind.BEHAVIOUR && dimension < 0) {
      unassessed = incident;
    }
  }

  /** Of several dimensions that shifted together, the one with the clearest shift. */
  private int strongest(Mixture.Lead lead, ServiceScan.Hours hours, int t) {
    int best = 0;
    double most = -1;
    int count =
        kind == Alarm.Kind.INPUT ? lead.term().components().length : baseline.adjustments().size();
    for (int j = 0; j < count; j++) {
      Component c = component(hours, j, lead.term());
      if (c.windowWeight(lead.start(), t + 1) > 0 && c.inverse[lead.start()] > 0) {
        double d = c.difference(lead.start(), lead.start(), t + 1);
        double z = Math.abs(d) * Math.sqrt(c.information(lead.start(), lead.start(), t + 1, 0));
        if (z > most) {
          most = z;
          best = j;
        }
      }
    }
    return best;
  }

  private Component component(ServiceScan.Hours hours, int j, Mixture.Term term) {
    return switch (kind) {
      case BEHAVIOUR -> Mixture.behaviour(baseline, hours.prefix, j, term.cell());
      case INPUT -> term.components()[j];
      case VARIANCE, DEPTH -> hours.of(kind).terms().get(j).components()[0];
    };
  }

  /**
   * Shift of the incident's dimension, and half the width of its interval.
   *
   * @param before the shift is against everything before this hour
   */
  private double[] effect(Incident incident, int from, int to, int before) {
    int j = incident.leadDimension();
    Component c;
    double unit = 1;
    double variance = 1;
    switch (kind) {
      case BEHAVIOUR -> {
        Adjustment adjustment = baseline.adjustments().get(j);
        c = Mixture.plain(baseline, incident.hours().prefix, j, incident.cell());
        unit = adjustment.sd() / adjustment.scoreSd();
        variance = incident.cell() == 0 ? 1 : baseline.sliceVariance()[j][incident.cell() - 1];
      }
      case DEPTH -> {
        Adjustment adjustment = baseline.adjustments().get(j);
        c = incident.hours().of(kind).terms().get(j).components()[0];
        unit = baseline.turnScales()[j] * adjustment.sd() / adjustment.scoreSd();
      }
      case VARIANCE -> c = incident.hours().of(kind).terms().get(j).components()[0];
      case INPUT -> c = incident.hours().of(kind).terms().getFirst().components()[j];
      default -> throw new IllegalStateException(kind.name());
    }
    if (c.windowWeight(from, to) <= 0 || c.inverse[before] <= 0) {
      return new double[] {0, 0};
    }
    double half = NORMAL_95 * Math.sqrt(variance / c.information(before, from, to, 0));
    return new double[] {c.difference(before, from, to) * unit, half * unit};
  }

  private boolean over(Incident incident, int t) {
    double[] effect = effect(incident, t + 1 - CLOSING_HOURS, t + 1, incident.start());
    return Math.abs(effect[0]) <= effect[1];
  }

  private void assessWhenDue(int t, List<Alarm> alarms) {
    Incident incident = unassessed;
    if (incident != null && t > incident.detected() + config.assessmentHours()) {
      assess(incident, incident.detected() + 1 + config.assessmentHours(), alarms);
      unassessed = null;
    }
  }

  /** What is left at the end of the data. */
  void end(List<Alarm> alarms) {
    Incident incident = unassessed;
    if (incident != null) {
      int last = incident.hours().prefix.hours();
      assess(incident, Math.min(last, incident.detected() + 1 + config.assessmentHours()), alarms);
      unassessed = null;
    }
  }

  /**
   * Confirms changed cells on fresh data: the hours after the alarm against all before the start.
   */
  private void assess(Incident incident, int to, List<Alarm> alarms) {
    Slices slices = baseline.features().slices();
    int from = incident.detected() + 1;
    int before = incident.start();
    List<int[]> cells = new ArrayList<>();
    List<Double> zs = new ArrayList<>();
    Prefix prefix = incident.hours().prefix;
    for (int s = 0; s < slices.count() && from < to; s++) {
      for (int j = 0; j < baseline.adjustments().size() && slices.watched().get(s); j++) {
        Component plain = Mixture.plain(baseline, prefix, j, 1 + s);
        Component c = Mixture.behaviour(baseline, prefix, j, 1 + s);
        if (plain.windowWeight(from, to) >= MIN_CELL_CALLS
            && c.windowWeight(from, to) > 0
            && plain.weight[before] >= MIN_CELL_CALLS) {
          cells.add(new int[] {j, 1 + s});
          zs.add(c.difference(before, from, to) * Math.sqrt(c.information(before, from, to, 0)));
        }
      }
    }
    double[] p = zs.stream().mapToDouble(Confirmation::twoSided).toArray();
    boolean[] found = Confirmation.benjaminiHochberg(p, config.discoveryRate());
    double least = Double.POSITIVE_INFINITY;
    for (int i = 0; i < found.length; i++) {
      least = found[i] ? Math.min(least, Math.abs(zs.get(i))) : least;
    }
    for (int i = 0; i < found.length; i++) {
      if (found[i]) {
        int[] cell = cells.get(i);
        Incident inCell =
            new Incident(before, incident.detected(), cell[0], cell[1], incident.hours());
        double[] effect = effect(inCell, from, to, before);
        alarms.add(
            new Alarm(
                kind,
                Alarm.Scope.SLICE,
                Optional.of(baseline.name(cell[0])),
                ServiceScan.cell(baseline, cell[1]),
                prefix.time(to),
                prefix.time(before),
                effect[0],
                effect[0] - effect[1],
                effect[0] + effect[1],
                Math.abs(zs.get(i)),
                least));
      }
    }
  }
}
