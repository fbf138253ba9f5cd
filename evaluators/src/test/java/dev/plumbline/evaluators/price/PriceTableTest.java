// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.price;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.plumbline.evaluators.Scores;
import dev.plumbline.evaluators.TestCalls;
import dev.plumbline.model.error.PlumblineException;
import dev.plumbline.model.genai.Usage;
import dev.plumbline.model.score.Score;
import dev.plumbline.model.score.ScoreStatus;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PriceTableTest {
  private final PriceTable prices = PriceTable.builtIn();

  /** USD per million input tokens, from the providers' public lists. */
  @ParameterizedTest
  @CsvSource({
    "openai, gpt-4o-mini, 0.15",
    "openai, gpt-4o-mini-2024-07-18, 0.15",
    "openai, openai/gpt-4o, 2.5",
    "openai, gpt-5, 1.25",
    "openai, gpt-5-mini-2025-08-07, 0.25",
    "openai, gpt-5-nano, 0.05",
    "openai, o3-mini-2025-01-31, 1.1",
    "openai, o4-mini, 1.1",
    "openai, text-embedding-3-small, 0.02",
    "openai, text-embedding-3-large, 0.13",
    "anthropic, claude-sonnet-4-5-20250929, 3",
    "anthropic, claude-haiku-4-5, 1",
    "anthropic, claude-opus-4-1-20250805, 15",
    "anthropic, claude-3-5-sonnet-20241022, 3",
    "aws.bedrock, us.anthropic.claude-sonnet-4-5-20250929-v1:0, 3.3",
    "azure.ai.openai, gpt-4o-mini, 0.15",
    "gcp.gemini, models/gemini-2.5-flash, 0.3",
    "gcp.vertex_ai, gemini-2.5-pro, 1.25",
    "google, gemini-2.5-flash-lite, 0.1",
    "x_ai, grok-4-latest, 3",
    "litellm, mistral/mistral-large-2411, 2",
    "'', anthropic/claude-sonnet-4-5, 3",
  })
  void findsTheModelBehindItsManyNames(String provider, String model, double usd) {
    assertThat(cost(TestCalls.chat().model(provider, model, "").usage(1_000_000 / 10, 0)))
        .isEqualTo(usd / 10, within(1e-9));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gpt-4o-turbo-max",
        "my-deployment",
        "gpt-4o-realtime-x",
        "gpt",
        "claude",
        "",
        "-"
      })
  void anUnknownModelHasNoCost(String model) {
    Score score =
        Scores.of(
            TestCalls.chat().model("openai", model, "").usage(10, 10).span(), CostEvaluator.COST);

    assertThat(score.status()).isEqualTo(ScoreStatus.NOT_APPLICABLE);
    assertThat(score.value()).isEmpty();
  }

  @Test
  void openWeightsOnOnesOwnMachinesHaveNoListPrice() {
    assertThat(prices.knows("deepseek", "deepseek-chat")).isTrue();
    assertThat(prices.knows("ollama", "deepseek-chat")).isFalse();
  }

  @Test
  void missingUsageIsNoCost() {
    assertThat(Scores.of(TestCalls.chat().span(), CostEvaluator.COST).status())
        .isEqualTo(ScoreStatus.NOT_APPLICABLE);
    Usage inputOnly =
        new Usage(
            OptionalLong.of(5),
            OptionalLong.empty(),
            OptionalLong.empty(),
            OptionalLong.empty(),
            OptionalLong.empty(),
            Usage.Source.REPORTED);
    assertThat(prices.cost(TestCalls.chat().usage(inputOnly).call(), TestCalls.START)).isEmpty();
    assertThat(
            prices.cost(
                TestCalls.chat()
                    .operation("embeddings")
                    .model("openai", "text-embedding-3-small", "")
                    .usage(inputOnly)
                    .call(),
                TestCalls.START))
        .hasValue(5 * 0.02 / 1e6);
  }

  /** Anthropic: reads at 0.1, writes at 1.25 of the input price; input includes both. */
  @Test
  void cachedTokensHaveTheirOwnPrice() {
    double usd =
        cost(
            TestCalls.chat()
                .model("anthropic", "claude-sonnet-4-5", "")
                .usage(10_000, 1_000, 6_000, 2_000, 0));

    assertThat(usd)
        .isEqualTo((2_000 * 3 + 6_000 * 0.3 + 2_000 * 3.75 + 1_000 * 15) / 1e6, within(1e-12));
  }

  /** Gemini 2.5 Pro: above 200,000 input tokens the whole call has the higher price. */
  @Test
  void aLongPromptIsPricedByItsTier() {
    assertThat(cost(TestCalls.chat().model("gcp.gemini", "gemini-2.5-pro", "").usage(200_000, 10)))
        .isEqualTo((200_000 * 1.25 + 10 * 10) / 1e6, within(1e-12));
    assertThat(cost(TestCalls.chat().model("gcp.gemini", "gemini-2.5-pro", "").usage(200_001, 10)))
        .isEqualTo((200_001 * 2.5 + 10 * 15) / 1e6, within(1e-12));
  }

  @Test
  void aCallIsPricedByItsDay() {
    long before = 1_749_000_000_000_000_000L; // 2025-06-04, o3 was five times dearer
    var call = TestCalls.chat().model("openai", "o3", "").usage(1_000_000, 0).call();

    assertThat(prices.cost(call, before)).hasValue(10);
    assertThat(prices.cost(call, TestCalls.START)).hasValue(2);
  }

  @Test
  void theUsersFileComesFirstAndIsPartOfTheVersion(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("prices.json");
    Files.writeString(
        file,
        """
        {"version":"2026-11-01","models":[
          {"provider":"ollama","names":["llama3.3"],
           "prices":[{"valid_from":"2026-01-01","input":0.1,"output":0.2,"reasoning":1}]},
          {"names":["house-model"],"prices":[{"input":7,"output":0}]}]}
        """);
    PriceTable mine = PriceTable.withOverrides(file);

    assertThat(mine.version()).startsWith("2026-11-01:").contains("+");
    assertThat(
            mine.cost(
                TestCalls.chat().model("ollama", "llama3.3", "").usage(10, 20, 0, 0, 5).call(),
                TestCalls.START))
        .hasValue((10 * 0.1 + 15 * 0.2 + 5 * 1) / 1e6);
    assertThat(mine.knows("vllm", "house-model")).isTrue();
    assertThat(mine.knows("openai", "gpt-4o")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "not json",
        "{\"models\":[{\"names\":[\"a\"],\"prices\":[{\"output\":1}]}]}",
        "{\"models\":[{\"names\":[\"a\"],\"prices\":[{\"input\":-1}]}]}",
        "{\"models\":[{\"names\":[\"a\"],\"prices\":[{\"input\":1,\"valid_from\":\"May\"}]}]}"
      })
  void aBrokenFileIsRefusedWithItsName(String text, @TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("p.json"), text);

    assertThatThrownBy(() -> PriceTable.withOverrides(file))
        .isInstanceOf(PlumblineException.class)
        .hasMessageContaining("p.json");
  }

  @Test
  void theReportedCostStandsBesideOurs() {
    var span = TestCalls.chat().usage(10, 10).reportedCost(0.5).span();

    assertThat(Scores.value(span, "reported_cost_usd")).isEqualTo(0.5);
    assertThat(Scores.value(span, CostEvaluator.COST)).isLessThan(0.001);
  }

  private double cost(TestCalls call) {
    return prices.cost(call.call(), TestCalls.START).orElseThrow();
  }
}
