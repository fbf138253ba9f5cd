// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.otlp.genai;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * By hand: {@code CaptureReplay FRAMES ROWS}, frames from {@code dialects/requests.py}, rows for
 * {@code replay_check.py --from-rows}.
 */
final class CaptureReplay {
  private CaptureReplay() {}

  public static void main(String[] args) throws IOException {
    Rows rows = Requests.replay(Path.of(args[0]));
    Files.writeString(Path.of(args[1]), rows.json());
    System.err.println(rows.spans().size() + " spans, " + rows.changes + " changed later");
  }
}
