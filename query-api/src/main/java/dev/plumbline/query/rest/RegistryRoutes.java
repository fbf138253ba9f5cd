// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.query.rest;

import static dev.plumbline.query.rest.CommonParams.FROM;
import static dev.plumbline.query.rest.CommonParams.TO;

import dev.plumbline.model.score.Dimension;
import dev.plumbline.model.store.TelemetryReader;
import dev.plumbline.query.http.Answer;
import dev.plumbline.query.http.Doc;
import dev.plumbline.query.http.Request;
import dev.plumbline.query.http.Route;
import dev.plumbline.query.rest.CommonParams.Stretch;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What is known: dimensions, models without a price, the loss balance. Thread-safe. */
final class RegistryRoutes {
  private static final Duration USUAL = Duration.ofDays(7);

  private final TelemetryReader reader;
  private final Supplier<List<Dimension>> dimensions;
  private final Supplier<IngestBalance> ingest;

  RegistryRoutes(
      TelemetryReader reader,
      Supplier<List<Dimension>> dimensions,
      Supplier<IngestBalance> ingest) {
    this.reader = reader;
    this.dimensions = dimensions;
    this.ingest = ingest;
  }

  List<Route> routes() {
    return List.of(
        Route.get("/api/v1/dimensions", "list_dimensions")
            .tag("registry")
            .summary("Every dimension with its scale, direction, range and owner")
            .answers(Dimensions.class)
            .by(_ -> dimensions()),
        Route.get("/api/v1/models/unpriced", "list_unpriced_models")
            .tag("registry")
            .summary("Models that were called and have no price")
            .params(FROM, TO)
            .answers(Unpriced.class)
            .by(this::unpriced),
        Route.get("/api/v1/ingest", "get_ingest")
            .tag("registry")
            .summary("The loss balance: where every span went")
            .answers(Ingest.class)
            .by(_ -> ingest()));
  }

  private Answer dimensions() {
    return Answer.json(
        new Dimensions(
            dimensions.get().stream()
                .sorted(Comparator.comparing(Dimension::group).thenComparing(Dimension::name))
                .map(DimensionItem::of)
                .toList()));
  }

  private Answer unpriced(Request request) {
    Stretch stretch = CommonParams.stretch(request, USUAL);
    return Answer.json(
        new Unpriced(
            stretch.from(),
            stretch.to(),
            reader.unpricedModels(stretch.from(), stretch.to()).stream()
                .map(model -> new UnpricedModel(model.provider(), model.model(), model.calls()))
                .toList()));
  }

  private Answer ingest() {
    IngestBalance balance = ingest.get();
    return Answer.json(
        new Ingest(
            balance.received(),
            balance.stored(),
            balance.duplicate(),
            balance.rejected(),
            balance.rejectedTotal(),
            balance.pending(),
            balance.forwarded(),
            balance.missing(),
            balance.missing() == 0));
  }

  /** Answer of {@code /api/v1/dimensions}. */
  record Dimensions(List<DimensionItem> items) {}

  /** One dimension. */
  record DimensionItem(
      String name,
      @Doc("operational, cost, quality, behaviour, safety, user or input.") String group,
      @Doc("binary, probability, ordinal, count or quantity.") String scale,
      @Doc("higher_is_better, higher_is_worse or neutral.") String polarity,
      @Doc("1 for degrees; else ms, USD, tokens, ...") String unit,
      @Doc("Null when unbounded.") @Nullable Double min,
      @Doc("Null when unbounded.") @Nullable Double max,
      @Doc("A plain fact, which may alert without proof against human labels.") boolean factual,
      String owner,
      String description) {
    static DimensionItem of(Dimension dimension) {
      return new DimensionItem(
          dimension.name(),
          dimension.group(),
          dimension.scale().name().toLowerCase(Locale.ROOT),
          dimension.polarity().name().toLowerCase(Locale.ROOT),
          dimension.unit(),
          Answer.finite(dimension.min()),
          Answer.finite(dimension.max()),
          dimension.factual(),
          dimension.owner(),
          dimension.description());
    }
  }

  /** Answer of {@code /api/v1/models/unpriced}. */
  record Unpriced(Instant from, Instant to, List<UnpricedModel> items) {}

  /** A model without a price. */
  record UnpricedModel(String provider, String model, long calls) {}

  /** Answer of {@code /api/v1/ingest}. */
  record Ingest(
      @Doc("Spans accepted or refused since the data folder was made.") long spansReceived,
      @Doc("Spans in the store.") long spansStored,
      @Doc("Spans that had come before.") long spansDuplicate,
      @Doc("Spans refused, by reason.") Map<String, Long> spansRejected,
      long spansRejectedTotal,
      @Doc("Spans acknowledged and not yet stored.") long spansPending,
      @Doc("Spans passed on to another backend.") long spansForwarded,
      @Doc("Spans that no counter accounts for.") long spansMissing,
      @Doc("received = stored + duplicate + rejected + pending.") boolean balanced) {}
}
