// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.testkit.labels;

import dev.plumbline.model.error.ErrorKind;
import dev.plumbline.model.error.PlumblineException;
import dev.plumbline.model.labels.ChosenSample;
import dev.plumbline.model.labels.Label;
import dev.plumbline.model.labels.LabelQuery;
import dev.plumbline.model.labels.LabelSet;
import dev.plumbline.model.labels.LabelStore;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Labels in memory. Thread-safe. */
public final class InMemoryLabels implements LabelStore {
  private final InstantSource clock;
  private final Map<String, Label> labels = new LinkedHashMap<>();
  private final List<LabelSet> sets = new ArrayList<>();
  private final Map<String, List<Label>> frozen = new TreeMap<>();
  private final Map<String, ChosenSample> chosen = new LinkedHashMap<>();

  public InMemoryLabels(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public synchronized void save(List<Label> more) {
    more.forEach(label -> labels.put(label.id(), label));
  }

  @Override
  public synchronized int delete(List<String> ids) {
    int before = labels.size();
    ids.forEach(labels::remove);
    return before - labels.size();
  }

  @Override
  public synchronized List<Label> list(LabelQuery query) {
    return labels.values().stream()
        .filter(l -> query.dimension().map(l.dimension()::equals).orElse(true))
        .filter(l -> query.rater().map(l.rater()::equals).orElse(true))
        .filter(l -> query.dataSet().map(l.dataSet()::equals).orElse(true))
        .filter(l -> query.tenant().map(l.tenant()::equals).orElse(true))
        .filter(l -> query.traceId().map(l.traceId()::equals).orElse(true))
        .sorted(Comparator.comparing(Label::labelledAt).reversed().thenComparing(Label::id))
        .limit(query.limit())
        .toList();
  }

  @Override
  public synchronized List<String> dimensions() {
    return labels.values().stream().map(Label::dimension).distinct().sorted().toList();
  }

  @Override
  public synchronized LabelSet freeze(String name, LabelQuery which, String owner, String note) {
    List<Label> now = list(which);
    if (now.isEmpty()) {
      throw new PlumblineException(ErrorKind.NOT_FOUND, "there are no such labels");
    }
    Optional<LabelSet> last =
        sets.stream()
            .filter(set -> set.name().equals(name))
            .max(Comparator.comparingInt(LabelSet::version));
    String hash = LabelSet.hash(now);
    if (last.isPresent() && last.get().hash().equals(hash)) {
      return last.get();
    }
    int version = last.map(LabelSet::version).orElse(0) + 1;
    LabelSet set = new LabelSet(name, version, clock.instant(), owner, note, now.size(), hash);
    sets.add(set);
    frozen.put(set.reference(), now);
    return set;
  }

  @Override
  public synchronized List<LabelSet> sets() {
    return sets.reversed().stream().toList();
  }

  @Override
  public synchronized Optional<List<Label>> frozen(String name, int version) {
    return Optional.ofNullable(frozen.get(name + ":" + version));
  }

  @Override
  public synchronized void choose(List<ChosenSample> samples) {
    samples.forEach(s -> chosen.putIfAbsent(s.dimension() + s.traceId() + s.spanId(), s));
  }

  @Override
  public synchronized List<ChosenSample> chosen(String dimension) {
    return chosen.values().stream()
        .filter(s -> s.dimension().equals(dimension))
        .sorted(Comparator.comparingInt(ChosenSample::position))
        .toList();
  }
}
