// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.drift.engine;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Scans the hours of one service. Keeps nothing between two calls: the same sums give the same
 * alarms.
 */
public final class ServiceScan {
  private final Baseline baseline;
  private final HourlySums sums;
  private final EngineConfig config;
  private final @Nullable Betting betting;

  /**
   * @param sums the reference and everything since
   */
  public ServiceScan(Baseline baseline, HourlySums sums, EngineConfig config) {
    this(baseline, sums, config, null);
  }

  /**
   * @param betting decides about behaviour instead of the sums; null in the standard mode
   */
  public ServiceScan(
      Baseline baseline, HourlySums sums, EngineConfig config, @Nullable Betting betting) {
    this.betting = betting;
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
      double panel = hours.of(Alarm.Kind.BEHAVIOUR).log(hours.starts, hours.leverages);
      hours.of(Alarm.Kind.VARIANCE).log(hours.starts, hours.leverages);
      if (turns) {
        hours.of(Alarm.Kind.DEPTH).log(hours.starts, hours.leverages);
      }
      double input = hours.of(Alarm.Kind.INPUT).log(hours.starts, hours.leverages);
      statistics.accept(hour, "panel", betting == null ? panel : betting.log(hour, -1));
      for (int j = 0; j < d; j++) {
        statistics.accept(
            hour,
            baseline.name(j),
            betting == null ? hours.of(Alarm.Kind.BEHAVIOUR).logs[j] : betting.log(hour, j));
        statistics.accept(
            hour, "variance/" + baseline.name(j), hours.of(Alarm.Kind.VARIANCE).logs[j]);
        if (turns) {
          statistics.accept(hour, "depth/" + baseline.name(j), hours.of(Alarm.Kind.DEPTH).logs[j]);
        }
      }
      if (!hours.of(Alarm.Kind.INPUT).terms().isEmpty()) {
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
      detectors.add(new Detector(baseline, sums, config, kind, -1, decides(kind)));
    }
    if (baseline.input().components() > 0) {
      detectors.add(new Detector(baseline, sums, config, Alarm.Kind.INPUT, -1, null));
    }
    for (int j = 0; j < baseline.adjustments().size() && perDimension; j++) {
      for (Alarm.Kind kind : kinds) {
        detectors.add(new Detector(baseline, sums, config, kind, j, decides(kind)));
      }
    }
    return detectors;
  }

  private @Nullable Betting decides(Alarm.Kind kind) {
    return kind == Alarm.Kind.BEHAVIOUR ? betting : null;
  }

  /** One view of the service's hours. */
  static final class Hours {
    final Prefix prefix;
    final Starts starts;
    final Leverages leverages;
    private final Baseline baseline;
    private final Map<Alarm.Kind, Mixture> mixtures = new EnumMap<>(Alarm.Kind.class);
    private final int earliest;

    /**
     * @param closed hours of closed incidents, from and to; starts lie behind them
     */
    Hours(Baseline baseline, HourlySums sums, EngineConfig config, List<int[]> closed) {
      this.baseline = baseline;
      prefix =
          new Prefix(
              sums,
              baseline.firstHour(),
              h -> closed.stream().anyMatch(c -> h >= c[0] && h < c[1]));
      starts = new Starts(prefix.hours());
      leverages = new Leverages(baseline, prefix, starts, config);
      int middle = (int) ((baseline.endHour() - baseline.firstHour()) / 2);
      earliest = closed.isEmpty() ? middle : closed.getLast()[1];
    }

    void set(int t) {
      starts.set(t, earliest);
      leverages.set(starts);
    }

    /** The detector of a kind, made when it is first asked for. */
    Mixture of(Alarm.Kind kind) {
      return mixtures.computeIfAbsent(
          kind,
          k ->
              switch (k) {
                case BEHAVIOUR -> Mixture.behaviour(baseline, prefix, starts);
                case VARIANCE -> Mixture.spread(baseline, prefix, starts);
                case DEPTH -> Mixture.depth(baseline, prefix, starts);
                case INPUT -> Mixture.input(baseline, prefix, starts);
              });
    }
  }

  static Optional<Slices.Cell> cell(Baseline baseline, int cell) {
    return cell == 0
        ? Optional.empty()
        : Optional.of(baseline.features().slices().cells().get(cell - 1));
  }
}
