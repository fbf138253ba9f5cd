// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.otlp.genai;

import dev.plumbline.model.genai.SpanReader;
import dev.plumbline.model.genai.SpanReader.Reading;
import dev.plumbline.model.ingest.Signal;
import dev.plumbline.otlp.decode.DecodeLimits;
import dev.plumbline.otlp.decode.Decoded;
import dev.plumbline.otlp.decode.OtlpDecoder;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;

/** Feeds OTLP requests to a reader, one reading for each. */
final class Requests {
  private static final OtlpDecoder DECODER = new OtlpDecoder(DecodeLimits.DEFAULT);

  private Requests() {}

  static GenAiReader reader() {
    return new GenAiReader(GenAiConfig.DEFAULT, SpanReader.History.NONE, InstantSource.system());
  }

  static Reading read(SpanReader reader, Signal signal, byte[] request) {
    return switch (DECODER.decode(signal, ByteBuffer.wrap(request), 1)) {
      case Decoded.Traces traces -> reader.read(traces.spans(), List.of());
      case Decoded.Logs logs -> reader.read(List.of(), logs.records());
      case Decoded.Metrics _ -> new Reading(List.of(), List.of());
    };
  }

  /** Frames as {@code dialects/requests.py} writes them. */
  static Rows replay(Path frames) throws IOException {
    GenAiReader reader = reader();
    Rows rows = new Rows();
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(frames)))) {
      while (true) {
        int signal;
        try {
          signal = in.readByte();
        } catch (EOFException e) {
          return rows;
        }
        byte[] body = new byte[in.readInt()];
        in.readFully(body);
        rows.store(read(reader, signal == 't' ? Signal.TRACES : Signal.LOGS, body));
      }
    }
  }
}
