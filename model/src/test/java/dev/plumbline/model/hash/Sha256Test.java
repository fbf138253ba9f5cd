// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.model.hash;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class Sha256Test {
  /** The one-block example of FIPS 180-4, "abc". */
  private static final String ABC =
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

  @Test
  void theStandardsOwnExample() {
    assertThat(Sha256.hex("abc", 64)).isEqualTo(ABC);
    assertThat(Sha256.hex("abc".getBytes(StandardCharsets.UTF_8), 12))
        .isEqualTo(ABC.substring(0, 12));
  }

  @Test
  void piecesAreTheWhole() {
    var digest = Sha256.start();
    digest.update((byte) 'a');
    digest.update(new byte[] {'b', 'c'});

    assertThat(digest.digest()).isEqualTo(Sha256.digest("abc".getBytes(StandardCharsets.UTF_8)));
  }
}
