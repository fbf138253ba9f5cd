// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.judges;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.judges.client.ClientConfig.Format;
import dev.plumbline.model.config.Settings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class JudgesConfigTest {
  private static Settings settings(Object... namesAndValues) {
    TreeMap<String, Object> values = new TreeMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      values.put("evaluators." + namesAndValues[i], namesAndValues[i + 1]);
    }
    return new Settings("test", values);
  }

  @Test
  void noneIsConfiguredByDefault() {
    Settings settings = Settings.empty();
    assertThat(JudgesConfig.read(settings).judges()).isEmpty();
    settings.throwIfInvalid();
  }

  @Test
  void aModelIsEnough() {
    Settings settings = settings("judges.main.model", "m", "judges.main.api_key", "sk-1");
    JudgeConfig judge = JudgesConfig.read(settings).judges().getFirst();
    settings.throwIfInvalid();
    assertThat(judge.name()).isEqualTo("main");
    assertThat(judge.enabled()).isTrue();
    assertThat(judge.client().format()).isEqualTo(Format.OPENAI);
    assertThat(judge.client().url()).hasToString("https://api.openai.com/v1");
    assertThat(judge.client().apiKey().reveal()).isEqualTo("sk-1");
    assertThat(judge.sampling()).isEqualTo(0.05);
    assertThat(judge.floor()).isEqualTo(0.025);
    assertThat(judge.rubrics()).containsExactly("default");
    assertThat(judge.toString()).doesNotContain("sk-1");
  }

  @Test
  void everyKeyIsRead() {
    Settings settings =
        settings(
            "judges.a.format", "anthropic",
            "judges.a.url", "http://localhost:9/proxy",
            "judges.a.model", "claude-x",
            "judges.a.headers.X-Team", "blue",
            "judges.a.timeout", "9s",
            "judges.a.rubrics", List.of("faithfulness", "tone"),
            "judges.a.suffix", "_a",
            "judges.a.sampling", "0.2",
            "judges.a.floor", "0.1",
            "judges.a.budget.usd_per_hour", "3.5",
            "judges.a.budget.calls_per_hour", "70",
            "judges.a.price.input", "1.5",
            "judges.a.price.output", "6",
            "judges.a.tenant", "org",
            "judges.a.votes", "3",
            "judges.a.enabled", "false",
            "judges.b.model", "m");
    List<JudgeConfig> judges = JudgesConfig.read(settings).judges();
    settings.throwIfInvalid();
    JudgeConfig a = judges.getFirst();
    assertThat(a.client().timeout()).isEqualTo(Duration.ofSeconds(9));
    assertThat(a.client().headers()).containsOnlyKeys("X-Team");
    assertThat(a.rubrics()).containsExactly("faithfulness", "tone");
    assertThat(a.budget().usdPerHour()).isEqualTo(3.5);
    assertThat(a.budget().callsPerHour()).isEqualTo(70);
    assertThat(a.price()).contains(new JudgeConfig.Price(1.5, 6));
    assertThat(a.tenant()).isEqualTo("org");
    assertThat(a.enabled()).isFalse();
    assertThat(judges).hasSize(2);
  }

  @Test
  void everyProblemIsToldAndNoSecret() {
    for (Map.Entry<String, Object[]> one :
        Map.of(
                "must name a model", new Object[] {"judges.a.url", "http://localhost:1"},
                "unknown key; evaluators.judges.a takes api_key",
                    new Object[] {"judges.a.model", "m", "judges.a.apikey", "sk-topsecret"},
                "must be at most sampling",
                    new Object[] {"judges.a.model", "m", "judges.a.floor", "0.5"},
                "there is no rubric nonsense",
                    new Object[] {"judges.a.model", "m", "judges.a.rubrics", "nonsense"},
                "would send a key in clear",
                    new Object[] {
                      "judges.a.model", "m",
                      "judges.a.url", "http://203.0.113.7/v1",
                      "judges.a.api_key", "sk-topsecret"
                    },
                "comes from judge a too",
                    new Object[] {
                      "judges.a.model", "m",
                      "judges.b.model", "m",
                      "judges.b.rubrics", "tone"
                    },
                "must be lower_snake_case", new Object[] {"judges.Bad-Name.model", "m"},
                "must be an http or https address",
                    new Object[] {"judges.a.model", "m", "judges.a.url", "ftp://x"},
                "is no header that may be set",
                    new Object[] {"judges.a.model", "m", "judges.a.headers.Host", "x"},
                "cannot be read",
                    new Object[] {"judges.a.model", "m", "rubrics.folder", "/nowhere"})
            .entrySet()) {
      Settings settings = settings(one.getValue());
      JudgesConfig.read(settings);
      assertThatThrownBy(settings::throwIfInvalid)
          .as(one.getKey())
          .hasMessageContaining(one.getKey())
          .hasMessageNotContaining("topsecret");
    }
  }

  @Test
  void familiesAreKnownByTheirNames() {
    assertThat(ModelFamily.of("gpt-5-mini")).isEqualTo("openai");
    assertThat(ModelFamily.of("us.anthropic.claude-sonnet-4-5")).isEqualTo("anthropic");
    assertThat(ModelFamily.of("DeepSeek-R1-Distill-Llama-70B")).isEqualTo("deepseek");
    assertThat(ModelFamily.of("my-model")).isEmpty();
    assertThat(ModelFamily.relation("gpt-5", "o3-mini")).isEqualTo("same");
    assertThat(ModelFamily.relation("gpt-5", "claude-3")).isEqualTo("other");
    assertThat(ModelFamily.relation("gpt-5", "")).isEqualTo("unknown");
  }
}
