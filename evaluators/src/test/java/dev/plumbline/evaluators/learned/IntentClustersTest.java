// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.learned;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.evaluators.embedding.Embedding;
import dev.plumbline.evaluators.learned.IntentClusters.Cluster;
import dev.plumbline.evaluators.learned.IntentClusters.Sample;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class IntentClustersTest {
  private static final List<List<String>> TOPICS =
      List.of(
          List.of("refund", "order"),
          List.of("password", "login"),
          List.of("delivery", "parcel"),
          List.of("invoice", "tax"));

  /** Messages about a topic: its direction and noise, on top of what all messages share. */
  private static List<Sample> messages(int topic, int n, long seed) {
    Random random = new Random(seed);
    List<Sample> out = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      double[] vector = new double[Embedding.SIZE];
      for (int k = 0; k < vector.length; k++) {
        vector[k] = 0.02 * random.nextGaussian();
      }
      vector[100] += 2; // shared by all
      vector[topic] += 1;
      double length = Math.sqrt(Arrays.stream(vector).map(v -> v * v).sum());
      float[] made = new float[vector.length];
      for (int k = 0; k < made.length; k++) {
        made[k] = (float) (vector[k] / length);
      }
      List<String> words = new ArrayList<>(TOPICS.get(topic % TOPICS.size()));
      words.add("customer");
      out.add(new Sample(random.nextLong(), made, words));
    }
    return out;
  }

  private static List<Sample> topics(int from, int to, long seed) {
    List<Sample> out = new ArrayList<>();
    for (int topic = from; topic < to; topic++) {
      out.addAll(messages(topic, 50, seed + topic));
    }
    return out;
  }

  @Test
  void findsTheTopicsAndNamesThemByTheirWords() {
    IntentClusters found = IntentClusters.NONE.refit(topics(0, 4, 1));

    assertThat(found.clusters())
        .extracting(Cluster::name)
        .containsExactlyInAnyOrder(
            "order \u00B7 refund",
            "login \u00B7 password",
            "delivery \u00B7 parcel",
            "invoice \u00B7 tax");
    for (Sample message : messages(2, 20, 99)) {
      int index = found.best(message.vector()).cluster().orElseThrow();
      assertThat(found.clusters().get(index).name()).isEqualTo("delivery \u00B7 parcel");
    }
  }

  @Test
  void theOrderOfTheMessagesDoesNotMatter() {
    List<Sample> messages = topics(0, 4, 1);
    String before = json(IntentClusters.NONE.refit(messages));
    Collections.shuffle(messages, new Random(5));
    assertThat(json(IntentClusters.NONE.refit(messages))).isEqualTo(before);
  }

  @Test
  void idsAndNamesStayThroughRefitsAndRestarts() {
    IntentClusters first = IntentClusters.NONE.refit(topics(0, 3, 1));
    Map<Integer, String> names = names(first);
    IntentClusters restarted = IntentClusters.read(new JsonMapper().readTree(json(first)));
    assertThat(json(restarted)).isEqualTo(json(first));

    IntentClusters second = restarted.refit(topics(1, 4, 50));

    assertThat(names(second)).containsAllEntriesOf(names).hasSize(4);
    assertThat(second.clusters().getLast().id()).isEqualTo(4);
    assertThat(second.revision()).isEqualTo(2);
  }

  @Test
  void whatNobodyAsksForAnyMoreIsDroppedAndItsIdNotUsedAgain() {
    IntentClusters now = IntentClusters.NONE.refit(topics(0, 2, 1));
    for (int i = 0; i < 20; i++) {
      now = now.refit(messages(1, 50, 100 + i));
    }
    assertThat(now.clusters()).hasSize(1);
    now = now.refit(messages(3, 50, 7));
    assertThat(now.clusters()).extracting(Cluster::id).doesNotHaveDuplicates().contains(3);
  }

  @Test
  void memoryIsBounded() {
    List<Sample> messages = new ArrayList<>();
    for (int topic = 0; topic < 90; topic++) {
      messages.addAll(messages(topic, 8, topic));
    }
    assertThat(IntentClusters.NONE.refit(messages).clusters())
        .hasSizeBetween(20, IntentClusters.MOST_CLUSTERS);
  }

  @Test
  void messagesOfNoTopicBelongToNone() {
    IntentClusters found = IntentClusters.NONE.refit(topics(0, 4, 1));
    assertThat(found.best(messages(60, 1, 3).getFirst().vector()).cluster()).isEmpty();
  }

  @Test
  void numbersAddressesAndSingleNamesAreNoLabels() {
    assertThat(ClusterNames.words("Where's order A12-99 for jane@doe.com? I don't see the refund"))
        .containsExactly("order", "refund");
    List<List<String>> messages = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      messages.add(List.of("refund", i < 2 ? "petersen" : "order"));
    }
    assertThat(ClusterNames.terms(List.of(messages)).getFirst()).doesNotContain("petersen");
  }

  @Test
  void aBrokenFileIsRefused() {
    ObjectNode node = new JsonMapper().createObjectNode();
    IntentClusters.NONE.refit(topics(0, 2, 1)).write(node);
    node.put("centre", "AAAA");
    assertThatThrownBy(() -> IntentClusters.read(node))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static Map<Integer, String> names(IntentClusters clusters) {
    Map<Integer, String> out = new TreeMap<>();
    clusters.clusters().forEach(cluster -> out.put(cluster.id(), cluster.name()));
    Set<String> distinct = new HashSet<>(out.values());
    assertThat(distinct).hasSameSizeAs(out.values());
    return out;
  }

  private static String json(IntentClusters clusters) {
    ObjectNode node = new JsonMapper().createObjectNode();
    clusters.write(node);
    return node.toString();
  }
}
