// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.query.rest;

import dev.plumbline.model.score.Dimension;
import dev.plumbline.model.score.EvaluatorDescriptor;
import dev.plumbline.model.score.EvaluatorReport;
import dev.plumbline.query.http.Answer;
import dev.plumbline.query.http.Doc;
import dev.plumbline.query.http.Route;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Every evaluator: who it is, what it has done, whether it works. Thread-safe. */
final class EvaluatorRoutes {
  private final Supplier<List<EvaluatorReport>> evaluators;
  private final Supplier<List<String>> problems;

  EvaluatorRoutes(Supplier<List<EvaluatorReport>> evaluators, Supplier<List<String>> problems) {
    this.evaluators = evaluators;
    this.problems = problems;
  }

  List<Route> routes() {
    return List.of(
        Route.get("/api/v1/evaluators", "list_evaluators")
            .tag("registry")
            .summary("Every evaluator with its version, gate, proof, counters and health")
            .answers(Evaluators.class)
            .by(_ ->
                Answer.json(
                    new Evaluators(
                        evaluators.get().stream().map(Item::of).toList(), problems.get()))));
  }

  /** Answer of {@code /api/v1/evaluators}. */
  record Evaluators(
      List<Item> items,
      @Doc("What is wrong with files of evaluators: file, field, rule and value.")
          List<String> problems) {}

  /** One evaluator. */
  record Item(
      String id,
      String version,
      @Doc("Of the data it was built from; empty for code alone.") String artifactHash,
      @Doc("inline, pooled or judge.") String tier,
      @Doc("call, turn, session or trace.") String scope,
      List<String> needs,
      List<DimensionItem> dimensions,
      double budgetMs,
      @Doc("Runs since the start of this process, by what they came to.") Map<String, Long> runs,
      @Nullable Instant lastRun,
      @Nullable Instant lastOk,
      @Nullable Double meanMicros,
      @Nullable Double p99Micros,
      @Doc("ok, idle, never_ran, stuck or failing.") String health,
      @Doc("Why the health is not ok; empty when it is.") String reason) {
    static Item of(EvaluatorReport report) {
      EvaluatorDescriptor descriptor = report.descriptor();
      Map<String, Long> runs = new TreeMap<>();
      report.runs().forEach((status, count) -> runs.put(status.label(), count));
      return new Item(
          descriptor.id(),
          descriptor.version(),
          descriptor.artifactHash(),
          lower(descriptor.tier()),
          lower(descriptor.scope()),
          descriptor.needs().stream().map(Item::lower).sorted().toList(),
          descriptor.dimensions().stream().map(d -> DimensionItem.of(d, report)).toList(),
          descriptor.budget().toNanos() / 1e6,
          runs,
          report.lastRun().orElse(null),
          report.lastOk().orElse(null),
          maybe(report.meanMicros()),
          maybe(report.p99Micros()),
          lower(report.health()),
          report.reason());
    }

    private static String lower(Enum<?> value) {
      return value.name().toLowerCase(Locale.ROOT);
    }

    private static @Nullable Double maybe(OptionalDouble value) {
      return value.isPresent() ? Answer.finite(value.getAsDouble()) : null;
    }
  }

  /** One dimension of an evaluator. */
  record DimensionItem(
      String name,
      String owner,
      String description,
      @Doc("advisory, provisional or alerting.") String gate,
      List<Agreement> agreement) {
    static DimensionItem of(Dimension dimension, EvaluatorReport report) {
      String gate = "advisory";
      List<Agreement> agreement = List.of();
      for (EvaluatorReport.Proof proof : report.proofs()) {
        if (proof.dimension().equals(dimension.name())) {
          gate = proof.gate().label();
          agreement = proof.agreements().stream().map(Agreement::of).toList();
        }
      }
      return new DimensionItem(
          dimension.name(), dimension.owner(), dimension.description(), gate, agreement);
    }
  }

  /** Agreement with labels, as measured once. */
  record Agreement(
      String dataSet,
      @Doc("human or synthetic.") String labels,
      String language,
      int n,
      @Doc("mcc or spearman.") String measure,
      double value,
      double low,
      double high,
      String evaluatorVersion,
      @Doc("Measured with the version that runs.") boolean current) {
    static Agreement of(EvaluatorReport.Agreement agreement) {
      return new Agreement(
          agreement.dataSet(),
          agreement.labels(),
          agreement.language(),
          agreement.n(),
          agreement.measure(),
          agreement.value(),
          agreement.low(),
          agreement.high(),
          agreement.evaluatorVersion(),
          agreement.current());
    }
  }
}
