// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.drift.incident;

import dev.plumbline.model.alert.Alert;
import dev.plumbline.model.store.Window;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Whether a score is back after a fix. The scores of a stretch that ends at each minute are held
 * against two intervals of two standard deviations: they must lie within the baseline's, and
 * outside the drift's, so that few scores prove nothing. A pure function of the windows.
 */
final class Recovery {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final double SIGMAS = 2;
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final Alert alert;
  private final Instant fixedAt;
  private final Duration stretch;
  private final int minScores;
  private final double within;
  private final double between;

  Recovery(Alert alert, Instant fixedAt, IncidentConfig config) {
    this.alert = alert;
    this.fixedAt = fixedAt;
    this.stretch = config.recoveryWindow();
    this.minScores = config.recoveryMinScores();
    JsonNode baseline = baseline(alert.evidenceJson());
    double known = baseline.path("within_variance").asDouble(Double.NaN);
    within = Double.isFinite(known) && known >= 0 ? known : 0;
    between =
        Double.isFinite(known)
            ? Math.max(0, baseline.path("between_variance").asDouble(0))
            : alert.baselineSd() * alert.baselineSd();
  }

  private static JsonNode baseline(String evidence) {
    try {
      return JSON.readTree(evidence).path("baseline");
    } catch (JacksonException e) {
      return JSON.missingNode();
    }
  }

  /**
   * When a score was back.
   *
   * @param at end of the minute
   * @param scores effective number of scores in the stretch
   */
  record Back(Instant at, double mean, double scores, double low, double high) {
    /** For example {@code 0.041, within 0.020 to 0.060, by 240 scores}. */
    String words() {
      return String.format(
          Locale.ROOT, "%.4g, within %.4g to %.4g, by %.0f scores", mean, low, high, scores);
    }
  }

  /**
   * The first minute at whose end the score was back.
   *
   * @param minutes windows of one minute of the alert's dimension and segment, in order of time
   */
  Optional<Back> find(List<Window> minutes) {
    int first = 0;
    double w = 0;
    double w2 = 0;
    double wx = 0;
    for (int i = 0; i < minutes.size(); i++) {
      Window minute = minutes.get(i);
      if (minute.start().isBefore(fixedAt)) {
        first = i + 1;
        continue;
      }
      w += minute.sumW();
      w2 += minute.sumW2();
      wx += minute.sumWx();
      Instant end = minute.start().plus(MINUTE);
      while (minutes.get(first).start().isBefore(end.minus(stretch))) {
        Window old = minutes.get(first++);
        w -= old.sumW();
        w2 -= old.sumW2();
        wx -= old.sumWx();
      }
      if (w > 0 && w2 > 0 && w * w / w2 >= minScores) {
        Optional<Back> back = back(end, wx / w, w * w / w2);
        if (back.isPresent()) {
          return back;
        }
      }
    }
    return Optional.empty();
  }

  private Optional<Back> back(Instant at, double mean, double scores) {
    double reach = SIGMAS * Math.sqrt(between + within / scores);
    boolean home = Math.abs(mean - alert.baselineMean()) <= reach;
    boolean away = Math.abs(mean - alert.value()) > reach;
    return home && away
        ? Optional.of(
            new Back(at, mean, scores, alert.baselineMean() - reach, alert.baselineMean() + reach))
        : Optional.empty();
  }
}
