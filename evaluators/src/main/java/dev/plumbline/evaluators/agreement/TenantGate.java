// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.agreement;

import dev.plumbline.model.alert.GateState;
import dev.plumbline.model.labels.CalibrationRecord;
import dev.plumbline.model.labels.GateDecision;
import dev.plumbline.model.score.Dimension;
import dev.plumbline.model.score.Gate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * The gate of a deployment: what its own labels say, and the factory calibration where there are
 * none. A record holds for the evaluator version it was measured with; once another version runs,
 * only the factory calibration speaks until the new version is measured. Thread-safe.
 */
public final class TenantGate implements Gate {
  private final Gate factory;
  private final Supplier<List<Dimension>> dimensions;
  private volatile Map<Key, GateDecision> own = Map.of();

  private record Key(String dimension, String tenant) implements Comparable<Key> {
    @Override
    public int compareTo(Key other) {
      int byDimension = dimension.compareTo(other.dimension);
      return byDimension != 0 ? byDimension : tenant.compareTo(other.tenant);
    }
  }

  /**
   * @param factory the gate without labels
   * @param dimensions the registry
   */
  public TenantGate(Gate factory, Supplier<List<Dimension>> dimensions) {
    this.factory = factory;
    this.dimensions = dimensions;
  }

  /**
   * Takes in what was measured.
   *
   * @param latest newest record of each tenant and dimension
   * @param running evaluator and version ({@code id@version}) of each dimension now; a dimension
   *     that is missing is taken to run what was measured
   */
  public void update(List<CalibrationRecord> latest, Map<String, String> running) {
    Map<Key, GateDecision> decided = new TreeMap<>();
    for (CalibrationRecord record : latest) {
      String measured = record.evaluator() + "@" + record.evaluatorVersion();
      String now = running.getOrDefault(record.dimension(), measured);
      decided.put(
          new Key(record.dimension(), record.tenant()),
          now.equals(measured)
              ? new GateDecision(
                  record.dimension(),
                  record.tenant(),
                  record.after(),
                  record.reason(),
                  Optional.of(record.measuredAt()))
              : new GateDecision(
                  record.dimension(),
                  record.tenant(),
                  factory.stateOf(record.dimension()),
                  now + " runs instead of " + measured + " and is not measured yet",
                  Optional.of(record.measuredAt())));
    }
    own = Map.copyOf(decided);
  }

  @Override
  public GateState stateOf(String dimension) {
    return stateOf("", dimension);
  }

  @Override
  public GateState stateOf(String tenant, String dimension) {
    GateState fallback = factory.stateOf(dimension);
    if (factual(dimension)) {
      return fallback;
    }
    Map<Key, GateDecision> decided = own;
    GateDecision decision = decided.get(new Key(dimension, tenant));
    if (decision == null) {
      decision = decided.get(new Key(dimension, ""));
    }
    return decision == null ? fallback : decision.state();
  }

  /** Every dimension for the deployment as a whole, then tenants with a decision of their own. */
  public List<GateDecision> decisions() {
    Map<Key, GateDecision> all = new TreeMap<>();
    for (Dimension dimension : dimensions.get()) {
      GateState state = factory.stateOf(dimension.name());
      all.put(
          new Key(dimension.name(), ""),
          new GateDecision(dimension.name(), "", state, why(dimension, state), Optional.empty()));
    }
    own.forEach((key, decision) -> {
      if (!factual(key.dimension())) {
        all.put(key, decision);
      }
    });
    return new ArrayList<>(all.values());
  }

  private boolean factual(String dimension) {
    return dimensions.get().stream().anyMatch(d -> d.name().equals(dimension) && d.factual());
  }

  private static String why(Dimension dimension, GateState state) {
    if (dimension.factual()) {
      return "a plain fact, which needs no proof";
    }
    return state == GateState.PROVISIONAL
        ? "proved on public labels only; no labels of this deployment yet"
        : "not proved against people";
  }
}
