// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.clickhouse.engine;

import com.clickhouse.data.ClickHouseCityHash;
import com.github.luben.zstd.Zstd;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import net.jpountz.lz4.LZ4Exception;
import net.jpountz.lz4.LZ4Factory;

/**
 * ClickHouse's own framing of compressed data ({@code compress=1}, {@code decompress=1}): a 16-byte
 * CityHash128, the method, both sizes, the data.
 */
final class CompressedBlocks {
  private static final int HASH_BYTES = 16;
  private static final int HEADER_BYTES = 9;
  private static final int LONGEST_BLOCK = 256 << 20;
  private static final byte LZ4 = (byte) 0x82;
  private static final byte ZSTD = (byte) 0x90;
  private static final byte STORED = 0x02;

  private CompressedBlocks() {}

  @SuppressWarnings("deprecation") // the driver's own class; it has no successor outside it
  private static long[] hash(byte[] bytes, int offset, int length) {
    return ClickHouseCityHash.cityHash128(bytes, offset, length);
  }

  /** Reads blocks; a broken one is an {@link IOException}. */
  static final class Input extends InputStream {
    private final InputStream in;
    private byte[] plain = new byte[0];
    private int position;

    Input(InputStream in) {
      this.in = in;
    }

    @Override
    public int read() throws IOException {
      return position < plain.length || nextBlock() ? plain[position++] & 0xFF : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      if (length == 0) {
        return 0;
      }
      if (position >= plain.length && !nextBlock()) {
        return -1;
      }
      int n = Math.min(length, plain.length - position);
      System.arraycopy(plain, position, target, offset, n);
      position += n;
      return n;
    }

    private boolean nextBlock() throws IOException {
      do {
        byte[] head = in.readNBytes(HASH_BYTES + HEADER_BYTES);
        if (head.length == 0) {
          return false;
        }
        if (head.length < HASH_BYTES + HEADER_BYTES) {
          throw new EOFException("compressed block is cut off");
        }
        plain = block(head);
        position = 0;
      } while (plain.length == 0);
      return true;
    }

    private byte[] block(byte[] headBytes) throws IOException {
      ByteBuffer head = ByteBuffer.wrap(headBytes).order(ByteOrder.LITTLE_ENDIAN);
      int packed = head.getInt(HASH_BYTES + 1);
      int unpacked = head.getInt(HASH_BYTES + 5);
      if (packed < HEADER_BYTES
          || packed > LONGEST_BLOCK
          || unpacked < 0
          || unpacked > LONGEST_BLOCK) {
        throw new IOException("compressed block has impossible sizes");
      }
      byte[] block = Arrays.copyOfRange(headBytes, HASH_BYTES, HASH_BYTES + packed);
      int rest = packed - HEADER_BYTES;
      if (in.readNBytes(block, HEADER_BYTES, rest) < rest) {
        throw new EOFException("compressed block is cut off");
      }
      long[] hash = hash(block, 0, packed);
      if (hash[0] != head.getLong(0) || hash[1] != head.getLong(8)) {
        throw new IOException("compressed block has a wrong checksum");
      }
      return unpack(block, rest, unpacked);
    }

    private static byte[] unpack(byte[] block, int packed, int unpacked) throws IOException {
      byte[] plain = new byte[unpacked];
      long written =
          switch (block[0]) {
            case LZ4 -> {
              try {
                yield LZ4Factory.fastestJavaInstance()
                    .safeDecompressor()
                    .decompress(block, HEADER_BYTES, packed, plain, 0, unpacked);
              } catch (LZ4Exception e) {
                throw new IOException("compressed block is broken", e);
              }
            }
            case ZSTD -> Zstd.decompressByteArray(plain, 0, unpacked, block, HEADER_BYTES, packed);
            case STORED -> {
              System.arraycopy(block, HEADER_BYTES, plain, 0, Math.min(packed, unpacked));
              yield packed;
            }
            default -> throw new IOException("compressed block has an unknown method");
          };
      if (written != unpacked) {
        throw new IOException("compressed block has another size than it says");
      }
      return plain;
    }
  }

  /**
   * Writes blocks that every client can read (LZ4), but without looking for repetitions: on
   * loopback compressing costs more than it saves.
   */
  static final class Output extends OutputStream {
    private static final int BLOCK_BYTES = 1 << 20;

    private final OutputStream out;
    private final byte[] plain = new byte[BLOCK_BYTES];
    private int filled;

    Output(OutputStream out) {
      this.out = out;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
      int from = offset;
      int left = length;
      while (left > 0) {
        int n = Math.min(left, BLOCK_BYTES - filled);
        System.arraycopy(source, from, plain, filled, n);
        filled += n;
        from += n;
        left -= n;
        if (filled == BLOCK_BYTES) {
          writeBlock();
        }
      }
    }

    @Override
    public void flush() throws IOException {
      writeBlock();
      out.flush();
    }

    @Override
    public void close() throws IOException {
      writeBlock();
      out.close();
    }

    private void writeBlock() throws IOException {
      if (filled == 0) {
        return;
      }
      int lengthBytes = filled < 15 ? 0 : 1 + (filled - 15) / 255;
      int packed = HEADER_BYTES + 1 + lengthBytes + filled;
      ByteBuffer block = ByteBuffer.allocate(HASH_BYTES + packed).order(ByteOrder.LITTLE_ENDIAN);
      block.position(HASH_BYTES);
      block.put(LZ4).putInt(packed).putInt(filled);
      block.put((byte) (Math.min(filled, 15) << 4)); // one LZ4 sequence, of literals only
      if (lengthBytes > 0) {
        int left = filled - 15;
        for (; left >= 255; left -= 255) {
          block.put((byte) 255);
        }
        block.put((byte) left);
      }
      block.put(plain, 0, filled);
      long[] hash = hash(block.array(), HASH_BYTES, packed);
      block.putLong(0, hash[0]).putLong(8, hash[1]);
      out.write(block.array());
      filled = 0;
    }
  }
}
