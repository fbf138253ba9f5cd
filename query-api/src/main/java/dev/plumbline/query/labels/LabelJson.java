// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.query.labels;

import dev.plumbline.model.error.Checks;
import dev.plumbline.model.labels.ChosenSample;
import dev.plumbline.model.labels.Label;
import dev.plumbline.query.http.Answer;
import dev.plumbline.query.http.Doc;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Labels as the API reads and shows them. */
final class LabelJson {
  static final List<String> COLUMNS =
      List.of(
          "trace_id",
          "span_id",
          "dimension",
          "rater",
          "value",
          "label",
          "comment",
          "corrected_answer",
          "data_set",
          "origin",
          "tenant",
          "inclusion_probability",
          "labelled_at");

  private LabelJson() {}

  /** One label. */
  record Item(
      @Doc("Stable: the same rater's next label of this call and dimension replaces it.") String id,
      String traceId,
      String spanId,
      String dimension,
      String rater,
      @Doc("On the scale of the dimension's scores; null when only words were given.")
          @Nullable Double value,
      @Doc("Category such as yes or partial; empty when none.") String label,
      String comment,
      @Doc("What the model should have answered; empty when none.") String correctedAnswer,
      String dataSet,
      @Doc("page, api, jsonl, csv or review.") String origin,
      @Doc("Customer whose call it was; empty when unknown.") String tenant,
      @Doc("With which the call was chosen to be labelled.") double inclusionProbability,
      Instant labelledAt) {
    static Item of(Label label) {
      return new Item(
          label.id(),
          label.traceId(),
          label.spanId(),
          label.dimension(),
          label.rater(),
          label.value().isPresent() ? Answer.finite(label.value().getAsDouble()) : null,
          label.category(),
          label.comment(),
          label.correctedAnswer(),
          label.dataSet(),
          label.origin(),
          label.tenant(),
          label.inclusionProbability(),
          label.labelledAt());
    }
  }

  /** Fields of a JSON object as texts; numbers and booleans become their text. */
  static Map<String, String> fields(JsonNode node) {
    if (!node.isObject()) {
      throw new IllegalArgumentException("must be a JSON object");
    }
    Map<String, String> fields = new TreeMap<>();
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      JsonNode value = entry.getValue();
      if (value.isObject() || value.isArray()) {
        throw new IllegalArgumentException(entry.getKey() + " must be text or a number");
      }
      fields.put(entry.getKey(), value.isNull() ? "" : value.asString());
    }
    return fields;
  }

  /**
   * A label from its fields.
   *
   * @param chosen the sample that the call was chosen as, if it was
   * @throws IllegalArgumentException in words for whoever sent it
   */
  static Label label(
      Map<String, String> given, String origin, Instant now, @Nullable ChosenSample chosen) {
    Map<String, String> fields = new TreeMap<>(given);
    refuseUnknown(fields);
    String category = take(fields, "label");
    String grade = take(fields, "grade");
    OptionalDouble value = value(take(fields, "value"), grade, category);
    String probability = take(fields, "inclusion_probability");
    String at = take(fields, "labelled_at");
    String tenant = take(fields, "tenant");
    String from = take(fields, "origin");
    Label label =
        new Label(
            take(fields, "trace_id").toLowerCase(Locale.ROOT),
            take(fields, "span_id").toLowerCase(Locale.ROOT),
            take(fields, "dimension"),
            take(fields, "rater"),
            value,
            category.isEmpty() ? grade : category,
            take(fields, "comment"),
            take(fields, "corrected_answer"),
            take(fields, "data_set"),
            from.isEmpty() ? origin : from,
            tenant.isEmpty() && chosen != null ? chosen.tenant() : tenant,
            probability.isEmpty()
                ? chosen == null ? 1 : chosen.inclusionProbability()
                : number("inclusion_probability", probability),
            at.isEmpty() ? Instant.ofEpochMilli(now.toEpochMilli()) : time(at));
    if (!List.of("page", "api", "jsonl", "csv", "review").contains(label.origin())) {
      throw new IllegalArgumentException("origin must be page, api, jsonl, csv or review");
    }
    return label;
  }

  private static void refuseUnknown(Map<String, String> fields) {
    for (String name : fields.keySet()) {
      // an export has the id, which follows from the rest
      if (!COLUMNS.contains(name) && !name.equals("grade") && !name.equals("id")) {
        throw new IllegalArgumentException(
            "unknown field "
                + Checks.shown(name)
                + "; known: grade, "
                + String.join(", ", COLUMNS));
      }
    }
  }

  private static String take(Map<String, String> fields, String name) {
    String value = fields.remove(name);
    return value == null ? "" : value.strip();
  }

  private static OptionalDouble value(String value, String grade, String category) {
    if (!grade.isEmpty()) {
      double n = number("grade", grade);
      if (n < 1 || n > 5) {
        throw new IllegalArgumentException("grade must be between 1 and 5, but was " + n);
      }
      return OptionalDouble.of((n - 1) / 4);
    }
    return switch (value.toLowerCase(Locale.ROOT)) {
      case "true", "yes" -> OptionalDouble.of(1);
      case "false", "no" -> OptionalDouble.of(0);
      case "" ->
          switch (category.toLowerCase(Locale.ROOT)) {
            case "yes", "true" -> OptionalDouble.of(1);
            case "no", "false" -> OptionalDouble.of(0);
            default -> OptionalDouble.empty();
          };
      default -> OptionalDouble.of(number("value", value));
    };
  }

  private static double number(String field, String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(field + " must be a number", e);
    }
  }

  private static Instant time(String text) {
    try {
      Instant time = OffsetDateTime.parse(text).toInstant();
      if (time.isBefore(Instant.EPOCH) || time.isAfter(Instant.parse("2200-01-01T00:00:00Z"))) {
        throw new IllegalArgumentException("labelled_at must be between 1970 and 2200");
      }
      return Instant.ofEpochMilli(time.toEpochMilli());
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("labelled_at must be an RFC 3339 time", e);
    }
  }

  /** Fields in the order of {@link #COLUMNS}. */
  static List<String> row(Label label) {
    List<String> row = new ArrayList<>();
    row.add(label.traceId());
    row.add(label.spanId());
    row.add(label.dimension());
    row.add(label.rater());
    row.add(label.value().isPresent() ? Double.toString(label.value().getAsDouble()) : "");
    row.add(label.category());
    row.add(label.comment());
    row.add(label.correctedAnswer());
    row.add(label.dataSet());
    row.add(label.origin());
    row.add(label.tenant());
    row.add(Double.toString(label.inclusionProbability()));
    row.add(label.labelledAt().toString());
    return row;
  }
}
