// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.server.backtest;

import dev.plumbline.drift.engine.Alarm;
import java.util.Locale;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** An alarm as one line of JSON. */
final class AlarmLine {
  private static final JsonMapper JSON = JsonMapper.shared();

  private AlarmLine() {}

  static String of(String stream, Alarm alarm) {
    ObjectNode line = JSON.createObjectNode();
    line.put("stream", stream);
    line.put("kind", alarm.kind().name().toLowerCase(Locale.ROOT));
    line.put("scope", alarm.scope().name().toLowerCase(Locale.ROOT));
    line.put("dimension", alarm.dimension().orElse(null));
    if (alarm.segment().isPresent()) {
      line.putObject("segment").put(alarm.segment().get().name(), alarm.segment().get().value());
    } else {
      line.putNull("segment");
    }
    line.put("detected_at", alarm.detectedAt());
    line.put("started_at", alarm.startedAt());
    line.put("effect", rounded(alarm.effect()));
    line.put("effect_low", rounded(alarm.effectLow()));
    line.put("effect_high", rounded(alarm.effectHigh()));
    line.put("statistic", rounded(alarm.statistic()));
    line.put("threshold", rounded(alarm.threshold()));
    return line.toString();
  }

  private static double rounded(double value) {
    return Double.isFinite(value) ? Math.rint(value * 1e6) / 1e6 : 0;
  }
}
