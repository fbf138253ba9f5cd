// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.query.labels;

import dev.plumbline.model.error.ErrorKind;
import dev.plumbline.model.error.PlumblineException;
import dev.plumbline.model.labels.Label;
import dev.plumbline.model.labels.LabelQuery;
import dev.plumbline.model.labels.LabelSet;
import dev.plumbline.model.labels.LabelStore;
import dev.plumbline.query.http.Answer;
import dev.plumbline.query.http.Doc;
import dev.plumbline.query.http.Json;
import dev.plumbline.query.http.Param;
import dev.plumbline.query.http.Request;
import dev.plumbline.query.http.Route;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Labels in and out, and versions of their sets. Thread-safe. */
final class LabelRoutes {
  private static final Param<String> DIMENSION = Param.text("dimension", "Name of the score.");
  private static final Param<String> RATER = Param.text("rater", "Who said it.");
  private static final Param<String> DATA_SET = Param.text("data_set", "Set of the label.");
  private static final Param<String> TENANT = Param.text("tenant", "Customer of the call.");
  private static final Param<String> TRACE_ID = Param.text("trace_id", "Trace of the call.");
  private static final Param<Format> FORMAT =
      Param.choice("format", Format.class, "How the labels are written.").orElse("json");
  private static final Param<Integer> LIMIT =
      Param.number("limit", 10_000, 1, 100_000, "Labels in one answer.");
  private static final Param<String> NAME = Param.path("name", "Name of the set.");
  private static final Param<String> VERSION =
      Param.path("version", "[0-9]{1,9}", "a whole number", "Version of the set.");

  private final LabelStore store;

  enum Format {
    JSON,
    JSONL,
    CSV
  }

  LabelRoutes(LabelSources sources) {
    this.store = sources.labels();
  }

  List<Route> routes() {
    return List.of(
        Route.get("/api/v1/labels", "list_labels")
            .tag("labels")
            .summary("Labels, the newest first, as JSON, JSON Lines or CSV")
            .params(DIMENSION, RATER, DATA_SET, TENANT, TRACE_ID, FORMAT, LIMIT)
            .answers(Labels.class)
            .reviewers()
            .by(this::list),
        Route.post("/api/v1/labels", "save_labels")
            .tag("labels")
            .summary(
                "Stores labels: a JSON object, an array, JSON Lines (application/x-ndjson) or CSV"
                    + " (text/csv). Good lines are stored, the others are listed")
            .takesBody()
            .reviewers()
            .fails(ErrorKind.INVALID_INPUT, ErrorKind.TOO_LARGE)
            .answers(Saved.class)
            .by(this::save),
        Route.post("/api/v1/labels/delete", "delete_labels")
            .tag("labels")
            .summary("Takes labels back. Body: JSON with ids")
            .takesBody()
            .reviewers()
            .fails(ErrorKind.INVALID_INPUT, ErrorKind.TOO_LARGE)
            .answers(Deleted.class)
            .by(request ->
                Answer.json(
                    new Deleted(store.delete(Bodies.texts(Bodies.object(request), "ids"))))),
        Route.get("/api/v1/label-sets", "list_label_sets")
            .tag("labels")
            .summary("Versions of sets of labels, the newest first")
            .answers(Sets.class)
            .by(_ -> Answer.json(new Sets(store.sets().stream().map(SetItem::of).toList()))),
        Route.post("/api/v1/label-sets", "freeze_label_set")
            .tag("labels")
            .summary(
                "Keeps labels under the next version of a set, which never changes. Body: JSON with"
                    + " name, owner, and data_set or dimension")
            .takesBody()
            .fails(ErrorKind.INVALID_INPUT, ErrorKind.NOT_FOUND, ErrorKind.TOO_LARGE)
            .answers(SetItem.class)
            .by(this::freeze),
        Route.get("/api/v1/label-sets/{name}/{version}", "get_label_set")
            .tag("labels")
            .summary("The labels of one version")
            .params(NAME, VERSION, FORMAT)
            .fails(ErrorKind.NOT_FOUND)
            .answers(Labels.class)
            .by(this::frozen));
  }

  private Answer list(Request request) {
    int limit = request.get(LIMIT);
    return write(
        store.list(
            new LabelQuery(
                request.find(DIMENSION),
                request.find(RATER),
                request.find(DATA_SET),
                request.find(TENANT),
                request.find(TRACE_ID),
                limit)),
        request.get(FORMAT));
  }

  private static Answer write(List<Label> labels, Format format) {
    return switch (format) {
      case JSON -> Answer.json(new Labels(labels.stream().map(LabelJson.Item::of).toList()));
      case JSONL ->
          lines(
              "application/x-ndjson",
              "",
              labels,
              label -> Json.text(LabelJson.Item.of(label)) + "\n");
      case CSV ->
          lines(
              "text/csv; charset=utf-8; header=present",
              Csv.line(LabelJson.COLUMNS),
              labels,
              label -> Csv.line(LabelJson.row(label)));
    };
  }

  private static Answer lines(
      String type,
      String head,
      List<Label> labels,
      java.util.function.Function<Label, String> line) {
    return new Answer.Stream(opener -> {
      try (var out = opener.open(type)) {
        out.write(head.getBytes(StandardCharsets.UTF_8));
        for (Label label : labels) {
          out.write(line.apply(label).getBytes(StandardCharsets.UTF_8));
        }
      }
    });
  }

  private Answer save(Request request) {
    LabelImport read = new LabelImport(store, request.now());
    read.read(request.header("Content-Type").toLowerCase(Locale.ROOT), request.body());
    if (read.labels().isEmpty()) {
      LabelImport.LineError first =
          read.errors().isEmpty()
              ? new LabelImport.LineError(1, "there is no label")
              : read.errors().getFirst();
      throw new PlumblineException(
          ErrorKind.INVALID_INPUT,
          "no label could be stored; line " + first.line() + ": " + first.message());
    }
    store.save(read.labels());
    return Answer.json(
        new Saved(
            read.labels().size(),
            read.labels().stream().limit(1000).map(Label::id).toList(),
            read.errors().stream().map(e -> new BadLine(e.line(), e.message())).toList()));
  }

  private Answer freeze(Request request) {
    JsonNode body = Bodies.object(request);
    String dataSet = Bodies.text(body, "data_set", "");
    String dimension = Bodies.text(body, "dimension", "");
    String name = Bodies.text(body, "name", dataSet.isEmpty() ? dimension : dataSet);
    if (!name.matches("[A-Za-z0-9][A-Za-z0-9_.-]{0,99}")) {
      throw new PlumblineException(
          ErrorKind.INVALID_INPUT, "name must be letters, digits, dots, dashes and underscores");
    }
    return Answer.json(
        SetItem.of(
            store.freeze(
                name,
                new LabelQuery(
                    dimension.isEmpty() ? Optional.empty() : Optional.of(dimension),
                    Optional.empty(),
                    dataSet.isEmpty() ? Optional.empty() : Optional.of(dataSet),
                    Optional.empty(),
                    Optional.empty(),
                    100_000),
                Bodies.text(body, "owner", "api"),
                Bodies.text(body, "note", ""))));
  }

  private Answer frozen(Request request) {
    return write(
        store
            .frozen(request.get(NAME), Integer.parseInt(request.get(VERSION)))
            .orElseThrow(
                () -> new PlumblineException(ErrorKind.NOT_FOUND, "there is no such version")),
        request.get(FORMAT));
  }

  /** Answer of {@code GET /api/v1/labels}. */
  record Labels(List<LabelJson.Item> items) {}

  /** Answer of {@code POST /api/v1/labels}. */
  record Saved(
      int stored,
      @Doc("Of the first 1,000.") List<String> ids,
      @Doc("Lines that were not stored; at most 1,000.") List<BadLine> errors) {}

  /** A line that was not stored. */
  record BadLine(
      @Doc("From 1: line of the body, or place in the array.") int line, String message) {}

  /** Answer of {@code POST /api/v1/labels/delete}. */
  record Deleted(int deleted) {}

  /** Answer of {@code GET /api/v1/label-sets}. */
  record Sets(List<SetItem> items) {}

  /** A version of a set. */
  record SetItem(
      String name,
      int version,
      Instant createdAt,
      String owner,
      String note,
      long labels,
      @Doc("The same for the same labels.") String hash) {
    static SetItem of(LabelSet set) {
      return new SetItem(
          set.name(),
          set.version(),
          set.createdAt(),
          set.owner(),
          set.note(),
          set.labels(),
          set.hash());
    }
  }
}
