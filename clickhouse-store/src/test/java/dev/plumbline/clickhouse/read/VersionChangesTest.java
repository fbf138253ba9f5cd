// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.clickhouse.read;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.model.store.TelemetryReader.VersionChange;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VersionChangesTest {
  private static final long SECOND = 1_000_000_000L;

  @Test
  void namesWhatChangedWhenAndFromWhat() {
    List<VersionChange> changes =
        ClickHouseReader.changes(
            List.of(
                new ClickHouseReader.Seen(Map.of("model", "a", "app", "1"), 0, 100),
                new ClickHouseReader.Seen(Map.of("model", "a", "app", "2"), 10 * SECOND, 5),
                new ClickHouseReader.Seen(Map.of("model", "b", "app", "2"), 20 * SECOND, 7),
                new ClickHouseReader.Seen(Map.of("model", "b", "app", "1"), 30 * SECOND, 2)));
    assertThat(changes)
        .containsExactly(
            new VersionChange("model", "a", "b", Instant.ofEpochSecond(20), 9),
            new VersionChange("app", "1", "2", Instant.ofEpochSecond(10), 12));
  }

  @Test
  void saysNothingOfTheVersionsTheStretchBeginsWith() {
    assertThat(ClickHouseReader.changes(List.of())).isEmpty();
    assertThat(
            ClickHouseReader.changes(
                List.of(new ClickHouseReader.Seen(Map.of("model", "a"), 0, 1))))
        .isEmpty();
  }

  @Test
  void namesAPartThatWasNotThereBefore() {
    assertThat(
            ClickHouseReader.changes(
                List.of(
                    new ClickHouseReader.Seen(Map.of(), 0, 1),
                    new ClickHouseReader.Seen(Map.of("prompt", "p"), SECOND, 3))))
        .containsExactly(new VersionChange("prompt", "", "p", Instant.ofEpochSecond(1), 3));
  }
}
