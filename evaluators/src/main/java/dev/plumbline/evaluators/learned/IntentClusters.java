// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.learned;

import dev.plumbline.evaluators.embedding.Embedding;
import dev.plumbline.model.error.Checks;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Groups of messages of one meaning: leader clustering finds new ones, spherical k-means settles
 * them. A cluster keeps its id and its name for ever; refits move its centre a little, add clusters
 * and drop those that nobody asks for any more. The same messages in any order give the same
 * clusters. Immutable.
 *
 * @param revision number of refits
 * @param nextId id of the next new cluster; ids are never used again
 * @param centre mean of the first messages, taken off every vector: what all of them share tells
 *     nothing
 */
@SuppressWarnings("ArrayRecordComponent") // made once, then shared read-only
record IntentClusters(int revision, int nextId, float[] centre, List<Cluster> clusters) {
  static final int MOST_CLUSTERS = 60;

  /** Cosine, without the centre, from which a message belongs to a cluster. */
  static final double BELONGS = 0.45;

  /** Below this to all clusters, a message may begin a new one. */
  private static final double NEW = 0.5;

  /** A new cluster nearer than this to another is the same. */
  private static final double SAME = 0.65;

  private static final int MOST_LEADERS = 400;
  private static final int FEWEST_MESSAGES = 5;
  private static final int ROUNDS = 8;

  /** Messages that an old centre counts for at most: how slowly it moves. */
  private static final double INERTIA = 500;

  /** Refits after which a cluster without messages is dropped. */
  private static final int FORGOTTEN = 20;

  /** Nothing learnt yet. */
  static final IntentClusters NONE = new IntentClusters(0, 1, new float[Embedding.SIZE], List.of());

  /**
   * A cluster.
   *
   * @param centroid length one, without the centre
   * @param messages that formed it so far
   * @param unseen refits since the last message
   */
  @SuppressWarnings("ArrayRecordComponent") // made once, then shared read-only
  record Cluster(int id, String name, float[] centroid, long messages, int unseen) {}

  /**
   * A message to learn from.
   *
   * @param hash of its text, by which messages are ordered
   * @param vector length one
   * @param words that may stand in a name
   */
  @SuppressWarnings("ArrayRecordComponent") // read only
  record Sample(long hash, float[] vector, List<String> words) {}

  /** Index of the cluster that a message belongs to, and its cosine. */
  record Found(OptionalInt cluster, double cosine) {}

  Found best(float[] vector) {
    float[] x = without(vector, centre);
    int best = -1;
    double cosine = -1;
    for (int i = 0; i < clusters.size(); i++) {
      double near = Embedding.cosine(x, clusters.get(i).centroid());
      if (near > cosine) {
        cosine = near;
        best = i;
      }
    }
    return new Found(
        best >= 0 && cosine >= BELONGS ? OptionalInt.of(best) : OptionalInt.empty(), cosine);
  }

  /** Learns from new messages. */
  IntentClusters refit(List<Sample> messages) {
    List<Sample> sorted = new ArrayList<>(messages);
    sorted.sort(Comparator.comparingLong(Sample::hash));
    float[] middle = revision == 0 ? mean(sorted) : centre;
    float[][] rows = new float[sorted.size()][];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = without(sorted.get(i).vector(), middle);
    }
    List<float[]> centroids = new ArrayList<>();
    clusters.forEach(cluster -> centroids.add(cluster.centroid()));
    addLeaders(rows, centroids);
    int least = Math.max(FEWEST_MESSAGES, rows.length / 100);
    int[] members = new int[rows.length];
    for (int round = 0; round < ROUNDS; round++) {
      assign(rows, centroids, members);
      settle(rows, centroids, members, round == 0 ? 2 : least);
    }
    assign(rows, centroids, members);
    return named(sorted, centroids, members, middle);
  }

  private void addLeaders(float[][] rows, List<float[]> centroids) {
    int most = centroids.size() + MOST_LEADERS;
    for (float[] row : rows) {
      if (centroids.size() < most && nearest(row, centroids, NEW) < 0) {
        centroids.add(row);
      }
    }
  }

  /** Index of the nearest centroid that is at least so near; -1 when none is. */
  private static int nearest(float[] row, List<float[]> centroids, double least) {
    int best = -1;
    double cosine = least;
    for (int i = 0; i < centroids.size(); i++) {
      double near = Embedding.cosine(row, centroids.get(i));
      if (near > cosine || (near == cosine && best < 0)) {
        cosine = near;
        best = i;
      }
    }
    return best;
  }

  private static void assign(float[][] rows, List<float[]> centroids, int[] members) {
    for (int i = 0; i < rows.length; i++) {
      members[i] = nearest(rows[i], centroids, BELONGS);
    }
  }

  /** Moves the centres; leaves out new clusters that are small, or the same as another. */
  private void settle(float[][] rows, List<float[]> centroids, int[] members, int least) {
    int old = clusters.size();
    double[][] sums = new double[centroids.size()][Embedding.SIZE];
    int[] sizes = new int[centroids.size()];
    for (int i = 0; i < rows.length; i++) {
      if (members[i] >= 0) {
        sizes[members[i]]++;
        for (int k = 0; k < Embedding.SIZE; k++) {
          sums[members[i]][k] += rows[i][k];
        }
      }
    }
    List<float[]> kept = new ArrayList<>();
    for (int i = 0; i < old; i++) {
      Cluster cluster = clusters.get(i);
      double weight = Math.min(INERTIA, (double) cluster.messages());
      for (int k = 0; k < Embedding.SIZE; k++) {
        sums[i][k] += weight * cluster.centroid()[k];
      }
      kept.add(normal(sums[i]));
    }
    IntStream.range(old, sizes.length)
        .filter(i -> sizes[i] >= least)
        .boxed()
        .sorted(
            Comparator.comparingInt((Integer i) -> -sizes[i])
                .thenComparing(Comparator.naturalOrder()))
        .forEach(i -> {
          float[] centroid = normal(sums[i]);
          if (kept.size() < MOST_CLUSTERS && nearest(centroid, kept, SAME) < 0) {
            kept.add(centroid);
          }
        });
    centroids.clear();
    centroids.addAll(kept);
  }

  private IntentClusters named(
      List<Sample> sorted, List<float[]> centroids, int[] members, float[] middle) {
    List<List<List<String>>> words = new ArrayList<>();
    centroids.forEach(_ -> words.add(new ArrayList<>()));
    for (int i = 0; i < members.length; i++) {
      if (members[i] >= 0) {
        words.get(members[i]).add(sorted.get(i).words());
      }
    }
    List<List<String>> terms = ClusterNames.terms(words);
    Set<String> taken = new HashSet<>();
    clusters.forEach(cluster -> taken.add(cluster.name()));
    List<Cluster> out = new ArrayList<>();
    int next = nextId;
    for (int i = 0; i < centroids.size(); i++) {
      int size = words.get(i).size();
      if (i < clusters.size()) {
        Cluster known = clusters.get(i);
        int unseen = size == 0 ? known.unseen() + 1 : 0;
        if (unseen < FORGOTTEN) {
          out.add(
              new Cluster(
                  known.id(), known.name(), centroids.get(i), known.messages() + size, unseen));
        }
      } else {
        String name = ClusterNames.name(next, terms.get(i), taken);
        taken.add(name);
        out.add(new Cluster(next, name, centroids.get(i), size, 0));
        next++;
      }
    }
    return new IntentClusters(revision + 1, next, middle, List.copyOf(out));
  }

  private static float[] mean(List<Sample> samples) {
    double[] sum = new double[Embedding.SIZE];
    for (Sample sample : samples) {
      for (int k = 0; k < sum.length; k++) {
        sum[k] += sample.vector()[k];
      }
    }
    float[] out = new float[sum.length];
    for (int k = 0; k < sum.length; k++) {
      out[k] = (float) (sum[k] / Math.max(1, samples.size()));
    }
    return out;
  }

  private static float[] without(float[] vector, float[] centre) {
    double[] out = new double[Embedding.SIZE];
    for (int k = 0; k < out.length; k++) {
      out[k] = vector[k] - centre[k];
    }
    return normal(out);
  }

  private static float[] normal(double[] vector) {
    double length = 0;
    for (double value : vector) {
      length += value * value;
    }
    length = Math.sqrt(length); // exact by the language's specification
    float[] out = new float[vector.length];
    for (int k = 0; k < out.length; k++) {
      out[k] = length == 0 ? 0 : (float) (vector[k] / length);
    }
    return out;
  }

  void write(ObjectNode node) {
    node.put("revision", revision);
    node.put("next_id", nextId);
    node.put("centre", LearnedState.text(centre));
    ArrayNode array = node.putArray("clusters");
    for (Cluster cluster : clusters) {
      array
          .addObject()
          .put("id", cluster.id())
          .put("name", cluster.name())
          .put("messages", cluster.messages())
          .put("unseen", cluster.unseen())
          .put("centroid", LearnedState.text(cluster.centroid()));
    }
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws IllegalArgumentException naming what is wrong
   */
  static IntentClusters read(JsonNode node) {
    List<Cluster> clusters = new ArrayList<>();
    for (JsonNode one : node.path("clusters")) {
      clusters.add(
          new Cluster(
              one.path("id").asInt(0),
              one.path("name").asString(""),
              LearnedState.vector(one.path("centroid")),
              one.path("messages").asLong(0),
              one.path("unseen").asInt(0)));
    }
    Checks.inRange("number of clusters", clusters.size(), 0, MOST_CLUSTERS);
    int nextId = node.path("next_id").asInt(0);
    for (Cluster cluster : clusters) {
      Checks.notBlank("name of a cluster", cluster.name());
      Checks.inRange("id of a cluster", cluster.id(), 1, nextId - 1);
    }
    return new IntentClusters(
        node.path("revision").asInt(0),
        nextId,
        LearnedState.vector(node.path("centre")),
        List.copyOf(clusters));
  }
}
