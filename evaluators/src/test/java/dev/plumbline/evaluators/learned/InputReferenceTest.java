// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.learned;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.plumbline.evaluators.embedding.Embedding;
import dev.plumbline.evaluators.learned.KernelFeatures.SplitMix;
import dev.plumbline.evaluators.learned.KernelFeatures.Sums;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class InputReferenceTest {
  /** The same vectors, features and sums computed with numpy 2 from the same generator. */
  @Test
  void discrepancyIsNumpys() {
    double scale = 1.413777560860507; // median distance of the first 100
    Sums reference = sums(vectors(100, 0, 1), scale);
    assertThat(reference.distanceSquared(sums(vectors(60, 0, 2), scale)))
        .isCloseTo(-0.0012057328414647461, within(1e-6));
    assertThat(reference.distanceSquared(sums(vectors(60, 15, 3), scale)))
        .isCloseTo(0.1426219655763532, within(1e-6));
  }

  /** The exact kernel sums, also from numpy, are 0.1206: the features come near. */
  @Test
  void discrepancyIsNearTheExactOne() {
    double scale = 1.413777560860507;
    double found = sums(vectors(100, 0, 1), scale).distanceSquared(sums(vectors(60, 15, 3), scale));
    assertThat(found).isCloseTo(0.12059298796938211, within(0.03));
  }

  @Test
  void theScaleIsTheMedianDistance() {
    List<float[]> messages = new ArrayList<>(vectors(100, 0, 1));
    messages.addAll(vectors(400, 0, 9));
    assertThat(InputReference.of(messages).scale()).isCloseTo(1.413777560860507, within(1e-6));
  }

  @Test
  void windowsOfTheSameDistributionAreUsualAndOthersAreNot() {
    InputReference reference = InputReference.of(vectors(500, 0, 1));
    int shifted = 0;
    for (int seed = 100; seed < 120; seed++) {
      double same = reference.discrepancy(window(reference, vectors(200, 0, seed)));
      shifted += same > reference.usual() ? 1 : 0;
    }
    assertThat(shifted).isLessThanOrEqualTo(2);
    double other = reference.discrepancy(window(reference, vectors(200, 8, 7)));
    assertThat(other).isGreaterThan(2 * reference.usual());
    assertThat(reference.distance(vectors(1, 30, 3).getFirst()))
        .isGreaterThan(0)
        .isLessThanOrEqualTo(1);
  }

  @Test
  void outlivesARestart() {
    InputReference reference = InputReference.of(vectors(400, 3, 1));
    ObjectNode node = new JsonMapper().createObjectNode();
    reference.write(node);
    InputReference read = InputReference.read(new JsonMapper().readTree(node.toString()));
    float[] message = vectors(1, 0, 5).getFirst();
    assertThat(read.distance(message)).isEqualTo(reference.distance(message));
    assertThat(read.version()).isEqualTo(reference.version());
    Sums window = window(reference, vectors(200, 0, 6));
    assertThat(read.discrepancy(window)).isEqualTo(reference.discrepancy(window));

    node.put("scale", Double.NaN);
    assertThatThrownBy(() -> InputReference.read(node))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theSameMessageAgainAndAgainIsNoError() {
    List<float[]> messages = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      messages.add(vectors(1, 0, 1).getFirst());
    }
    InputReference reference = InputReference.of(messages);
    assertThat(reference.distance(messages.getFirst())).isCloseTo(0, within(1e-6));
    assertThat(reference.usual()).isFinite();
  }

  private static Sums window(InputReference reference, List<float[]> messages) {
    Sums sums = new Sums();
    messages.forEach(message -> sums.add(reference.features(message)));
    return sums;
  }

  private static Sums sums(List<float[]> messages, double scale) {
    Sums sums = new Sums();
    messages.forEach(message -> sums.add(KernelFeatures.BUILT_IN.of(message, scale)));
    return sums;
  }

  /** Gaussian vectors, the first coordinate moved, brought to length one. */
  private static List<float[]> vectors(int n, double shift, long seed) {
    SplitMix random = new SplitMix(seed);
    List<float[]> out = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      double[] vector = new double[Embedding.SIZE];
      double square = 0;
      for (int k = 0; k < vector.length; k++) {
        vector[k] = random.gaussian() + (k == 0 ? shift : 0);
        square += vector[k] * vector[k];
      }
      float[] made = new float[vector.length];
      for (int k = 0; k < made.length; k++) {
        made[k] = (float) (vector[k] / Math.sqrt(square));
      }
      out.add(made);
    }
    return out;
  }
}
