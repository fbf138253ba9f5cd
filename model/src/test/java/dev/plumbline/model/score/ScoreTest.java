// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.model.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class ScoreTest {
  @Test
  void aValueIsThereExactlyWhenTheStatusIsOk() {
    assertThatThrownBy(() -> score(OptionalDouble.empty(), ScoreStatus.OK))
        .hasMessageContaining("value must be present exactly when the status is ok");
    assertThatThrownBy(() -> score(OptionalDouble.of(0), ScoreStatus.SKIPPED))
        .hasMessageContaining("value must be present exactly when the status is ok");
    assertThatThrownBy(() -> score(OptionalDouble.of(Double.NaN), ScoreStatus.OK))
        .hasMessageContaining("must be a finite number");
  }

  @Test
  void theHashOfAVersionTupleKnowsNothingOfOrderAndEmptyParts() {
    VersionTuple a = VersionTuple.of(new TreeMap<>(Map.of("prompt_version", "7", "x", "")));
    VersionTuple b = VersionTuple.of(new TreeMap<>(Map.of("prompt_version", "7")));
    VersionTuple c = VersionTuple.of(new TreeMap<>(Map.of("prompt_versio", "n7")));

    assertThat(a.hash()).isEqualTo(b.hash()).hasSize(16).isNotEqualTo(c.hash());
  }

  private static Score score(OptionalDouble value, ScoreStatus status) {
    return new Score("refusal", value, "", status, "", 1, List.of(), "refusal", "1");
  }
}
