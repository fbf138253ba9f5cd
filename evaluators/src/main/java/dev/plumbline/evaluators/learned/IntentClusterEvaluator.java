// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.learned;

import dev.plumbline.evaluators.embedding.Depth;
import dev.plumbline.evaluators.heads.CallEmbeddings;
import dev.plumbline.evaluators.heads.HeadText;
import dev.plumbline.evaluators.text.CallTexts;
import dev.plumbline.evaluators.text.OtherLanguage;
import dev.plumbline.model.score.Dimension;
import dev.plumbline.model.score.EvalContext;
import dev.plumbline.model.score.EvaluationScope;
import dev.plumbline.model.score.EvaluatorDescriptor;
import dev.plumbline.model.score.Need;
import dev.plumbline.model.score.Polarity;
import dev.plumbline.model.score.Scale;
import dev.plumbline.model.score.ScoreSink;
import dev.plumbline.model.score.ScoreStatus;
import dev.plumbline.model.score.Tier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Names the intent of the user's newest message where a deployment has given no examples: the
 * cluster of like messages that it belongs to. Learns from {@link #FIRST} distinct messages, then
 * from twice as many two times, then from each {@link #SAMPLE}. Thread-safe.
 */
public final class IntentClusterEvaluator implements LearnsFromTraffic {
  public static final String ID = "intent_clusters";

  /** Label of messages that are like no others. */
  public static final String OTHER = "other";

  static final int FIRST = 200;
  static final int SAMPLE = 1000;
  private static final String DIMENSION = "intent";
  private static final String STATE = "intents";

  private static final EvaluatorDescriptor DESCRIPTOR =
      new EvaluatorDescriptor(
          ID,
          "1",
          "",
          Tier.POOLED,
          EvaluationScope.TURN,
          Set.of(Need.USER_TEXT, Need.EMBEDDING),
          List.of(
              Dimension.degree(
                  DIMENSION,
                  "input",
                  Scale.PROBABILITY,
                  Polarity.NEUTRAL,
                  false,
                  "What the user wants, as the label, by clusters of like messages; the value is"
                      + " how near the message is to the middle of its cluster.")),
          Duration.ofMillis(200));

  private final Object lock = new Object();
  private final LearnedState state;
  private final Map<Long, IntentClusters.Sample> sample = new LinkedHashMap<>();
  private @Nullable IntentClusters clusters;
  private boolean refitting;

  public IntentClusterEvaluator(LearnedState state) {
    this.state = state;
  }

  @Override
  public EvaluatorDescriptor descriptor() {
    return DESCRIPTOR;
  }

  @Override
  public void evaluate(EvalContext in, ScoreSink out) {
    CallTexts texts = CallTexts.of(in);
    if (!texts.userSpokeLast()) {
      out.without(DIMENSION, ScoreStatus.NOT_APPLICABLE, "the newest message is not a user's");
      return;
    }
    if (OtherLanguage.ofQuestion(in, out, DESCRIPTOR)) {
      return;
    }
    float[] vector = CallEmbeddings.of(in).of(HeadText.QUESTION, Depth.FULL).last();
    IntentClusters now = learn(texts.question().original(), vector);
    if (now.revision() == 0) {
      out.without(
          DIMENSION,
          ScoreStatus.NOT_APPLICABLE,
          "intents are learnt from " + FIRST + " distinct messages first");
      return;
    }
    IntentClusters.Found found = now.best(vector);
    if (found.cluster().isEmpty()) {
      out.ok(
          DIMENSION,
          1 - Math.clamp(found.cosine(), 0, 1),
          OTHER,
          "Like no cluster of revision " + now.revision() + ".",
          0.5,
          List.of());
      return;
    }
    IntentClusters.Cluster cluster = now.clusters().get(found.cluster().getAsInt());
    CallIntent.of(in).found(cluster.name());
    double near = Math.clamp(found.cosine(), 0, 1);
    out.ok(
        DIMENSION,
        near,
        cluster.name(),
        "Cluster "
            + cluster.id()
            + " of "
            + now.clusters().size()
            + ", revision "
            + now.revision()
            + ".",
        near,
        List.of());
  }

  /** Adds a message to the sample and gives the clusters that hold now. */
  private IntentClusters learn(String message, float[] vector) {
    IntentClusters before;
    List<IntentClusters.Sample> due;
    synchronized (lock) {
      before = current();
      long hash = hash(message);
      if (sample.size() < SAMPLE) {
        sample.putIfAbsent(
            hash, new IntentClusters.Sample(hash, vector, ClusterNames.words(message)));
      }
      int next = before.revision() == 0 ? FIRST : before.revision() < 3 ? FIRST * 2 : SAMPLE;
      if (refitting || sample.size() < next) {
        return before;
      }
      due = new ArrayList<>(sample.values());
      sample.clear();
      refitting = true;
    }
    IntentClusters made = before;
    try {
      made = before.refit(due); // outside the lock: takes a part of a second
    } finally {
      synchronized (lock) {
        clusters = made;
        refitting = false;
      }
    }
    ObjectNode node = state.node();
    made.write(node);
    state.write(STATE, node);
    return made;
  }

  private IntentClusters current() {
    IntentClusters known = clusters;
    if (known == null) {
      known = state.read(STATE, IntentClusters::read).orElse(IntentClusters.NONE);
      clusters = known;
    }
    return known;
  }

  /** FNV-1a over the text's units, mixed. */
  private static long hash(String text) {
    long hash = 0xCBF29CE484222325L;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * 0x100000001B3L;
    }
    hash ^= hash >>> 32;
    hash *= 0x9E3779B97F4A7C15L;
    return hash ^ (hash >>> 29);
  }

  /** Clusters are written when they are made. */
  @Override
  public void save() {}
}
