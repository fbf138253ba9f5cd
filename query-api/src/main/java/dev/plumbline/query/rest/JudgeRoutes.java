// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.query.rest;

import dev.plumbline.model.error.ErrorKind;
import dev.plumbline.model.error.PlumblineException;
import dev.plumbline.query.http.Answer;
import dev.plumbline.query.http.Param;
import dev.plumbline.query.http.Request;
import dev.plumbline.query.http.Route;
import dev.plumbline.query.http.Schemas;
import java.util.List;
import java.util.OptionalDouble;

/** Judges and their plans. Thread-safe. */
final class JudgeRoutes {
  private static final Param<String> ID = Param.path("id", "Name of the judge.");
  private static final Param<Double> CALLS =
      decimal("calls_per_day", 1e12, "Calls a day, in place of what was measured.");
  private static final Param<Double> SD =
      decimal("sd", 0.5, "Standard deviation of one score on the scale from 0 to 1; 0.25.");

  private final Judges judges;

  JudgeRoutes(Judges judges) {
    this.judges = judges;
  }

  private static Param<Double> decimal(String name, double max, String description) {
    return Param.optional(
        name,
        text -> {
          double n = Double.parseDouble(text);
          if (!(n > 0 && n <= max)) {
            throw new IllegalArgumentException(text);
          }
          return n;
        },
        "a number above 0, at most " + max,
        description,
        Schemas.of("type", "number", "exclusiveMinimum", 0, "maximum", max));
  }

  List<Route> routes() {
    return List.of(
        Route.get("/api/v1/judges", "list_judges")
            .tag("judges")
            .summary("Every judge that is configured, enabled or not")
            .answers(Listed.class)
            .by(_ -> Answer.json(new Listed(judges.list()))),
        Route.get("/api/v1/judges/{id}/plan", "get_judge_plan")
            .tag("judges")
            .summary(
                "What a judge costs a day and the smallest change it finds in a week, at 0.5, 5 and"
                    + " 20 % sampling and at its own rate")
            .params(ID, CALLS, SD)
            .fails(ErrorKind.NOT_FOUND)
            .answers(Judges.Plan.class)
            .by(this::plan));
  }

  private Answer plan(Request request) {
    return Answer.json(
        judges
            .plan(request.get(ID), optional(request, CALLS), optional(request, SD))
            .orElseThrow(() ->
                new PlumblineException(ErrorKind.NOT_FOUND, "there is no judge with this name")));
  }

  private static OptionalDouble optional(Request request, Param<Double> param) {
    return request.find(param).map(OptionalDouble::of).orElseGet(OptionalDouble::empty);
  }

  /** Answer of {@code /api/v1/judges}. */
  record Listed(List<Judges.Item> items) {}
}
