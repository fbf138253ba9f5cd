// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.user;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.plumbline.evaluators.Scores;
import dev.plumbline.evaluators.TestCalls;
import dev.plumbline.model.genai.Message;
import dev.plumbline.model.genai.Part;
import dev.plumbline.model.score.Score;
import dev.plumbline.model.score.ScoreStatus;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UserSignalsEvaluatorTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "No, that's not what I asked.",
        "That's wrong, the invoice is from May.",
        "You misunderstood me. I want to cancel, not to pause.",
        "I meant the other account",
        "no I said Zurich not Geneva",
        "This doesn't work. I get the same error.",
        "that is incorrect, please check again",
        "You didn't answer my question",
        "I already told you my order number!",
        "Nope. Try again.",
        "Still not working after the restart",
        "Wrong answer, the capital is Canberra.",
      })
  void findsCorrections(String text) {
    Score score = correction(text);

    assertThat(score.value().orElseThrow()).as(text).isGreaterThanOrEqualTo(0.5);
    assertThat(score.label()).isEqualTo("correction");
    assertThat(score.evidence()).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Thanks, that helped a lot!",
        "No problem, I will wait.",
        "no thanks",
        "What is wrong with my router?",
        "How do I change my address?",
        "Great. And how long does shipping take?",
        "ok",
        "Could you also add a summary at the end?",
        "No worries! One more question: do you ship to Norway?",
        "Sorry to bother you, what time do you close?",
      })
  void leavesOtherMessagesAlone(String text) {
    assertThat(correction(text).value().orElseThrow()).as(text).isLessThan(0.5);
  }

  @Test
  void aMessageThatSaysNearlyTheSameIsARephrasing() {
    Score score =
        Scores.of(
            TestCalls.chat()
                .user("How can I reset the password of my account?")
                .earlierAnswer("Our shop opens at nine.")
                .user("How do I reset the password of my account please?")
                .span(),
            "user_correction");

    assertThat(score.label()).isEqualTo("rephrase");
  }

  @Test
  void doesNotApplyWhereNoUserSpokeOrNothingWasAnswered() {
    var toolLoop =
        TestCalls.chat()
            .user("No, that's wrong")
            .input(
                new Message(
                    "user", List.of(new Part.ToolResult("1", "{}"), new Part.Text("go on")), ""))
            .span();
    assertThat(Scores.of(toolLoop, "user_correction").status())
        .isEqualTo(ScoreStatus.NOT_APPLICABLE);
    assertThat(Scores.of(toolLoop, "user_sentiment").status())
        .isEqualTo(ScoreStatus.NOT_APPLICABLE);
    assertThat(
            Scores.of(TestCalls.chat().user("No, wrong").turn(1).span(), "user_correction")
                .status())
        .isEqualTo(ScoreStatus.NOT_APPLICABLE);
  }

  @Test
  void moodIsBetweenNegativeAndPositive() {
    assertThat(
            Scores.value(
                TestCalls.chat().user("This is terrible, I hate it").span(), "user_sentiment"))
        .isLessThan(0.2);
    assertThat(Scores.value(TestCalls.chat().user("Where is it?").span(), "user_sentiment"))
        .isEqualTo(0.5, within(1e-12));
    assertThat(Scores.value(TestCalls.chat().user("Perfect, thank you!").span(), "user_sentiment"))
        .isGreaterThan(0.8);
  }

  private static Score correction(String text) {
    return Scores.of(
        TestCalls.chat().user("Hello").earlierAnswer("Here you are.").user(text).span(),
        "user_correction");
  }
}
