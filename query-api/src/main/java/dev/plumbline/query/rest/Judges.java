// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.query.rest;

import dev.plumbline.query.http.Doc;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** The judges that are configured. Thread-safe. */
public interface Judges {
  List<Item> list();

  /**
   * What a judge costs and finds.
   *
   * @param callsPerDay in place of what was measured
   * @param sd standard deviation of one score, in place of the usual one
   * @return empty when there is no such judge
   */
  Optional<Plan> plan(String id, OptionalDouble callsPerDay, OptionalDouble sd);

  /** No judge is configured. */
  static Judges none() {
    return new Judges() {
      @Override
      public List<Item> list() {
        return List.of();
      }

      @Override
      public Optional<Plan> plan(String id, OptionalDouble callsPerDay, OptionalDouble sd) {
        return Optional.empty();
      }
    };
  }

  /** One judge. */
  record Item(
      String id,
      boolean enabled,
      @Doc("openai or anthropic.") String format,
      String model,
      @Doc("Each as id@version#hash.") List<String> rubrics,
      @Doc("Names of the scores.") List<String> dimensions,
      @Doc("Share of calls judged, 0 to 1.") double sampling,
      @Doc("Share chosen whatever the call is, 0 to 1.") double floor,
      double usdPerHour,
      int callsPerHour,
      @Doc("The provider is left alone after failures.") boolean resting,
      @Doc("Calls that wait to be judged.") int waiting) {
    public Item {
      rubrics = List.copyOf(rubrics);
      dimensions = List.copyOf(dimensions);
    }
  }

  /** What a judge costs a day, and the smallest change from one week to the next that it finds. */
  record Plan(
      String id,
      String model,
      @Doc("Calls that it could judge; measured, unless given.") double callsPerDay,
      @Doc("Requests to the model for one judged call.") int requestsPerCall,
      double inputTokensPerCall,
      double outputTokensPerCall,
      @Doc("Null when the model has no price.") @Nullable Double usdPerCall,
      @Doc("Requests of the daily check of the judge itself.") int canaryRequestsPerDay,
      @Doc("Share of calls that are anomalies, 0 to 1.") double anomalyShare,
      @Doc("Standard deviation of one score on the scale from 0 to 1.") double sd,
      @Doc("Chance of an alarm when nothing changed.") double alpha,
      @Doc("Chance of finding the change.") double power,
      @Doc("two-sample z test, two-sided, equal weeks.") String formula,
      List<Level> levels) {
    public Plan {
      levels = List.copyOf(levels);
    }
  }

  /** What one sampling rate gives. */
  record Level(
      @Doc("Share of calls judged, 0 to 1.") double sampling,
      double judgedPerDay,
      @Doc("Canaries included. Null when the model has no price.") @Nullable Double usdPerDay,
      @Doc("The hourly budget allows it, traffic being even.") boolean withinBudget,
      @Doc("Independent calls that the week's sample is worth.") double independentPerWeek,
      @Doc("On the scale from 0 to 1. Null when nothing would be judged.")
          @Nullable Double smallestChange) {}
}
