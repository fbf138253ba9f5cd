// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.clickhouse.windows;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class DirtyMinutesTest {
  @Test
  void givesTheNewestFirstAndEachOnce() {
    DirtyMinutes dirty = new DirtyMinutes();
    dirty.add(List.of(5L, 7L, 5L, 6L));
    dirty.mark(5 * 60_000_000_000L + 1);
    assertThat(dirty.size()).isEqualTo(3);
    assertThat(dirty.take(2)).containsExactly(7L, 6L);
    assertThat(dirty.take(2)).containsExactly(5L);
    assertThat(dirty.take(2)).isEmpty();
  }

  @Test
  void leavesOutWhatNoWindowCanHold() {
    DirtyMinutes dirty = new DirtyMinutes();
    dirty.mark(Long.MAX_VALUE);
    dirty.add(List.of(-1L));
    assertThat(dirty.size()).isZero();
  }
}
