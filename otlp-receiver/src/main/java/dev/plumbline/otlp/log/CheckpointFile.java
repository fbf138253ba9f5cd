// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.otlp.log;

import dev.plumbline.model.ingest.Checkpoint;
import dev.plumbline.model.ingest.LogPosition;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The checkpoint on disk: one file of two slots that are written in turn, so that a torn write
 * leaves the one before, and so that no disk space is needed to write one. One thread at a time.
 */
final class CheckpointFile implements AutoCloseable {
  static final String NAME = "checkpoint";

  /** State that fits beside the position. */
  static final int MAX_STATE = 4 << 10;

  private static final int SLOT_BYTES = 8 << 10;
  private static final int SLOTS = 2;
  private static final int CRC_AT = 4;
  private static final int CHECKED_FROM = 8;

  /** "PLC1": the slot format, version 1. */
  private static final int MAGIC = 0x504c4331;

  /**
   * What was saved.
   *
   * @param durableNext behind the last position that was durable then, whether stored or not
   */
  record Saved(long sequence, Checkpoint checkpoint, long durableNext) {}

  private final FileChannel channel;
  private final int damagedSlots;
  private @Nullable Saved last;

  private CheckpointFile(FileChannel channel, @Nullable Saved last, int damagedSlots) {
    this.channel = channel;
    this.last = last;
    this.damagedSlots = damagedSlots;
  }

  static CheckpointFile open(LogFolder folder) throws IOException {
    FileChannel channel =
        folder.open(
            NAME, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    try {
      Saved best = null;
      int damaged = 0;
      for (int slot = 0; slot < SLOTS; slot++) {
        ByteBuffer bytes = read(channel, slot);
        Saved saved = parse(bytes);
        if (saved == null && bytes.mismatch(ByteBuffer.allocate(SLOT_BYTES)) >= 0) {
          damaged++;
        }
        if (saved != null && (best == null || saved.sequence() > best.sequence())) {
          best = saved;
        }
      }
      long size = channel.size();
      if (size != SLOTS * SLOT_BYTES) {
        // new, or cut or lengthened by somebody: both slots must be on disk before they are needed
        LogFolder.writeAll(channel, ByteBuffer.allocate(SLOTS * SLOT_BYTES), 0);
        channel.truncate(SLOTS * SLOT_BYTES).force(true);
        folder.force(folder.path());
        damaged += size == 0 ? 0 : 1;
      }
      CheckpointFile file = new CheckpointFile(channel, best, damaged);
      if (best != null && size != SLOTS * SLOT_BYTES) {
        file.write(best.checkpoint(), best.durableNext());
      }
      return file;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  Optional<Saved> last() {
    return Optional.ofNullable(last);
  }

  /** Slots that held something which was no checkpoint: at most one after a torn write. */
  int damagedSlots() {
    return damagedSlots;
  }

  /**
   * Makes a checkpoint durable.
   *
   * @throws IllegalArgumentException when the state is too large
   */
  void write(Checkpoint checkpoint, long durableNext) throws IOException {
    byte[] state = TextMap.write("checkpoint state", checkpoint.state(), MAX_STATE);
    long sequence = last == null ? 1 : last.sequence() + 1;
    ByteBuffer slot = ByteBuffer.allocate(SLOT_BYTES);
    slot.putInt(MAGIC).putInt(0).putLong(sequence);
    slot.putLong(checkpoint.position().value()).putLong(durableNext).put(state);
    slot.putInt(CRC_AT, crc(slot));
    LogFolder.writeAll(channel, slot.clear(), sequence % SLOTS * SLOT_BYTES);
    channel.force(false);
    last = new Saved(sequence, checkpoint, durableNext);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  private static ByteBuffer read(FileChannel channel, int slot) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(SLOT_BYTES);
    int n = 0;
    while (n >= 0 && bytes.hasRemaining()) {
      n = channel.read(bytes, (long) slot * SLOT_BYTES + bytes.position());
    }
    return bytes.clear();
  }

  private static @Nullable Saved parse(ByteBuffer slot) {
    if (slot.getInt(0) != MAGIC || slot.getInt(CRC_AT) != crc(slot)) {
      return null;
    }
    ByteBuffer in = slot.duplicate().position(CHECKED_FROM);
    long sequence = in.getLong();
    LogPosition position = new LogPosition(in.getLong());
    long durableNext = in.getLong();
    return new Saved(sequence, new Checkpoint(position, TextMap.read(in)), durableNext);
  }

  private static int crc(ByteBuffer slot) {
    CRC32C crc = new CRC32C();
    crc.update(slot.slice(CHECKED_FROM, SLOT_BYTES - CHECKED_FROM));
    return (int) crc.getValue();
  }
}
