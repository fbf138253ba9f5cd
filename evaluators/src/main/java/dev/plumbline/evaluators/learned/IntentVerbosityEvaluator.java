// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.learned;

import dev.plumbline.evaluators.facts.LengthEvaluator;
import dev.plumbline.evaluators.text.CallTexts;
import dev.plumbline.evaluators.text.NoAnswer;
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
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * How long the answer is beside what the service usually answers to the same intent: {@code A / (A
 * + M)}, A words against a running median of M; 0.5 is as long as usual, 0.67 twice as long. Where
 * the intent is unknown or new, the median of the service counts. Thread-safe.
 */
public final class IntentVerbosityEvaluator implements LearnsFromTraffic {
  public static final String ID = "intent_verbosity";

  /** Answers before there is a median to compare with. */
  static final int FEWEST = 20;

  private static final int MOST_SERVICES = 50;
  private static final int MOST_INTENTS = 100;
  private static final int SAVE_EVERY = 500;
  private static final String DIMENSION = "verbosity_for_intent";
  private static final String STATE = "verbosity";

  private static final EvaluatorDescriptor DESCRIPTOR =
      new EvaluatorDescriptor(
          ID,
          "1",
          "",
          Tier.POOLED,
          EvaluationScope.CALL,
          Set.of(Need.REPLY_TEXT),
          List.of(
              Dimension.degree(
                  DIMENSION,
                  "behaviour",
                  Scale.PROBABILITY,
                  Polarity.NEUTRAL,
                  false,
                  "Length of the answer beside the running median of its service and intent: A /"
                      + " (A + M) in words.")),
          Duration.ofMillis(10));

  private final LearnedState state;
  private @Nullable Map<String, Service> services;
  private int unsaved;

  private static final class Service {
    RunningMedian all = new RunningMedian();
    final Map<String, RunningMedian> intents = new TreeMap<>();
  }

  public IntentVerbosityEvaluator(LearnedState state) {
    this.state = state;
  }

  @Override
  public EvaluatorDescriptor descriptor() {
    return DESCRIPTOR;
  }

  @Override
  public void evaluate(EvalContext in, ScoreSink out) {
    if (NoAnswer.report(in, out, DESCRIPTOR)) {
      return;
    }
    int words = LengthEvaluator.words(CallTexts.of(in).answer());
    String intent = CallIntent.name(in);
    synchronized (this) {
      Service service = service(in.span().span().resource().serviceName());
      if (service == null) {
        none(out, "there are more than " + MOST_SERVICES + " services");
        return;
      }
      RunningMedian own = intent.isEmpty() ? null : service.intents.get(intent);
      compare(words, intent, own, service.all, out);
      service.all.add(words);
      if (own == null && !intent.isEmpty() && service.intents.size() < MOST_INTENTS) {
        own = new RunningMedian();
        service.intents.put(intent, own);
      }
      if (own != null) {
        own.add(words);
      }
      unsaved++;
      if (unsaved >= SAVE_EVERY) {
        save();
      }
    }
  }

  private static void compare(
      int words, String intent, @Nullable RunningMedian own, RunningMedian all, ScoreSink out) {
    boolean byIntent = own != null && own.count() >= FEWEST;
    RunningMedian usual = byIntent && own != null ? own : all;
    if (usual.count() < FEWEST) {
      none(out, "fewer than " + FEWEST + " answers to compare with");
      return;
    }
    double median = usual.median();
    double value = words + median == 0 ? 0.5 : words / (words + median);
    out.ok(
        DIMENSION,
        value,
        byIntent ? "intent" : "service",
        words
            + " words; the median of "
            + (byIntent ? "intent " + intent : "the service")
            + " is "
            + Math.round(median * 10) / 10.0
            + " ("
            + usual.count()
            + " answers).",
        1,
        List.of());
  }

  private static void none(ScoreSink out, String reason) {
    out.without(DIMENSION, ScoreStatus.NOT_APPLICABLE, reason);
  }

  private @Nullable Service service(String name) {
    Map<String, Service> known = services();
    Service found = known.get(name);
    if (found == null && known.size() < MOST_SERVICES) {
      found = new Service();
      known.put(name, found);
    }
    return found;
  }

  private Map<String, Service> services() {
    Map<String, Service> known = services;
    if (known == null) {
      known = state.read(STATE, IntentVerbosityEvaluator::read).orElseGet(TreeMap::new);
      services = known;
    }
    return known;
  }

  @Override
  public synchronized void save() {
    if (unsaved == 0) {
      return;
    }
    unsaved = 0;
    ObjectNode node = state.node();
    ObjectNode all = node.putObject("services");
    services()
        .forEach((name, service) -> {
          ObjectNode one = all.putObject(name);
          service.all.write(one.putArray("all"));
          ObjectNode intents = one.putObject("intents");
          service.intents.forEach((intent, median) -> median.write(intents.putArray(intent)));
        });
    state.write(STATE, node);
  }

  private static Map<String, Service> read(JsonNode node) {
    Map<String, Service> out = new TreeMap<>();
    Checks.inRange("number of services", node.path("services").size(), 0, MOST_SERVICES);
    for (Map.Entry<String, JsonNode> entry : node.path("services").properties()) {
      Service service = new Service();
      service.all = RunningMedian.read(entry.getValue().path("all"));
      JsonNode intents = entry.getValue().path("intents");
      Checks.inRange("number of intents", intents.size(), 0, MOST_INTENTS);
      for (Map.Entry<String, JsonNode> intent : intents.properties()) {
        service.intents.put(intent.getKey(), RunningMedian.read(intent.getValue()));
      }
      out.put(entry.getKey(), service);
    }
    return out;
  }
}
