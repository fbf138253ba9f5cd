// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.clickhouse.rowbinary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RowBinaryTest {
  @Test
  void readsWhatItWrote() throws IOException {
    RowBinaryWriter out = new RowBinaryWriter(1);
    out.int64(Long.MIN_VALUE);
    out.int32(-2);
    out.float64(Double.NaN);
    out.bool(true);
    out.nullableUInt64(OptionalLong.of(7));
    out.nullableUInt64(OptionalLong.of(-7));
    out.nullableFloat64(OptionalDouble.of(Double.POSITIVE_INFINITY));
    out.nullableFloat64(OptionalDouble.of(0.5));
    out.length(300);
    RowBinaryReader in = reader(out);
    assertThat(in.int64()).isEqualTo(Long.MIN_VALUE);
    assertThat(in.int32()).isEqualTo(-2);
    assertThat(in.float64()).isNaN();
    assertThat(in.bool()).isTrue();
    assertThat(in.nullableInt64()).hasValue(7);
    assertThat(in.nullableInt64()).isEmpty();
    assertThat(in.nullableFloat64()).isEmpty();
    assertThat(in.nullableFloat64()).hasValue(0.5);
    assertThat(in.length()).isEqualTo(300);
    assertThat(in.hasNext()).isFalse();
  }

  @Test
  void keepsEveryText() throws IOException {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 500; i++) {
      int length = random.nextInt(i % 10 == 0 ? 5000 : 80);
      StringBuilder text = new StringBuilder();
      for (int c = 0; c < length; c++) {
        text.appendCodePoint(
            random.nextInt(4) == 0 ? 0x80 + random.nextInt(0x2000) : random.nextInt(0x80));
      }
      RowBinaryWriter out = new RowBinaryWriter(4);
      out.string(text.toString());
      out.string("end");
      RowBinaryReader in = reader(out);
      assertThat(in.string()).as("seed " + seed).isEqualTo(text.toString());
      assertThat(in.string()).isEqualTo("end");
    }
  }

  @Test
  void takesBackARow() {
    RowBinaryWriter out = new RowBinaryWriter(16);
    out.string("keep");
    int size = out.size();
    out.string("drop");
    out.truncate(size);
    assertThat(out.toByteArray()).hasSize(5);
  }

  @Test
  void saysWhenAResultEndsWithinARow() {
    RowBinaryWriter out = new RowBinaryWriter(16);
    out.length(10);
    assertThatThrownBy(() -> reader(out).string()).isInstanceOf(EOFException.class);
  }

  private static RowBinaryReader reader(RowBinaryWriter out) {
    return new RowBinaryReader(new ByteArrayInputStream(out.toByteArray()));
  }
}
