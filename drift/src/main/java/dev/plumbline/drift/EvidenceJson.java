// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.drift;

import dev.plumbline.model.store.TelemetryReader.Sample;
import dev.plumbline.model.store.TelemetryReader.VersionChange;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The evidence packet: every number an alert rests on, and the statement that gives the same
 * windows again.
 */
final class EvidenceJson {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final int MAX_WINDOWS = 200;

  private EvidenceJson() {}

  static String write(
      RollingZConfig config,
      SeriesKey key,
      Episode episode,
      List<VersionChange> changes,
      List<Sample> samples) {
    ObjectNode root = JSON.createObjectNode();
    Baseline baseline = episode.baseline();
    ObjectNode rule = root.putObject("rule");
    rule.put("monitor", DriftMonitor.MONITOR)
        .put("window_seconds", config.window().toSeconds())
        .put("baseline_seconds", config.baseline().toSeconds())
        .put("sustained_windows", config.sustained())
        .put("min_scores", config.minScores())
        .put("sigmas", config.sigmas())
        .put("min_effect", config.minEffect());
    root.putObject("baseline")
        .put("windows", baseline.windows())
        .put("scores", baseline.n())
        .put("mean", baseline.mean())
        .put("within_variance", baseline.withinVariance())
        .put("between_variance", baseline.betweenVariance())
        .put("from", episode.start().minus(config.baseline()).toString())
        .put("to", episode.start().toString());
    Sums total = episode.total();
    root.putObject("since_start")
        .put("scores", total.n())
        .put("mean", total.mean())
        .put("effect_sd", baseline.effect(total));
    ArrayNode windows = root.putArray("windows");
    List<Verdict> seen = episode.windows();
    for (Verdict verdict : seen.subList(Math.max(0, seen.size() - MAX_WINDOWS), seen.size())) {
      windows
          .addObject()
          .put("start", verdict.start().toString())
          .put("scores", verdict.sums().n())
          .put("mean", verdict.sums().mean())
          .put("z", verdict.z())
          .put("out", verdict.out());
    }
    found(root, changes, samples);
    root.put("windows_request", request(config, key, episode));
    return root.toString();
  }

  /** What changed near the start, and calls that show it. */
  static void found(ObjectNode root, List<VersionChange> changes, List<Sample> samples) {
    ArrayNode changed = root.putArray("what_changed");
    for (VersionChange change : changes) {
      changed
          .addObject()
          .put("part", change.part())
          .put("before", change.before())
          .put("after", change.after())
          .put("first_seen", change.firstSeen().toString())
          .put("calls", change.calls());
    }
    ArrayNode spans = root.putArray("samples");
    for (Sample sample : samples) {
      spans
          .addObject()
          .put("trace_id", sample.traceId())
          .put("span_id", sample.spanId())
          .put("time", sample.time().toString())
          .put("value", sample.value());
    }
  }

  /** The request of the own API that returns the same windows. */
  private static String request(RollingZConfig config, SeriesKey key, Episode episode) {
    Instant to = episode.last().start().plus(config.window());
    return request(key, episode.start().minus(config.baseline()), to);
  }

  static String request(SeriesKey key, Instant from, Instant to) {
    return "/api/v1/score-windows?service=%s&segment=%s&segment_value=%s&dimension=%s&from=%s&to=%s"
        .formatted(
            encode(key.service()),
            encode(key.segment()),
            encode(key.segmentValue()),
            encode(key.dimension()),
            from,
            to);
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
