// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.drift.engine;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Scans the hours of one service. Keeps nothing between two calls: the same sums give the same
 * alarms.
 */
public final class ServiceScan {
  private final Baseline baseline;
  private final HourlySums sums;
  private final EngineConfig config;

  /**
   * @param sums the reference and everything since
   */
  public ServiceScan(Baseline baseline, HourlySums sums, EngineConfig config) {
    this.baseline = baseline;
    this.sums = sums;
    this.config = config;
  }

  /**
   * Scans every monitored hour with calls.
   *
   * @param perDimension whether each dimension also has detectors of its own
   * @param statistics takes the statistics of each hour
   * @return alarms in the order of their detection
   */
  public List<Alarm> run(boolean perDimension, HourStatistics statistics) {
    if (baseline.adjustments().isEmpty() || sums.isEmpty()) {
      return List.of();
    }
    Hours hours = new Hours(baseline, sums, config, List.of());
    List<Detector> detectors = detectors(perDimension);
    int d = baseline.adjustments().size();
    boolean turns = baseline.schema().turns();
    int first = (int) (baseline.endHour() - baseline.firstHour());
    List<Alarm> alarms = new ArrayList<>();
    for (int t = first; t < hours.prefix.hours(); t++) {
      if (hours.prefix.calls(t) <= 0) {
        continue;
      }
      hours.set(t);
      long hour = baseline.firstHour() + t;
      double panel = hours.behaviour.log(hours.starts, hours.leverages);
      hours.spread.log(hours.starts, hours.leverages);
      if (turns) {
        hours.depth.log(hours.starts, hours.leverages);
      }
      double input = hours.input.log(hours.starts, hours.leverages);
      statistics.accept(hour, "panel", panel);
      for (int j = 0; j < d; j++) {
        statistics.accept(hour, baseline.name(j), hours.behaviour.logs[j]);
        statistics.accept(hour, "variance/" + baseline.name(j), hours.spread.logs[j]);
        if (turns) {
          statistics.accept(hour, "depth/" + baseline.name(j), hours.depth.logs[j]);
        }
      }
      if (!hours.input.terms().isEmpty()) {
        statistics.accept(hour, "input", input);
      }
      for (Detector detector : detectors) {
        detector.hour(t, hours, alarms);
      }
    }
    detectors.forEach(detector -> detector.end(alarms));
    alarms.sort(Comparator.comparingLong(Alarm::detectedAt));
    return alarms;
  }

  private List<Detector> detectors(boolean perDimension) {
    List<Detector> detectors = new ArrayList<>();
    List<Alarm.Kind> kinds = new ArrayList<>(List.of(Alarm.Kind.BEHAVIOUR, Alarm.Kind.VARIANCE));
    if (baseline.schema().turns()) {
      kinds.add(Alarm.Kind.DEPTH);
    }
    for (Alarm.Kind kind : kinds) {
      detectors.add(new Detector(baseline, sums, config, kind, -1));
    }
    if (baseline.input().components() > 0) {
      detectors.add(new Detector(baseline, sums, config, Alarm.Kind.INPUT, -1));
    }
    for (int j = 0; j < baseline.adjustments().size() && perDimension; j++) {
      for (Alarm.Kind kind : kinds) {
        detectors.add(new Detector(baseline, sums, config, kind, j));
      }
    }
    return detectors;
  }

  /** One view of the service's hours. */
  static final class Hours {
    final Prefix prefix;
    final Starts starts;
    final Leverages leverages;
    final Mixture behaviour;
    final Mixture spread;
    final Mixture depth;
    final Mixture input;
    private final int earliest;

    /**
     * @param closed hours of closed incidents, from and to; starts lie behind them
     */
    Hours(Baseline baseline, HourlySums sums, EngineConfig config, List<int[]> closed) {
      prefix =
          new Prefix(
              sums,
              baseline.firstHour(),
              h -> closed.stream().anyMatch(c -> h >= c[0] && h < c[1]));
      starts = new Starts(prefix.hours());
      leverages = new Leverages(baseline, prefix, starts, config);
      behaviour = Mixture.behaviour(baseline, prefix, starts);
      spread = Mixture.spread(baseline, prefix, starts);
      depth = Mixture.depth(baseline, prefix, starts);
      input = Mixture.input(baseline, prefix, starts);
      int middle = (int) ((baseline.endHour() - baseline.firstHour()) / 2);
      earliest = closed.isEmpty() ? middle : closed.getLast()[1];
    }

    void set(int t) {
      starts.set(t, earliest);
      leverages.set(starts);
    }

    Mixture of(Alarm.Kind kind) {
      return switch (kind) {
        case BEHAVIOUR -> behaviour;
        case VARIANCE -> spread;
        case DEPTH -> depth;
        case INPUT -> input;
      };
    }
  }

  static Optional<Slices.Cell> cell(Baseline baseline, int cell) {
    return cell == 0
        ? Optional.empty()
        : Optional.of(baseline.features().slices().cells().get(cell - 1));
  }
}
