// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.query.labels;

import dev.plumbline.model.error.ErrorKind;
import dev.plumbline.model.error.PlumblineException;
import dev.plumbline.model.labels.CalibrationRecord;
import dev.plumbline.model.labels.CoFailure;
import dev.plumbline.model.labels.DimensionAgreement;
import dev.plumbline.model.labels.Estimate;
import dev.plumbline.model.labels.GateDecision;
import dev.plumbline.model.labels.OwnerTask;
import dev.plumbline.model.score.Dimension;
import dev.plumbline.model.score.Polarity;
import dev.plumbline.model.score.Scale;
import dev.plumbline.query.http.Answer;
import dev.plumbline.query.http.Doc;
import dev.plumbline.query.http.Param;
import dev.plumbline.query.http.Request;
import dev.plumbline.query.http.Route;
import dev.plumbline.query.http.Schemas;
import dev.plumbline.query.http.Times;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Agreement, the gate, its history, owners' tasks and co-failures. Thread-safe. */
final class CalibrationRoutes {
  private static final Duration USUAL = Duration.ofDays(7);
  private static final Duration SHOW_DONE = Duration.ofDays(90);
  private static final Param<String> DIMENSION = Param.text("dimension", "Name of the score.");
  private static final Param<Integer> LIMIT =
      Param.number("limit", 100, 1, 10_000, "Records in one answer.");
  private static final Param<String> FROM = time("from", "First moment, inclusive");
  private static final Param<String> TO = time("to", "First moment after; now when left out");
  private static final Param<String> ID = Param.path("id", "Id of the task.");

  private final LabelSources sources;
  private final CalibrationRuns runs;

  CalibrationRoutes(LabelSources sources) {
    this.sources = sources;
    this.runs = new CalibrationRuns(sources.calibration());
  }

  private static Param<String> time(String name, String description) {
    return Param.optional(
        name, Function.identity(), Times.RULE, description + ".", Schemas.string());
  }

  List<Route> routes() {
    return List.of(
        Route.get("/api/v1/agreement", "get_agreement")
            .tag("calibration")
            .summary("How far each labelled dimension agrees with people, measured now")
            .params(DIMENSION)
            .answers(Agreements.class)
            .by(request ->
                Answer.json(
                    new Agreements(
                        sources.calibration().agreement(request.find(DIMENSION)).stream()
                            .map(AgreementItem::of)
                            .toList()))),
        Route.get("/api/v1/gate", "get_gate")
            .tag("calibration")
            .summary("What each dimension may do, and why")
            .answers(Gates.class)
            .by(_ ->
                Answer.json(
                    new Gates(sources.calibration().gate().stream().map(GateItem::of).toList()))),
        Route.get("/api/v1/calibration", "list_calibrations")
            .tag("calibration")
            .summary("Calibration records, the newest first")
            .params(DIMENSION, LIMIT)
            .answers(Records.class)
            .by(request ->
                records(sources.records().records(request.find(DIMENSION), request.get(LIMIT)))),
        Route.post("/api/v1/calibration/runs", "run_calibration")
            .tag("calibration")
            .summary(
                "Measures anew: scores labelled calls again, decides, and stores the records. Body,"
                    + " optional: JSON with dimension and actor. Still running is true when it takes"
                    + " longer than the request may; ask again with GET")
            .takesBody()
            .fails(ErrorKind.INVALID_INPUT, ErrorKind.TOO_LARGE)
            .answers(Run.class)
            .by(this::run),
        Route.get("/api/v1/calibration/runs", "get_calibration_run")
            .tag("calibration")
            .summary("The run that goes on, or what the last one came to")
            .answers(Run.class)
            .by(_ -> Answer.json(Run.of(runs.last()))),
        Route.get("/api/v1/tasks", "list_tasks")
            .tag("calibration")
            .summary("What owners are asked to do, and what they did in the last 90 days")
            .answers(Tasks.class)
            .by(request ->
                Answer.json(
                    new Tasks(
                        sources.records().tasks(request.now().minus(SHOW_DONE)).stream()
                            .map(TaskItem::of)
                            .toList()))),
        Route.post("/api/v1/tasks/{id}/done", "finish_task")
            .tag("calibration")
            .summary("Says that a task is done. Body, optional: JSON with actor")
            .params(ID)
            .takesBody()
            .fails(ErrorKind.NOT_FOUND, ErrorKind.TOO_LARGE)
            .answers(TaskItem.class)
            .by(this::finish),
        Route.get("/api/v1/cofailure", "get_cofailure")
            .tag("calibration")
            .summary("Which dimensions fail on the same calls")
            .params(FROM, TO)
            .answers(CoFailures.class)
            .by(this::coFailures));
  }

  private Answer run(Request request) throws InterruptedException {
    JsonNode body = Bodies.object(request);
    String dimension = Bodies.text(body, "dimension", "");
    return Answer.json(
        Run.of(
            runs.run(
                dimension.isEmpty() ? Optional.empty() : Optional.of(dimension),
                Bodies.text(body, "actor", "api"),
                request.timeLimit().multipliedBy(3).dividedBy(4))));
  }

  private static Answer records(List<CalibrationRecord> records) {
    return Answer.json(new Records(records.stream().map(RecordItem::of).toList()));
  }

  private Answer finish(Request request) {
    OwnerTask task =
        sources.records().tasks(Instant.EPOCH).stream()
            .filter(t -> t.id().equals(request.get(ID)))
            .findFirst()
            .orElseThrow(
                () -> new PlumblineException(ErrorKind.NOT_FOUND, "there is no task with this id"));
    OwnerTask done =
        task.doneAt().isPresent()
            ? task
            : task.done(
                Instant.ofEpochMilli(request.now().toEpochMilli()),
                Bodies.text(Bodies.object(request), "actor", "api"));
    sources.records().saveTasks(List.of(done));
    return Answer.json(TaskItem.of(done));
  }

  private Answer coFailures(Request request) {
    Instant to = request.time(TO).orElse(request.now());
    Instant from = request.time(FROM).orElse(to.minus(USUAL));
    if (!from.isBefore(to)) {
      throw new PlumblineException(
          ErrorKind.INVALID_INPUT, "parameter from must be before to, but was " + from);
    }
    return Answer.json(
        new CoFailures(
            from,
            to,
            sources
                .reader()
                .coFailures(
                    degrees(Polarity.HIGHER_IS_WORSE), degrees(Polarity.HIGHER_IS_BETTER), from, to)
                .stream()
                .sorted(
                    Comparator.comparingDouble(CoFailure::phi)
                        .reversed()
                        .thenComparing(CoFailure::a)
                        .thenComparing(CoFailure::b))
                .map(CoFailureItem::of)
                .toList()));
  }

  /** Dimensions on a scale from 0 to 1 whose direction says what a failure is. */
  private List<String> degrees(Polarity polarity) {
    return sources.dimensions().get().stream()
        .filter(d -> d.polarity() == polarity)
        .filter(d -> d.scale() != Scale.COUNT && d.scale() != Scale.QUANTITY)
        .map(Dimension::name)
        .toList();
  }

  /** Answer of {@code /api/v1/agreement}. */
  record Agreements(List<AgreementItem> items) {}

  /** Agreement of one dimension. */
  record AgreementItem(
      String dimension,
      @Doc("Customer; empty for the deployment as a whole.") String tenant,
      String owner,
      @Doc("What runs now.") String evaluator,
      String evaluatorVersion,
      @Doc("What the gate reads: mcc or spearman.") String statistic,
      @Doc("Labelled calls.") int labelled,
      @Doc("Of them those that the version that runs now has scored.") int n,
      @Doc("Of n those that people call positive.") int positives,
      int raters,
      @Doc("By name; what cannot be computed is left out.") Map<String, EstimateItem> statistics,
      @Doc("advisory, provisional or alerting.") String gate,
      String why) {
    static AgreementItem of(DimensionAgreement a) {
      return new AgreementItem(
          a.dimension(),
          a.tenant(),
          a.owner(),
          a.evaluator(),
          a.evaluatorVersion(),
          a.statistic(),
          a.labelled(),
          a.n(),
          a.positives(),
          a.raters(),
          estimates(a.statistics()),
          a.gate().label(),
          a.why());
    }
  }

  /** A number with its 95 % interval. */
  record EstimateItem(
      @Nullable Double value,
      @Doc("Null when unknown.") @Nullable Double low,
      @Doc("Null when unknown.") @Nullable Double high) {
    static EstimateItem of(Estimate e) {
      return new EstimateItem(
          Answer.finite(e.value()), Answer.finite(e.low()), Answer.finite(e.high()));
    }
  }

  private static Map<String, EstimateItem> estimates(Map<String, Estimate> all) {
    Map<String, EstimateItem> items = new LinkedHashMap<>();
    all.forEach((name, estimate) -> items.put(name, EstimateItem.of(estimate)));
    return items;
  }

  /** Answer of {@code /api/v1/gate}. */
  record Gates(List<GateItem> items) {}

  /** What one dimension may do. */
  record GateItem(
      String dimension,
      @Doc("Customer; empty for the deployment as a whole.") String tenant,
      @Doc("advisory, provisional or alerting.") String state,
      String why,
      @Doc("Of the measurement it rests on.") @Nullable Instant measuredAt) {
    static GateItem of(GateDecision d) {
      return new GateItem(
          d.dimension(), d.tenant(), d.state().label(), d.why(), d.since().orElse(null));
    }
  }

  /** Answer of {@code /api/v1/calibration}. */
  record Records(List<RecordItem> items) {}

  /** Answer of {@code /api/v1/calibration/runs}. */
  record Run(
      @Doc("It takes longer; ask again.") boolean running,
      @Doc("One for each tenant and dimension; empty while it runs.") List<RecordItem> items) {
    static Run of(Optional<List<CalibrationRecord>> records) {
      return new Run(
          records.isEmpty(), records.orElse(List.of()).stream().map(RecordItem::of).toList());
    }
  }

  /** One measurement. */
  record RecordItem(
      Instant measuredAt,
      String actor,
      String owner,
      String evaluator,
      String evaluatorVersion,
      String dimension,
      String tenant,
      @Doc("name:version of the labels.") String dataSet,
      int n,
      int positives,
      String statistic,
      EstimateItem agreement,
      Map<String, EstimateItem> statistics,
      String before,
      String after,
      @Doc("The agreement fell, beyond doubt, by more than the rule allows.") boolean decayed,
      String reason) {
    static RecordItem of(CalibrationRecord r) {
      return new RecordItem(
          r.measuredAt(),
          r.actor(),
          r.owner(),
          r.evaluator(),
          r.evaluatorVersion(),
          r.dimension(),
          r.tenant(),
          r.dataSet(),
          r.n(),
          r.positives(),
          r.statistic(),
          EstimateItem.of(r.agreement()),
          estimates(r.statistics()),
          r.before().label(),
          r.after().label(),
          r.decayed(),
          r.reason());
    }
  }

  /** Answer of {@code /api/v1/tasks}. */
  record Tasks(List<TaskItem> items) {}

  /** One task. */
  record TaskItem(
      String id,
      @Doc("evaluator_changed or monthly.") String kind,
      String dimension,
      String owner,
      String reason,
      Instant createdAt,
      Instant dueAt,
      @Nullable Instant doneAt,
      String doneBy) {
    static TaskItem of(OwnerTask t) {
      return new TaskItem(
          t.id(),
          t.kind(),
          t.dimension(),
          t.owner(),
          t.reason(),
          t.createdAt(),
          t.dueAt(),
          t.doneAt().orElse(null),
          t.doneBy());
    }
  }

  /** Answer of {@code /api/v1/cofailure}. */
  record CoFailures(Instant from, Instant to, List<CoFailureItem> items) {}

  /** Two dimensions over the calls that have a score in both. */
  record CoFailureItem(
      String a,
      String b,
      @Doc("Calls on which both fail.") long both,
      long onlyA,
      long onlyB,
      long neither,
      @Doc("Phi coefficient, -1 to 1.") double phi,
      @Doc("Share of both among calls on which one fails, 0 to 1.") double jaccard) {
    static CoFailureItem of(CoFailure c) {
      return new CoFailureItem(
          c.a(), c.b(), c.both(), c.onlyA(), c.onlyB(), c.neither(), c.phi(), c.jaccard());
    }
  }
}
