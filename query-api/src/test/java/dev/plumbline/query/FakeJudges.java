// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.query;

import dev.plumbline.query.rest.Judges;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** One judge without a price. */
final class FakeJudges implements Judges {
  @Override
  public List<Item> list() {
    return List.of(
        new Item(
            "main",
            false,
            "openai",
            "gpt-x",
            List.of("tone@1#0123456789ab"),
            List.of("tone"),
            0.05,
            0.025,
            1,
            600,
            false,
            0));
  }

  @Override
  public Optional<Plan> plan(String id, OptionalDouble callsPerDay, OptionalDouble sd) {
    if (!id.equals("main")) {
      return Optional.empty();
    }
    return Optional.of(
        new Plan(
            id,
            "gpt-x",
            callsPerDay.orElse(1000),
            1,
            1500,
            150,
            null,
            0,
            0.1,
            sd.orElse(0.25),
            0.05,
            0.8,
            "z",
            List.of(new Level(0.05, 50, null, true, 200, 0.07))));
  }
}
