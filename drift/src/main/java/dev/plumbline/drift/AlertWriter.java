// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.drift;

import dev.plumbline.model.alert.Alert;
import dev.plumbline.model.alert.AlertState;
import dev.plumbline.model.alert.GateState;
import dev.plumbline.model.score.Dimension;
import dev.plumbline.model.score.Gate;
import dev.plumbline.model.score.Polarity;
import dev.plumbline.model.store.TelemetryReader;
import dev.plumbline.model.store.TelemetryReader.Sample;
import dev.plumbline.model.store.TelemetryReader.VersionChange;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Turns an episode into an alert: plain words first, then the evidence. */
final class AlertWriter {
  private static final int SAMPLES = 5;
  private static final double PAGE_EFFECT = 0.5;

  private final RollingZConfig config;
  private final TelemetryReader reader;
  private final Map<String, Dimension> dimensions;
  private final Gate gate;

  AlertWriter(
      RollingZConfig config, TelemetryReader reader, Map<String, Dimension> dimensions, Gate gate) {
    this.config = config;
    this.reader = reader;
    this.dimensions = dimensions;
    this.gate = gate;
  }

  /** The same episode has the same id in every scan. */
  static String id(SeriesKey key, Instant start) {
    String text = DriftMonitor.MONITOR + "\n" + key + "\n" + start;
    return UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8)).toString();
  }

  Alert write(String id, SeriesKey key, Episode episode, Optional<Alert> stored) {
    Dimension dimension = dimensions.get(key.dimension());
    String tenant = key.segment().equals("customer") ? key.segmentValue() : "";
    GateState gateState = gate.stateOf(tenant, key.dimension());
    Verdict last = episode.last();
    Instant updated = last.start().plus(config.window());
    List<VersionChange> changes =
        reader.versionChanges(
            key.service(),
            key.segment(),
            key.segmentValue(),
            episode.start().minus(config.window()),
            episode.start().plus(config.window()));
    List<Sample> samples =
        reader.samples(
            key.dimension(),
            key.service(),
            key.segment(),
            key.segmentValue(),
            episode.start(),
            updated,
            episode.rising(),
            SAMPLES);
    AlertState state =
        stored.isPresent()
                && stored.get().state() == AlertState.ACKNOWLEDGED
                && episode.state() == AlertState.FIRING
            ? AlertState.ACKNOWLEDGED
            : episode.state();
    Baseline baseline = episode.baseline();
    return new Alert(
        id,
        DriftMonitor.MONITOR,
        key.service(),
        key.dimension(),
        key.segment(),
        key.segmentValue(),
        state,
        gateState,
        severity(dimension, gateState, episode),
        dimension == null || dimension.owner().equals("plumbline")
            ? config.owner()
            : dimension.owner(),
        episode.start(),
        episode.pendingSince(),
        episode.fired() ? Optional.of(episode.firedAt()) : Optional.empty(),
        episode.open() ? Optional.empty() : Optional.of(episode.resolvedAt()),
        updated,
        episode.total().mean(),
        baseline.mean(),
        baseline.sdOfWindow(last.sums().n()),
        last.z(),
        PlainWords.summary(key, dimension, episode, changes),
        EvidenceJson.write(config, key, episode, changes, samples));
  }

  /** The alert as it was, ended. */
  static Alert resolved(Alert alert, Instant at, String why) {
    return alert.resolved(at).withSummary(alert.summary() + " Ended: " + why + ".");
  }

  private static String severity(@Nullable Dimension dimension, GateState gate, Episode episode) {
    if (dimension != null && better(dimension.polarity(), episode.rising())) {
      return "info";
    }
    double effect = Math.abs(episode.baseline().effect(episode.total()));
    return gate == GateState.ALERTING && effect >= PAGE_EFFECT ? "page" : "ticket";
  }

  static boolean better(Polarity polarity, boolean rising) {
    return switch (polarity) {
      case HIGHER_IS_BETTER -> rising;
      case HIGHER_IS_WORSE -> !rising;
      case NEUTRAL -> false;
    };
  }
}
