// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.otlp;

import dev.plumbline.model.ingest.Hint;
import dev.plumbline.model.ingest.IngestLog;
import dev.plumbline.model.ingest.LogRecord;
import dev.plumbline.model.ingest.Signal;
import dev.plumbline.otlp.decode.Decoded;
import dev.plumbline.otlp.decode.OtlpDecoder;
import dev.plumbline.otlp.decode.RejectReason;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What both protocols do with a request: check, append, count, then acknowledge. Thread-safe. */
final class Intake {
  /** Strings of a decoded request take about as much as its bytes, and objects as much again. */
  private static final int DECODED_BYTES_PER_BYTE = 3;

  private final OtlpDecoder decoder;
  private final IngestLog log;
  private final IngestBalance balance;
  private final InstantSource clock;

  Intake(OtlpDecoder decoder, IngestLog log, IngestBalance balance, InstantSource clock) {
    this.decoder = decoder;
    this.log = log;
    this.balance = balance;
    this.clock = clock;
  }

  /**
   * What the sender is told about items that were left out.
   *
   * @param rejected number of items; 0 when the whole request was taken
   * @param message the reasons with their counts; empty when nothing was left out
   */
  record Accepted(int rejected, String message) {
    static final Accepted ALL = new Accepted(0, "");
  }

  /**
   * Returns when the request is durable.
   *
   * @throws dev.plumbline.model.error.PlumblineException INVALID_INPUT when it is no OTLP; whatever
   *     {@link IngestLog#append} throws
   */
  Accepted accept(Signal signal, ByteBuffer request) throws InterruptedException {
    long receivedAt = epochNanos(clock.instant());
    Decoded decoded = decoder.decode(signal, request, receivedAt);
    if (decoded.received() == 0) {
      return Accepted.ALL; // exporters may send an empty request to try the connection
    }
    Map<String, String> headers =
        decoded.timedByReceipt()
            ? Map.of(OtlpHeaders.RECEIVED_AT, Long.toString(receivedAt))
            : Map.of();
    long heapBytes = (long) DECODED_BYTES_PER_BYTE * request.remaining();
    log.append(
        new LogRecord(
            signal, headers, request.duplicate(), Optional.of(new Hint(decoded, heapBytes))));
    balance.received(signal, decoded.received());
    return decoded.rejected().isEmpty() ? Accepted.ALL : partial(decoded);
  }

  private static Accepted partial(Decoded decoded) {
    TreeMap<RejectReason, Integer> reasons = new TreeMap<>(decoded.rejected());
    StringBuilder message = new StringBuilder("rejected for good: ");
    reasons.forEach((reason, count) ->
        message
            .append(reason == reasons.firstKey() ? "" : ", ")
            .append(count)
            .append(" with invalid ")
            .append(reason.label()));
    return new Accepted(decoded.rejectedCount(), message.toString());
  }

  private static long epochNanos(Instant time) {
    return Math.addExact(Math.multiplyExact(time.getEpochSecond(), 1_000_000_000L), time.getNano());
  }
}
