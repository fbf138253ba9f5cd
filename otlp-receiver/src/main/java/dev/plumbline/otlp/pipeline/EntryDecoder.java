// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.otlp.pipeline;

import dev.plumbline.model.error.PlumblineException;
import dev.plumbline.model.ingest.LogEntry;
import dev.plumbline.otlp.OtlpHeaders;
import dev.plumbline.otlp.decode.Decoded;
import dev.plumbline.otlp.decode.OtlpDecoder;
import dev.plumbline.otlp.decode.RejectReason;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decodes log entries. Receivers append only what they could decode, but others may write the log
 * too: an entry that is no OTLP counts as one malformed item. Thread-safe.
 */
final class EntryDecoder {
  private static final Logger log = LoggerFactory.getLogger(EntryDecoder.class);

  private final OtlpDecoder decoder;

  EntryDecoder(OtlpDecoder decoder) {
    this.decoder = decoder;
  }

  Decoded decode(LogEntry entry) {
    if (entry.hint().orElse(null) instanceof Decoded known) {
      return known;
    }
    try {
      return decoder.decode(entry.signal(), entry.payload(), OtlpHeaders.receivedAt(entry));
    } catch (PlumblineException e) {
      log.atError()
          .addKeyValue("log.position", entry.position().value())
          .addKeyValue("signal", entry.signal().label())
          .log("log entry is no OTLP");
      return malformed(entry);
    }
  }

  /** The number of items, cheaper than decoding them. */
  int count(LogEntry entry) {
    try {
      return decoder.count(entry.signal(), entry.payload());
    } catch (PlumblineException e) {
      return 1;
    }
  }

  private static Decoded malformed(LogEntry entry) {
    Map<RejectReason, Integer> one = Map.of(RejectReason.MALFORMED, 1);
    return switch (entry.signal()) {
      case TRACES -> new Decoded.Traces(List.of(), one, false);
      case LOGS -> new Decoded.Logs(List.of(), one, false);
      case METRICS -> new Decoded.Metrics(List.of(), 0, one, false);
    };
  }
}
