// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.query;

import dev.plumbline.model.feedback.CallLink;
import dev.plumbline.model.feedback.Coverage;
import dev.plumbline.model.feedback.Feedback;
import dev.plumbline.model.feedback.FeedbackStore;
import dev.plumbline.model.feedback.SignalQuery;
import dev.plumbline.model.feedback.SignalRates;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SequencedMap;

/** Events in memory; rates as they were put in. One thread. */
final class FakeFeedback implements FeedbackStore {
  final SequencedMap<String, Feedback> events = new LinkedHashMap<>();
  final List<SignalQuery> asked = new ArrayList<>();

  @Override
  public int write(List<Feedback> feedback) {
    int before = events.size();
    feedback.forEach(event -> events.putIfAbsent(event.id(), event));
    return events.size() - before;
  }

  @Override
  public List<Feedback> list(Instant from, Instant to, int limit) {
    return List.copyOf(events.values());
  }

  @Override
  public List<SignalRates> rates(SignalQuery query) {
    asked.add(query);
    return List.of(
        new SignalRates(
            "checkout",
            "",
            100,
            50,
            50,
            44,
            20,
            5,
            200,
            100,
            100,
            100,
            45,
            3,
            OptionalDouble.of(2),
            OptionalDouble.of(60),
            1,
            0,
            0,
            2,
            0,
            OptionalDouble.empty()));
  }

  @Override
  public List<Coverage> coverage(Instant from, Instant to) {
    return List.of(new Coverage("checkout", "content", 4, 3));
  }

  @Override
  public Map<CallLink, FoundCall> find(Collection<CallLink> links) {
    return Map.of();
  }
}
