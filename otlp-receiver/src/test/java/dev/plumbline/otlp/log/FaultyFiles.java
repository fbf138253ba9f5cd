// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.otlp.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** A disk that becomes full, or fails to flush or to cut, when a test says so. */
final class FaultyFiles implements LogFolder.Opener {
  /** Bytes of segments that can still be written. */
  final AtomicLong room = new AtomicLong(Long.MAX_VALUE / 2);

  final AtomicBoolean flushFails = new AtomicBoolean();
  final AtomicBoolean truncateFails = new AtomicBoolean();

  private final boolean flushes;

  FaultyFiles() {
    this(true);
  }

  /**
   * Files for this process only.
   *
   * @param flushes false where nothing is to survive a power loss: tests become much faster
   */
  FaultyFiles(boolean flushes) {
    this.flushes = flushes;
  }

  @Override
  public FileChannel open(
      Path file, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    FileChannel channel = FileChannel.open(file, options, attributes);
    boolean faulty = flushes ? file.toString().endsWith(".log") : !file.endsWith("lock");
    return faulty ? new Faulty(channel) : channel;
  }

  private final class Faulty extends FileChannel {
    private final FileChannel real;

    Faulty(FileChannel real) {
      this.real = real;
    }

    @Override
    public int write(ByteBuffer from, long at) throws IOException {
      long left = room.get();
      if (left <= 0) {
        throw new IOException("No space left on device");
      }
      int n = (int) Math.min(left, from.remaining());
      ByteBuffer part = from.slice(from.position(), n);
      int written = real.write(part, at);
      from.position(from.position() + written);
      room.addAndGet(-written);
      return written;
    }

    @Override
    public void force(boolean metaData) throws IOException {
      if (flushFails.get()) {
        throw new IOException("Input/output error");
      }
      if (flushes) {
        real.force(metaData);
      }
    }

    @Override
    public FileChannel truncate(long size) throws IOException {
      if (truncateFails.get()) {
        throw new IOException("Input/output error");
      }
      real.truncate(size);
      return this;
    }

    @Override
    public int read(ByteBuffer dst, long position) throws IOException {
      return real.read(dst, position);
    }

    @Override
    public long size() throws IOException {
      return real.size();
    }

    @Override
    protected void implCloseChannel() throws IOException {
      real.close();
    }

    @Override
    public int read(ByteBuffer dst) {
      throw new UnsupportedOperationException();
    }

    @Override
    public long read(ByteBuffer[] dsts, int offset, int length) {
      throw new UnsupportedOperationException();
    }

    @Override
    public int write(ByteBuffer src) {
      throw new UnsupportedOperationException();
    }

    @Override
    public long write(ByteBuffer[] srcs, int offset, int length) {
      throw new UnsupportedOperationException();
    }

    @Override
    public long position() {
      throw new UnsupportedOperationException();
    }

    @Override
    public FileChannel position(long newPosition) {
      throw new UnsupportedOperationException();
    }

    @Override
    public long transferTo(long position, long count, WritableByteChannel target)
        throws IOException {
      return real.transferTo(position, count, target);
    }

    @Override
    public long transferFrom(ReadableByteChannel src, long position, long count) {
      throw new UnsupportedOperationException();
    }

    @Override
    public MappedByteBuffer map(MapMode mode, long position, long size) {
      throw new UnsupportedOperationException();
    }

    @Override
    public FileLock lock(long position, long size, boolean shared) {
      throw new UnsupportedOperationException();
    }

    @Override
    public FileLock tryLock(long position, long size, boolean shared) {
      throw new UnsupportedOperationException();
    }
  }
}
