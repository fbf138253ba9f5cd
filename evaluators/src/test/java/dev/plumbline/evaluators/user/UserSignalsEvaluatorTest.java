// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.user;

import static org.assertj.core.api.Assertions.assertThat;

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
        .isBetween(0.4, 0.6);
    assertThat(Scores.value(TestCalls.chat().user("12:30").span(), "user_sentiment"))
        .isEqualTo(0.5);
    assertThat(Scores.value(TestCalls.chat().user("Perfect, thank you!").span(), "user_sentiment"))
        .isGreaterThan(0.8);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Perfect, thank you so much!",
        "That works for me. Please book it.",
        "Great, I'll take the 8 am train.",
        "No, that's all. Thanks for your help, goodbye.",
        "Oh I love that movie! I will check it out tonight.",
        "Yes, that sounds good.",
        "ok cool, that solved it",
        "Awesome suggestion, I really enjoyed the first one.",
      })
  void findsContentUsers(String text) {
    assertThat(later(text, "user_satisfaction").value().orElseThrow()).as(text).isGreaterThan(0.65);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "I need a table for four at seven.",
        "What is the address of the museum?",
        "From Basel to Bern on Friday",
        "Can you find me a hotel in the north?",
        "Do they have parking?",
        "It should start after 14:00.",
        "I am looking for a comedy from the nineties.",
      })
  void ordinaryRequestsAreInTheMiddle(String text) {
    assertThat(later(text, "user_satisfaction").value().orElseThrow())
        .as(text)
        .isBetween(0.38, 0.7);
    assertThat(later(text, "user_frustration").value().orElseThrow()).as(text).isLessThan(0.4);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "No, that's not what I asked for.",
        "I already told you my name.",
        "I don't understand what you mean.",
        "That's wrong, I said Monday.",
        "I didn't like that one, it was boring. Anything else?",
        "This is useless, let me speak to a human.",
        "no, something cheaper",
        "You keep giving me the same answer.",
        "I've seen that already and hated it.",
      })
  void findsUsersWhoAreNotContent(String text) {
    assertThat(later(text, "user_satisfaction").value().orElseThrow()).as(text).isLessThan(0.38);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "This is ridiculous, I already told you that!!",
        "how many times do I have to explain this",
        "LET ME TALK TO A REAL PERSON NOW",
        "Your bot is useless and I'm fed up.",
        "wtf, still not working",
      })
  void findsFrustration(String text) {
    assertThat(later(text, "user_frustration").value().orElseThrow())
        .as(text)
        .isGreaterThanOrEqualTo(0.5);
  }

  @Test
  void findsThanksFollowUpsAndRepeats() {
    assertThat(later("Thanks!", "user_thanks").value()).hasValue(1);
    assertThat(later("No thanks", "user_thanks").value().orElseThrow()).isLessThan(0.5);
    assertThat(later("And what about Sunday?", "user_follow_up").value().orElseThrow())
        .isGreaterThan(0.5);
    assertThat(
            later("Please list the opening hours of the town library", "user_follow_up")
                .value()
                .orElseThrow())
        .isLessThan(0.3);
    assertThat(
            Scores.of(TestCalls.chat().user("And now?").turn(1).span(), "user_follow_up").status())
        .isEqualTo(ScoreStatus.NOT_APPLICABLE);
    Score again =
        Scores.of(
            TestCalls.chat()
                .user("Where is my parcel with the books?")
                .earlierAnswer("We open at nine.")
                .user("Where is the parcel with my books?")
                .span(),
            "user_rephrase");
    assertThat(again.value().orElseThrow()).isGreaterThan(0.5);
  }

  private static Score later(String text, String dimension) {
    return Scores.of(
        TestCalls.chat().user("Hello").earlierAnswer("Here you are.").user(text).span(), dimension);
  }

  private static Score correction(String text) {
    return later(text, "user_correction");
  }
}
