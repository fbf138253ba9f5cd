// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.learned;

import dev.plumbline.evaluators.embedding.Depth;
import dev.plumbline.evaluators.heads.CallEmbeddings;
import dev.plumbline.evaluators.heads.HeadText;
import dev.plumbline.evaluators.learned.KernelFeatures.Sums;
import dev.plumbline.evaluators.text.CallTexts;
import dev.plumbline.evaluators.text.OtherLanguage;
import dev.plumbline.model.error.Checks;
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
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * How far users' messages are from what the slice (service and feature) used to get: each message
 * from the middle of the first {@link #REFERENCE}, and each window of {@link InputReference#WINDOW}
 * as a whole by maximum mean discrepancy. Thread-safe.
 */
public final class InputDistributionEvaluator implements LearnsFromTraffic {
  public static final String ID = "input_distribution";

  static final int REFERENCE = 500;
  static final int STEP = 100;
  private static final int MOST_SLICES = 50;
  private static final String DISTANCE = "input_distance";
  private static final String DISCREPANCY = "input_mmd";
  private static final String STATE = "inputs";

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
                  DISTANCE,
                  "input",
                  Scale.PROBABILITY,
                  Polarity.NEUTRAL,
                  false,
                  "One less the cosine between the user's message and the middle of the first 500"
                      + " messages of this service and feature."),
              new Dimension(
                  DISCREPANCY,
                  "input",
                  Scale.QUANTITY,
                  Polarity.HIGHER_IS_WORSE,
                  "1",
                  0,
                  2,
                  false,
                  "plumbline",
                  "Maximum mean discrepancy between the newest 200 messages of this service and"
                      + " feature and its first 500; at each hundredth message.")),
          Duration.ofMillis(200));

  private final LearnedState state;
  private @Nullable Map<String, Slice> slices;

  /** What is known of one service and feature. */
  private static final class Slice {
    final List<float[]> learning = new ArrayList<>();
    @Nullable InputReference reference;
    final Deque<double[]> window = new ArrayDeque<>();
    Sums sums = new Sums();
    int sinceStep;
  }

  public InputDistributionEvaluator(LearnedState state) {
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
      none(out, "the newest message is not a user's");
      return;
    }
    if (OtherLanguage.ofQuestion(in, out, DESCRIPTOR)) {
      return;
    }
    float[] message = CallEmbeddings.of(in).of(HeadText.QUESTION, Depth.FULL).last();
    String name = in.span().span().resource().serviceName() + "/" + in.span().segment("feature");
    synchronized (this) {
      Map<String, Slice> known = slices();
      Slice slice = known.get(name);
      if (slice == null) {
        if (known.size() >= MOST_SLICES) {
          none(out, "there are more than " + MOST_SLICES + " services and features");
          return;
        }
        slice = new Slice();
        known.put(name, slice);
      }
      InputReference reference = slice.reference;
      if (reference == null) {
        learn(slice, message);
        none(out, "the first " + REFERENCE + " messages are the reference");
      } else {
        compare(slice, reference, message, out);
      }
    }
  }

  private void learn(Slice slice, float[] message) {
    slice.learning.add(message);
    if (slice.learning.size() == REFERENCE) {
      slice.reference = InputReference.of(slice.learning);
      slice.learning.clear();
      write();
    }
  }

  private static void compare(
      Slice slice, InputReference reference, float[] message, ScoreSink out) {
    double distance = reference.distance(message);
    boolean far = distance > reference.farthest();
    out.ok(
        DISTANCE,
        distance,
        far ? "far" : "usual",
        (far ? "Farther than" : "Not beyond")
            + " 99 of 100 messages of reference "
            + reference.version()
            + ".",
        1,
        List.of());
    double[] features = reference.features(message);
    slice.window.addLast(features);
    slice.sums.add(features);
    if (slice.window.size() > InputReference.WINDOW) {
      slice.sums.remove(slice.window.removeFirst());
    }
    slice.sinceStep++;
    if (slice.window.size() < InputReference.WINDOW || slice.sinceStep < STEP) {
      out.without(DISCREPANCY, ScoreStatus.NOT_APPLICABLE, "told at each hundredth message");
      return;
    }
    slice.sinceStep = 0;
    slice.sums = exact(slice.window);
    double found = reference.discrepancy(slice.sums);
    out.ok(
        DISCREPANCY,
        found,
        found > reference.usual() ? "shifted" : "usual",
        "Of windows drawn from reference "
            + reference.version()
            + " 99 of 100 stay below "
            + Math.round(reference.usual() * 1000) / 1000.0
            + ".",
        1,
        List.of());
  }

  /** Adding and removing leaves rounding errors behind. */
  private static Sums exact(Deque<double[]> window) {
    Sums sums = new Sums();
    window.forEach(sums::add);
    return sums;
  }

  private static void none(ScoreSink out, String reason) {
    out.without(DISTANCE, ScoreStatus.NOT_APPLICABLE, reason);
    out.without(DISCREPANCY, ScoreStatus.NOT_APPLICABLE, reason);
  }

  private Map<String, Slice> slices() {
    Map<String, Slice> known = slices;
    if (known == null) {
      known = state.read(STATE, InputDistributionEvaluator::read).orElseGet(TreeMap::new);
      slices = known;
    }
    return known;
  }

  private void write() {
    ObjectNode node = state.node();
    ObjectNode all = node.putObject("slices");
    slices()
        .forEach((name, slice) -> {
          if (slice.reference != null) {
            slice.reference.write(all.putObject(name));
          }
        });
    state.write(STATE, node);
  }

  private static Map<String, Slice> read(JsonNode node) {
    Map<String, Slice> out = new TreeMap<>();
    Checks.inRange("number of slices", node.path("slices").size(), 0, MOST_SLICES);
    for (Map.Entry<String, JsonNode> entry : node.path("slices").properties()) {
      Slice slice = new Slice();
      slice.reference = InputReference.read(entry.getValue());
      out.put(entry.getKey(), slice);
    }
    return out;
  }

  /** A reference is written when it is complete. */
  @Override
  public void save() {}
}
