// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.testkit.labels;

import dev.plumbline.model.labels.CallScore;
import dev.plumbline.model.labels.CallText;
import dev.plumbline.model.labels.Candidates;
import dev.plumbline.model.labels.CoFailure;
import dev.plumbline.model.labels.Fleet;
import dev.plumbline.model.labels.LabelReader;
import dev.plumbline.model.labels.ReviewItem;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Calls in memory, as labelling and calibration read them. One thread. */
public final class InMemoryCalls implements LabelReader {
  public final Map<String, List<CallScore>> scores = new TreeMap<>();
  public final Map<String, CallText> texts = new LinkedHashMap<>();
  public final Map<String, String> running = new TreeMap<>();
  public final List<CoFailure> coFailures = new ArrayList<>();
  public final List<ReviewItem> review = new ArrayList<>();
  public Candidates candidates = new Candidates(List.of());
  private final InMemoryCalibrations reruns;

  public InMemoryCalls(InMemoryCalibrations reruns) {
    this.reruns = reruns;
  }

  public void add(String dimension, CallScore score) {
    scores.computeIfAbsent(dimension, _ -> new ArrayList<>()).add(score);
  }

  @Override
  public List<CallScore> scoresOfLabelled(String dimension) {
    List<CallScore> all = new ArrayList<>(scores.getOrDefault(dimension, List.of()));
    all.addAll(reruns.reruns(dimension));
    return all;
  }

  @Override
  public List<CallText> labelledCalls(String dimension) {
    return List.copyOf(texts.values());
  }

  @Override
  public Optional<CallText> call(String traceId, String spanId) {
    return Optional.ofNullable(texts.get(traceId + spanId));
  }

  @Override
  public Map<String, String> running(Instant from) {
    return Map.copyOf(running);
  }

  @Override
  public Fleet fleet(String dimension, String by, String tenant, Instant from, Instant to) {
    double[] values =
        scoresOfLabelled(dimension).stream()
            .filter(score -> score.by().equals(by))
            .filter(score -> tenant.isEmpty() || score.tenant().equals(tenant))
            .mapToDouble(CallScore::value)
            .toArray();
    double n = values.length;
    double mean = 0;
    double high = 0;
    for (double value : values) {
      mean += value / n;
      high += value >= 0.5 ? 1 / n : 0;
    }
    double variance = 0;
    for (double value : values) {
      variance += (value - mean) * (value - mean) / n;
    }
    return new Fleet(values.length, n, mean, variance, high);
  }

  @Override
  public Candidates candidates(String dimension, Instant from, Instant to, int most) {
    return candidates;
  }

  @Override
  public List<CoFailure> coFailures(
      List<String> higherIsWorse, List<String> higherIsBetter, Instant from, Instant to) {
    return List.copyOf(coFailures);
  }

  @Override
  public List<ReviewItem> review(List<String> flagging, Instant from, Instant to, int limit) {
    return review.stream().limit(limit).toList();
  }
}
