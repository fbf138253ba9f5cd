// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.otlp.genai;

import dev.plumbline.model.genai.SpanReader;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;

/**
 * Reads requests that {@code replay_check.py} would send and writes the rows that it would find:
 * {@code CaptureReplay REQUESTS ROWS}. Requests are frames of one letter for the signal, a length
 * of four bytes and the protobuf message.
 */
final class CaptureReplay {
  private CaptureReplay() {}

  public static void main(String[] args) throws IOException {
    Rows rows = replay(Path.of(args[0]));
    Files.writeString(Path.of(args[1]), rows.json());
    System.err.println(rows.spans().size() + " spans, " + rows.changes + " changed later");
  }

  static Rows replay(Path requests) throws IOException {
    GenAiReader reader =
        new GenAiReader(GenAiConfig.DEFAULT, SpanReader.History.NONE, InstantSource.system());
    Rows rows = new Rows();
    try (DataInputStream in =
        new DataInputStream(new java.io.BufferedInputStream(Files.newInputStream(requests)))) {
      while (true) {
        int signal;
        try {
          signal = in.readByte();
        } catch (EOFException e) {
          return rows;
        }
        byte[] body = new byte[in.readInt()];
        in.readFully(body);
        rows.store(
            signal == 't'
                ? reader.read(Captured.spans(body), List.of())
                : reader.read(List.of(), Captured.logs(body)));
      }
    }
  }
}
