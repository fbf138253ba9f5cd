// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.query.labels;

import dev.plumbline.model.error.ErrorKind;
import dev.plumbline.model.error.PlumblineException;
import dev.plumbline.model.labels.ChosenSample;
import dev.plumbline.query.http.Answer;
import dev.plumbline.query.http.Doc;
import dev.plumbline.query.http.Param;
import dev.plumbline.query.http.Request;
import dev.plumbline.query.http.Route;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Calls that were chosen to be labelled. Thread-safe. */
final class SampleRoutes {
  private static final Param<String> DIMENSION =
      Param.text("dimension", "Name of the score.").mandatory();

  private final LabelSources sources;

  SampleRoutes(LabelSources sources) {
    this.sources = sources;
  }

  List<Route> routes() {
    return List.of(
        Route.get("/api/v1/label-samples", "list_label_samples")
            .tag("labels")
            .summary("Calls that were chosen to be labelled, in the order in which they are shown")
            .params(DIMENSION)
            .answers(Samples.class)
            .by(request -> answer(sources.labels().chosen(request.get(DIMENSION)))),
        Route.post("/api/v1/label-samples", "choose_label_samples")
            .tag("labels")
            .summary(
                "Chooses calls to be labelled: half with a score of 0.5 or more, spread over scores"
                    + " and slices. Body: JSON with dimension, count (80) and days (30)")
            .takesBody()
            .reviewers()
            .fails(ErrorKind.INVALID_INPUT, ErrorKind.TOO_LARGE)
            .answers(Chosen.class)
            .by(this::choose));
  }

  private Answer choose(Request request) {
    JsonNode body = Bodies.object(request);
    String dimension = Bodies.text(body, "dimension", "");
    if (sources.dimensions().get().stream().noneMatch(d -> d.name().equals(dimension))) {
      throw new PlumblineException(
          ErrorKind.INVALID_INPUT, "dimension must be one of /api/v1/dimensions");
    }
    int days = Bodies.number(body, "days", 30, 1, 3650);
    List<ChosenSample> added =
        sources
            .calibration()
            .choose(
                dimension,
                Bodies.number(body, "count", 80, 1, 1000),
                request.now().minus(Duration.ofDays(days)),
                request.now());
    return Answer.json(new Chosen(added.size(), sources.labels().chosen(dimension).size()));
  }

  private static Answer answer(List<ChosenSample> samples) {
    return Answer.json(
        new Samples(
            samples.stream()
                .map(s ->
                    new Sample(
                        s.traceId(),
                        s.spanId(),
                        s.callTime(),
                        s.position(),
                        s.stratum(),
                        s.tenant(),
                        s.inclusionProbability(),
                        s.chosenAt()))
                .toList()));
  }

  /** Answer of {@code GET /api/v1/label-samples}. */
  record Samples(List<Sample> items) {}

  /** A chosen call. */
  record Sample(
      String traceId,
      String spanId,
      Instant callTime,
      int position,
      @Doc("Side of the score, its third, and service/feature/model.") String stratum,
      String tenant,
      double inclusionProbability,
      Instant chosenAt) {}

  /** Answer of {@code POST /api/v1/label-samples}. */
  record Chosen(@Doc("Now.") int added, @Doc("With those from before.") int chosen) {}
}
