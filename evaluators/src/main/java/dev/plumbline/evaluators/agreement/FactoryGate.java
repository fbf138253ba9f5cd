// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.agreement;

import dev.plumbline.model.alert.GateState;
import dev.plumbline.model.score.Dimension;
import dev.plumbline.model.score.Evaluator;
import dev.plumbline.model.score.EvaluatorDescriptor;
import dev.plumbline.model.score.Gate;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The gate as it ships: facts may alert, dimensions whose evaluator was proved on public labels may
 * alert provisionally, all others advise. A record counts only for the version it was measured
 * with. Immutable and thread-safe.
 */
public final class FactoryGate implements Gate {
  static final String RECORDS = "/calibration/factory-calibration.json";

  private final Map<String, GateState> states = new HashMap<>();

  public FactoryGate(List<Evaluator> evaluators) {
    this(evaluators, records());
  }

  FactoryGate(List<Evaluator> evaluators, List<AgreementRecord> records) {
    for (Evaluator evaluator : evaluators) {
      EvaluatorDescriptor descriptor = evaluator.descriptor();
      for (Dimension dimension : descriptor.dimensions()) {
        states.put(dimension.name(), state(descriptor, dimension, records));
      }
    }
  }

  @Override
  public GateState stateOf(String dimension) {
    return states.getOrDefault(dimension, GateState.ADVISORY);
  }

  /** Agreement of the built-in evaluators on public labels. */
  public static List<AgreementRecord> records() {
    try (InputStream in = FactoryGate.class.getResourceAsStream(RECORDS)) {
      if (in == null) {
        throw new IllegalStateException(RECORDS + " is missing from the jar");
      }
      List<AgreementRecord> records = new ArrayList<>();
      for (JsonNode row : new JsonMapper().readTree(in)) {
        records.add(
            new AgreementRecord(
                row.path("dimension").asString(),
                row.path("evaluator_version").asString(),
                row.path("data_set").asString(),
                row.path("labels").asString(),
                row.path("language").asString(),
                row.path("n").asInt(),
                row.path("measure").asString(),
                row.path("value").asDouble(),
                row.path("low").asDouble(),
                row.path("high").asDouble()));
      }
      return records;
    } catch (IOException e) {
      throw new UncheckedIOException(RECORDS + " cannot be read", e);
    }
  }

  /** What a record names as the version of an evaluator. */
  public static String versionOf(EvaluatorDescriptor descriptor) {
    return descriptor.artifactHash().isEmpty()
        ? descriptor.version()
        : descriptor.version() + ":" + descriptor.artifactHash();
  }

  private static GateState state(
      EvaluatorDescriptor descriptor, Dimension dimension, List<AgreementRecord> records) {
    if (dimension.factual()) {
      return GateState.ALERTING;
    }
    for (AgreementRecord record : records) {
      if (record.dimension().equals(dimension.name())
          && record.evaluatorVersion().equals(versionOf(descriptor))
          && record.passes()) {
        return GateState.PROVISIONAL;
      }
    }
    return GateState.ADVISORY;
  }
}
