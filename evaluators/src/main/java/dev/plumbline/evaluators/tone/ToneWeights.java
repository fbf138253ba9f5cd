// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.tone;

import dev.plumbline.model.hash.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Weights of markers in dimensions, from {@code tone/weights.tsv}. Immutable, thread-safe. */
final class ToneWeights {
  private static final String RESOURCE = "/tone/weights.tsv";

  private final List<String> dimensions;
  private final double[] bias;
  private final int[][] markers;
  private final double[][] weights;

  /** For each dimension and place: what to say when that marker weighs most, upwards or down. */
  private final String[][] raises;

  private final String[][] lowers;
  private final String hash;

  ToneWeights(List<String> names) {
    byte[] bytes = bytes();
    Map<String, Map<String, Double>> read = new LinkedHashMap<>();
    for (String line : new String(bytes, StandardCharsets.UTF_8).lines().toList()) {
      String[] parts = line.split("\t");
      if (!line.startsWith("#") && parts.length == 3) {
        read.computeIfAbsent(parts[0], _ -> new LinkedHashMap<>())
            .put(parts[1], Double.valueOf(parts[2]));
      }
    }
    dimensions = List.copyOf(read.keySet());
    int n = dimensions.size();
    bias = new double[n];
    markers = new int[n][];
    weights = new double[n][];
    raises = new String[n][];
    lowers = new String[n][];
    for (int d = 0; d < n; d++) {
      Map<String, Double> all = new LinkedHashMap<>(read.getOrDefault(dimensions.get(d), Map.of()));
      Double constant = all.remove("bias");
      bias[d] = constant == null ? 0 : constant;
      List<String> used = new ArrayList<>(all.keySet());
      markers[d] = used.stream().mapToInt(names::indexOf).toArray();
      weights[d] = all.values().stream().mapToDouble(Double::doubleValue).toArray();
      raises[d] =
          used.stream().map(m -> "Raised most by: " + words(m) + ".").toArray(String[]::new);
      lowers[d] =
          used.stream().map(m -> "Lowered most by: " + words(m) + ".").toArray(String[]::new);
      for (int m = 0; m < markers[d].length; m++) {
        if (markers[d][m] < 0) {
          throw new IllegalStateException(RESOURCE + " has an unknown marker: " + used.get(m));
        }
      }
    }
    hash = Sha256.hex(bytes, 12);
  }

  List<String> dimensions() {
    return dimensions;
  }

  String hash() {
    return hash;
  }

  /** The degree from 0 to 1. */
  double value(int dimension, double[] read) {
    double sum = bias[dimension];
    int[] at = markers[dimension];
    double[] by = weights[dimension];
    for (int i = 0; i < at.length; i++) {
      sum += by[i] * read[at[i]];
    }
    return 1 / (1 + StrictMath.exp(-sum));
  }

  /** Which marker moved the degree most, in words. */
  String reason(int dimension, double[] read) {
    int[] at = markers[dimension];
    double[] by = weights[dimension];
    double most = 0;
    int which = -1;
    for (int i = 0; i < at.length; i++) {
      double moved = by[i] * read[at[i]];
      if (Math.abs(moved) > Math.abs(most)) {
        most = moved;
        which = i;
      }
    }
    return which < 0
        ? "no mark found"
        : most > 0 ? raises[dimension][which] : lowers[dimension][which];
  }

  private static String words(String marker) {
    return marker.replace('_', ' ');
  }

  private static byte[] bytes() {
    try (InputStream in = ToneWeights.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException(RESOURCE + " is missing from the jar");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(RESOURCE + " cannot be read", e);
    }
  }
}
