// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.model.feedback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ReportedTest {
  private static final String ODD = "0123456789.-+eEup\u0000\ud83dNaN ";

  private static Reported on(String kind, String value) {
    return new Reported("rest").kind(kind).value(value).conversationId("c1");
  }

  private static double degree(Reported reported) {
    return reported.read(1, "").value().orElse(Double.NaN);
  }

  @Test
  void readsThumbsInManyWords() {
    for (String up : new String[] {"up", "1", "true", "Like", "\ud83d\udc4d", "thumbs_up"}) {
      assertThat(degree(on("thumbs", up))).as(up).isEqualTo(1);
    }
    for (String down : new String[] {"down", "0", "-1", "false", "negative"}) {
      assertThat(degree(on("thumbs", down))).as(down).isZero();
    }
    assertThat(degree(on("thumbs_down", ""))).isZero();
    assertThat(on("", "up").read(1, "").kind()).isEqualTo(FeedbackKind.THUMBS);
    assertThatThrownBy(() -> degree(on("thumbs", "maybe")))
        .hasMessage("value must be up or down, true or false, 1 or 0 (or -1), but was \"maybe\"");
  }

  @Test
  void bringsEveryScaleToZeroToOneAndKeepsWhatWasSent() {
    Feedback stars = on("rating", "4").read(1, "");
    assertThat(stars.value()).hasValue(0.75);
    assertThat(stars.raw()).isEqualTo("4");
    assertThat(stars.scale()).isEqualTo("1-5");
    Reported nps = on("csat", "9").scale(OptionalDouble.of(0), OptionalDouble.of(10));
    assertThat(degree(nps)).isCloseTo(0.9, within(1e-12));
    assertThat(nps.read(1, "").scale()).isEqualTo("0-10");
    assertThat(degree(on("rating", "1").scale(OptionalDouble.of(6), OptionalDouble.of(1))))
        .isEqualTo(1); // school marks: the worst is the larger number
    assertThat(degree(on("rating", "0.3"))).isEqualTo(0.3);
    assertThat(degree(on("rating", "7").scale(OptionalDouble.empty(), OptionalDouble.of(10))))
        .isCloseTo(6 / 9.0, within(1e-12));
    assertThatThrownBy(() -> degree(on("rating", "9")))
        .hasMessage("value must be 1 to 5 or between 0 and 1, or come with a scale, but was \"9\"");
    assertThatThrownBy(
            () -> degree(on("rating", "11").scale(OptionalDouble.of(0), OptionalDouble.of(10))))
        .hasMessage("value must lie on its scale 0-10, but was \"11\"");
  }

  @Test
  void measuresAnEdit() {
    assertThat(degree(on("edited", "").texts("one two three four", "one two 3 four five")))
        .isCloseTo(0.4, within(1e-12));
    assertThat(degree(on("edited", "").texts("same  text", "same text"))).isZero();
    assertThat(degree(on("edited", "").texts("", ""))).isZero();
    assertThat(degree(on("edited", "").texts("all gone", ""))).isEqualTo(1);
    assertThat(degree(on("edited", "0.2"))).isEqualTo(0.2);
    assertThat(on("edited", "").read(1, "").value()).isEmpty();
    assertThat(EditShare.of("a b ".repeat(50_000), "a c ".repeat(50_000)))
        .isCloseTo(0.5, within(1e-3));
  }

  @Test
  void readsWhatUsersDid() {
    assertThat(degree(on("copy", ""))).isEqualTo(1);
    assertThat(degree(on("rejected", ""))).isZero();
    assertThat(degree(on("accepted", "true"))).isEqualTo(1);
    assertThat(on("session_length", "93.5").read(1, "").raw()).isEqualTo("93.5");
    assertThatThrownBy(() -> degree(on("escalated", "false"))).hasMessageStartingWith("value must");
    assertThatThrownBy(() -> degree(on("applause", "")))
        .hasMessageStartingWith("kind must be one of thumbs, rating");
    assertThatThrownBy(() -> new Reported("rest").kind("copied").read(1, ""))
        .hasMessageStartingWith("link must have a trace_id, response_id or conversation_id");
  }

  @Test
  void tellsAnEventFromTheSameThingDoneAgain() {
    String first = on("copied", "").read(1, "").id();
    assertThat(on("copied", "").read(2, "").id()).isEqualTo(first);
    assertThat(on("copied", "").read(2, "12:00").id()).isNotEqualTo(first);
    assertThat(on("copied", "").userId("u").read(1, "").id()).isNotEqualTo(first);
    assertThat(on("copied", "").id("e1").read(1, "a").id())
        .isEqualTo(on("copied", "").id("e1").read(2, "b").id())
        .isNotEqualTo(first);
  }

  @Test
  void readsAnyTextOrSaysWhatIsWrong() {
    Random random = new Random(7);
    String[] kinds = {"", "thumbs", "rating", "csat", "edited", "accepted", "session_length", "x"};
    for (int i = 0; i < 20_000; i++) {
      StringBuilder value = new StringBuilder();
      int length = random.nextInt(9);
      for (int c = 0; c < length; c++) {
        value.append(ODD.charAt(random.nextInt(ODD.length())));
      }
      Reported reported = on(kinds[random.nextInt(kinds.length)], value.toString());
      if (random.nextBoolean()) {
        reported.scale(OptionalDouble.of(random.nextInt(5)), OptionalDouble.of(random.nextInt(5)));
      }
      try {
        Feedback feedback = reported.read(1, "");
        feedback.value().ifPresent(v -> assertThat(v).isBetween(0.0, 1.0));
      } catch (IllegalArgumentException e) {
        assertThat(e).hasMessageContaining("must");
      }
    }
  }
}
