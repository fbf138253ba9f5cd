// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.judges.sampling;

import dev.plumbline.model.genai.FinishReason;
import dev.plumbline.model.genai.GenAiSpan;
import dev.plumbline.model.genai.ModelCall;
import dev.plumbline.model.score.Score;
import dev.plumbline.model.score.ScoreStatus;
import dev.plumbline.model.store.StoredSpan;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Finds anomalies in a call's inline scores, and against what was seen before. Its memory is
 * bounded. Thread-safe.
 */
public final class AnomalyFinder {
  private static final int MAX_SLICES = 10_000;
  private static final int MAX_REMEMBERED = 20_000;
  private static final int NEW_UNTIL = 50;
  private static final int OUTLIER_AFTER = 100;
  private static final double OUTLIER_SDS = 4;
  private static final Set<String> SUPPORT =
      Set.of("faithfulness", "support", "groundedness", "tool_call_grounded");
  private static final Set<String> REFUSALS = Set.of("refusal", "over_refusal");
  private static final Set<String> DETECTORS =
      Set.of(
          "prompt_injection",
          "indirect_injection",
          "toxicity",
          "pii",
          "system_prompt_leak",
          "hallucination",
          "under_refusal");
  private static final Set<String> OUTLIERS =
      Set.of("input_outlier", "embedding_outlier", "outlier");

  private final Map<String, Slice> slices = bounded(MAX_SLICES);
  private final Map<String, Boolean> lowBefore = bounded(MAX_REMEMBERED);

  /** Lengths of replies seen in one slice, on a log scale. */
  private static final class Slice {
    long n;
    double mean;
    double squares;

    boolean outlier(double x) {
      double sd = n < 2 ? 0 : StrictMath.sqrt(squares / (n - 1));
      return n >= OUTLIER_AFTER && Math.abs(x - mean) > OUTLIER_SDS * Math.max(sd, 0.1);
    }

    void add(double x) {
      n++;
      double before = x - mean;
      mean += before / n;
      squares += before * (x - mean);
    }
  }

  private static <V> Map<String, V> bounded(int max) {
    return new LinkedHashMap<>(16, 0.75f, true) {
      private static final long serialVersionUID = 1L;

      @Override
      protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
        return size() > max;
      }
    };
  }

  /**
   * What is odd about a call.
   *
   * @param fresh true the first time the call comes: then it counts for its slice
   */
  public Set<Anomaly> find(StoredSpan stored, boolean fresh) {
    EnumSet<Anomaly> found = EnumSet.noneOf(Anomaly.class);
    GenAiSpan span = stored.span();
    ModelCall call = span.call().orElseThrow();
    for (Score score : stored.scored().scores()) {
      if (score.status() == ScoreStatus.INVALID) {
        found.add(Anomaly.FAILING_DETECTOR);
      }
      if (score.status() == ScoreStatus.OK) {
        read(score, score.value().orElse(0), found);
      }
    }
    if (call.finish().filter(FinishReason.REFUSAL::equals).isPresent()) {
      found.add(Anomaly.REFUSAL);
    }
    if (truth(span, "plumbline.escalated") || truth(span, "plumbline.feedback.escalated")) {
      found.add(Anomaly.ESCALATION);
    }
    String slice =
        String.join(
            "\u0001",
            span.span().resource().serviceName(),
            call.model(),
            call.promptName(),
            call.promptVersion(),
            span.segment("feature"));
    double length = StrictMath.log(1.0 + call.content().outputText().length());
    synchronized (this) {
      Slice seen = slices.computeIfAbsent(slice, _ -> new Slice());
      if (seen.n < NEW_UNTIL) {
        found.add(Anomaly.NEW_SLICE);
      }
      if (seen.outlier(length)) {
        found.add(Anomaly.OUTLIER);
      }
      if (fresh) {
        seen.add(length);
      }
      if (lowBefore.containsKey(span.span().key().traceId())
          || (!span.conversationId().isEmpty() && lowBefore.containsKey(span.conversationId()))) {
        found.add(Anomaly.LOW_BEFORE);
      }
    }
    return found;
  }

  private static void read(Score score, double value, EnumSet<Anomaly> found) {
    String dimension = score.dimension();
    if (SUPPORT.contains(dimension) && value < 0.5) {
      found.add(Anomaly.LOW_SUPPORT);
    } else if (REFUSALS.contains(dimension) && value >= 0.5) {
      found.add(Anomaly.REFUSAL);
    } else if (dimension.equals("user_correction") && value >= 0.5) {
      found.add(
          score.label().contains("rephras") || score.label().contains("repeat")
              ? Anomaly.RESUBMISSION
              : Anomaly.USER_CORRECTION);
    } else if ((dimension.equals("user_rephrase") || dimension.equals("user_repeat"))
        && value >= 0.5) {
      found.add(Anomaly.RESUBMISSION);
    } else if ((dimension.equals("user_sentiment") && value < 0.3)
        || (dimension.equals("user_frustration") && value >= 0.5)
        || (dimension.equals("user_satisfaction") && value < 0.3)) {
      found.add(Anomaly.NEGATIVE_USER);
    } else if (dimension.equals("escalation") && value >= 0.5) {
      found.add(Anomaly.ESCALATION);
    } else if (OUTLIERS.contains(dimension) && value >= 0.5) {
      found.add(Anomaly.OUTLIER);
    } else if (DETECTORS.contains(dimension) && value >= 0.5) {
      found.add(Anomaly.FAILING_DETECTOR);
    }
  }

  private static boolean truth(GenAiSpan span, String attribute) {
    return span.span().text(attribute).equals("true");
  }

  /** Remembers that a judge found a call bad. */
  public synchronized void foundLow(String traceId, String conversationId) {
    lowBefore.put(traceId, true);
    if (!conversationId.isEmpty()) {
      lowBefore.put(conversationId, true);
    }
  }
}
