// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.model.metrics.Meters;
import dev.plumbline.model.score.VersionTuple;
import org.junit.jupiter.api.Test;

class VersionsTest {
  private final InlineScorer scorer =
      InlineScorer.create(EvaluatorsConfig.defaults(), Meters.none());

  @Test
  void namesAnApplicationThatSendsNoVersionByItsPromptAndParameters() {
    VersionTuple one = tuple(TestCalls.chat().system("Be brief."));
    VersionTuple same = tuple(TestCalls.chat().system("Be brief."));
    VersionTuple other = tuple(TestCalls.chat().system("Be long."));
    VersionTuple warmer =
        tuple(TestCalls.chat().system("Be brief.").attribute("gen_ai.request.temperature", "1.5"));

    assertThat(one.parts().get("app_version")).startsWith("fp-");
    assertThat(one.parts().get("prompt_version")).startsWith("sys-");
    assertThat(same).isEqualTo(one);
    assertThat(other.parts().get("prompt_version")).isNotEqualTo(one.parts().get("prompt_version"));
    assertThat(warmer.parts().get("app_version")).isNotEqualTo(one.parts().get("app_version"));
    assertThat(warmer.parts().get("prompt_version")).isEqualTo(one.parts().get("prompt_version"));
  }

  @Test
  void aDateInTheSystemPromptIsNoNewVersion() {
    assertThat(tuple(TestCalls.chat().system("Today is 2026-11-21, 14:05. User id u-991.")))
        .isEqualTo(tuple(TestCalls.chat().system("Today is 2026-11-22, 09:17. User id u-17.")));
  }

  @Test
  void takesTheVersionThatTheApplicationSends() {
    VersionTuple tuple = tuple(TestCalls.chat().appVersion("2.3.1").system("a"));

    assertThat(tuple.parts()).containsEntry("app_version", "2.3.1");
    assertThat(tuple.parts())
        .containsEntry("request_model", "gpt-4o-mini")
        .containsEntry("response_model", "gpt-4o-mini-2024-07-18")
        .containsEntry("sampling_probability", "1")
        .containsKeys("evaluators", "price_table");
  }

  private VersionTuple tuple(TestCalls call) {
    return scorer.score(call.span()).versions();
  }
}
