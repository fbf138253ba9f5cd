// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.learned;

import dev.plumbline.evaluators.embedding.Embedding;
import dev.plumbline.evaluators.learned.KernelFeatures.SplitMix;
import dev.plumbline.evaluators.learned.KernelFeatures.Sums;
import dev.plumbline.model.error.Checks;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * How the messages of one slice were spread when it was learnt. Immutable but for {@link Sums},
 * which nobody changes.
 *
 * @param version hash of the centroid: tells one reference from another
 * @param centroid length one
 * @param farthest distance that 99 of 100 reference messages stay below
 * @param scale of the kernel: the median distance of two messages
 * @param sums of the reference's features
 * @param usual discrepancy that 99 of 100 windows drawn from the reference stay below
 */
@SuppressWarnings("ArrayRecordComponent") // made once, then shared read-only
record InputReference(
    String version, float[] centroid, double farthest, double scale, Sums sums, double usual) {
  static final int WINDOW = 200;
  private static final int DRAWS = 400;

  /** Messages of which all pairs are measured for the scale. */
  private static final int PAIRED = 100;

  /** Learns from the vectors of messages, twice {@link #WINDOW} and more. */
  static InputReference of(List<float[]> messages) {
    Checks.atLeast("messages of a reference", messages.size(), 2 * WINDOW);
    double[] sum = new double[Embedding.SIZE];
    for (float[] message : messages) {
      for (int k = 0; k < sum.length; k++) {
        sum[k] += message[k];
      }
    }
    float[] centroid = normal(sum);
    double[] distances =
        messages.stream().mapToDouble(message -> distance(message, centroid)).sorted().toArray();
    double scale = medianDistance(messages.subList(0, PAIRED));
    double[][] features =
        messages.stream()
            .map(message -> KernelFeatures.BUILT_IN.of(message, scale))
            .toArray(double[][]::new);
    Sums all = new Sums();
    for (double[] one : features) {
      all.add(one);
    }
    return new InputReference(
        HexFormat.of().toHexDigits(Arrays.hashCode(centroid)),
        centroid,
        quantile(distances, 0.99),
        scale,
        all,
        usual(features));
  }

  /** Draws windows from the reference and measures them against the rest of it. */
  private static double usual(double[][] features) {
    SplitMix random = new SplitMix(7);
    int[] order = new int[features.length];
    Arrays.setAll(order, i -> i);
    double[] found = new double[DRAWS];
    for (int draw = 0; draw < DRAWS; draw++) {
      Sums window = new Sums();
      Sums rest = new Sums();
      for (int i = 0; i < order.length; i++) {
        int other = i + (int) ((random.next() >>> 1) % (order.length - i));
        int taken = order[other];
        order[other] = order[i];
        order[i] = taken;
        (i < WINDOW ? window : rest).add(features[taken]);
      }
      found[draw] = discrepancy(window, rest);
    }
    Arrays.sort(found);
    return quantile(found, 0.99);
  }

  /** Maximum mean discrepancy, 0 where the unbiased estimate of its square is below. */
  static double discrepancy(Sums one, Sums other) {
    return StrictMath.sqrt(Math.max(0, one.distanceSquared(other)));
  }

  double discrepancy(Sums window) {
    return discrepancy(window, sums);
  }

  /** One less the cosine, 0 to 1. */
  double distance(float[] message) {
    return distance(message, centroid);
  }

  private static double distance(float[] message, float[] centroid) {
    return Math.clamp(1 - Embedding.cosine(message, centroid), 0, 1);
  }

  double[] features(float[] message) {
    return KernelFeatures.BUILT_IN.of(message, scale);
  }

  private static double medianDistance(List<float[]> messages) {
    double[] all = new double[messages.size() * (messages.size() - 1) / 2];
    int n = 0;
    for (int i = 0; i < messages.size(); i++) {
      for (int k = i + 1; k < messages.size(); k++) {
        double square = 0;
        for (int d = 0; d < Embedding.SIZE; d++) {
          double difference = messages.get(i)[d] - messages.get(k)[d];
          square += difference * difference;
        }
        all[n++] = Math.sqrt(square);
      }
    }
    Arrays.sort(all);
    double median = (all[(n - 1) / 2] + all[n / 2]) / 2;
    return median > 0 ? median : 1; // the same message again and again
  }

  /** Linear between the values, as numpy has it. */
  private static double quantile(double[] sorted, double share) {
    double at = share * (sorted.length - 1);
    int below = (int) at;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
  }

  private static float[] normal(double[] vector) {
    double length = Math.sqrt(Arrays.stream(vector).map(v -> v * v).sum());
    float[] out = new float[vector.length];
    for (int k = 0; k < out.length; k++) {
      out[k] = length == 0 ? 0 : (float) (vector[k] / length);
    }
    return out;
  }

  void write(ObjectNode node) {
    node.put("version", version);
    node.put("centroid", LearnedState.text(centroid));
    node.put("farthest", farthest);
    node.put("scale", scale);
    node.put("messages", sums.count());
    node.put("usual", usual);
    Arrays.stream(sums.values()).forEach(node.putArray("sums")::add);
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws IllegalArgumentException naming what is wrong
   */
  static InputReference read(JsonNode node) {
    double[] sums = new double[KernelFeatures.SIZE + 1];
    Checks.inRange("number of sums", node.path("sums").size(), sums.length, sums.length);
    for (int i = 0; i < sums.length; i++) {
      sums[i] = number("sum", node.path("sums").path(i));
    }
    double scale = number("scale", node.path("scale"));
    Checks.inRange("scale", scale, 1e-9, 2);
    int messages = node.path("messages").asInt(0);
    Checks.atLeast("messages of a reference", messages, 2);
    return new InputReference(
        node.path("version").asString(""),
        LearnedState.vector(node.path("centroid")),
        number("farthest", node.path("farthest")),
        scale,
        Sums.of(sums, messages),
        number("usual", node.path("usual")));
  }

  private static double number(String field, JsonNode node) {
    double value = node.asDouble(Double.NaN);
    Checks.finite(field, value);
    return value;
  }
}
