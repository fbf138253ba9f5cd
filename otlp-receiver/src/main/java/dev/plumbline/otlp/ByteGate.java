// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.otlp;

import dev.plumbline.model.error.ErrorKind;
import dev.plumbline.model.error.PlumblineException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** Bounds the bytes of requests that are held in memory at once. Thread-safe. */
final class ByteGate {
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private final long maxBytes;
  private final AtomicLong held = new AtomicLong();

  ByteGate(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /** The bytes one request holds, to be given back by closing. One thread. */
  final class Pass implements AutoCloseable {
    private long bytes;

    /** A request that is alone always gets what it asks for. */
    void grow(long more) {
      if (more <= 0) {
        return;
      }
      long now = held.addAndGet(more);
      if (now > maxBytes && now > bytes + more) {
        held.addAndGet(-more);
        throw new PlumblineException(
            ErrorKind.OVERLOADED,
            "too much data is being received at once; send again later",
            null,
            RETRY_AFTER);
      }
      bytes += more;
    }

    @Override
    public void close() {
      held.addAndGet(-bytes);
      bytes = 0;
    }
  }

  Pass enter() {
    return new Pass();
  }

  long held() {
    return held.get();
  }
}
