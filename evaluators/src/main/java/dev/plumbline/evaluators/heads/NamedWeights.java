// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.heads;

import dev.plumbline.model.error.Checks;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Weights of a linear score over named features: a resource with a name and a number a line, {@code
 * bias} among them; {@code #} begins a comment. Immutable and thread-safe.
 */
public final class NamedWeights {
  private final double[] weights;
  private final double bias;

  private NamedWeights(double[] weights, double bias) {
    this.weights = weights;
    this.bias = bias;
  }

  /**
   * Reads a resource of this module.
   *
   * @throws IllegalArgumentException unless it names exactly the features and the bias
   */
  public static NamedWeights read(String resource, List<String> names) {
    Map<String, Double> values = new HashMap<>();
    for (String line : text(resource).lines().toList()) {
      String[] parts = line.strip().split(" +");
      if (!line.isBlank() && !line.startsWith("#")) {
        values.put(parts[0], Double.parseDouble(parts[1]));
      }
    }
    if (values.size() != names.size() + 1 || !values.keySet().containsAll(names)) {
      throw Checks.broken(resource, "must name each feature once, and the bias", values.size());
    }
    return new NamedWeights(
        names.stream().mapToDouble(values::get).toArray(), values.getOrDefault("bias", 0.0));
  }

  /** The weighted sum with the bias. */
  public double sum(double[] features) {
    double sum = bias;
    for (int i = 0; i < weights.length; i++) {
      sum += weights[i] * features[i];
    }
    return sum;
  }

  /** The logistic function: 0 to 1, 0.5 at zero, the same on every platform. */
  public static double probability(double sum) {
    return 1 / (1 + StrictMath.exp(-sum));
  }

  private static String text(String resource) {
    try (InputStream in = NamedWeights.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException(resource + " is missing from the jar");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(resource + " cannot be read", e);
    }
  }
}
