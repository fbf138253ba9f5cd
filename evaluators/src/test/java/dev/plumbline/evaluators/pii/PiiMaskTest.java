// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.pii;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class PiiMaskTest {
  private final PiiMask mask = new PiiMask();

  @Test
  void findingsBecomeTheirType() {
    assertThat(mask.mask("Write to anna@example.org or pay with 4111 1111 1111 1111, please."))
        .isEqualTo("Write to [email] or pay with [card], please.");
    assertThat(mask.mask("Nothing here.")).isEqualTo("Nothing here.");
    assertThat(mask.mask("")).isEmpty();
  }

  @Test
  void longTextsAreMaskedThroughout() {
    String text = "word ".repeat(20_000) + "anna@example.org " + "word ".repeat(20_000);

    assertThat(mask.mask(text)).hasSize(text.length() - 16 + 7).doesNotContain("@");
  }

  /** Any text goes through; seeds are fixed. */
  @Test
  void randomTextsAreMasked() {
    for (int seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(400); i > 0; i--) {
        text.appendCodePoint(
            "a@.:/0129-+ \n\u00e9\u2019\ud83d\ude00w".codePointAt(random.nextInt(16)));
      }
      assertThat(mask.mask(text.toString())).as("seed %s", seed).isNotNull();
    }
  }
}
