// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.clickhouse.engine;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import dev.plumbline.clickhouse.engine.StatementHandler.RequestException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;
import org.apache.commons.compress.compressors.lz4.FramedLZ4CompressorInputStream;

/** {@code Content-Encoding} of requests. */
final class RequestEncoding {
  private static final int BUFFER_BYTES = 64 << 10;

  private RequestEncoding() {}

  static InputStream decode(String encoding, InputStream body) throws RequestException {
    try {
      return switch (encoding) {
        case "", "identity" -> body;
        case "gzip", "x-gzip" -> new GZIPInputStream(body, BUFFER_BYTES);
        case "deflate" -> new InflaterInputStream(body);
        case "zstd" -> new ZstdInputStreamNoFinalizer(body);
        case "lz4" -> new FramedLZ4CompressorInputStream(body, true);
        default ->
            throw new RequestException(415, "Content-Encoding must be gzip, deflate, zstd or lz4");
      };
    } catch (IOException e) {
      throw new RequestException(400, "The body is not what its Content-Encoding says");
    }
  }
}
