// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.query.labels;

import dev.plumbline.model.labels.CallText;
import dev.plumbline.model.labels.Label;
import dev.plumbline.model.labels.LabelQuery;
import dev.plumbline.model.labels.ReviewItem;
import dev.plumbline.query.http.Answer;
import dev.plumbline.query.http.Doc;
import dev.plumbline.query.http.Json;
import dev.plumbline.query.http.Param;
import dev.plumbline.query.http.Request;
import dev.plumbline.query.http.Route;
import dev.plumbline.query.http.Schemas;
import dev.plumbline.query.http.Times;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** The review queue, and what reviewers corrected, for fine-tuning. Thread-safe. */
final class ReviewRoutes {
  private static final Duration USUAL = Duration.ofDays(7);
  private static final Param<String> FROM =
      Param.optional(
          "from", Function.identity(), Times.RULE, "First moment, inclusive.", Schemas.string());
  private static final Param<String> TO =
      Param.optional(
          "to",
          Function.identity(),
          Times.RULE,
          "First moment after; now when left out.",
          Schemas.string());
  private static final Param<Integer> LIMIT =
      Param.number("limit", 100, 1, 1000, "Calls in one answer.");
  private static final Param<String> TEAM = Param.text("team", "Team or expert of the rules.");
  private static final Param<String> REASON =
      Param.text("reason", "flagged, thumbs_down or escalated.");
  private static final Param<State> STATE =
      Param.choice("state", State.class, "Whether a person has looked at it.").orElse("open");
  private static final Param<String> DATA_SET = Param.text("data_set", "Set of the labels.");

  private final LabelSources sources;

  enum State {
    OPEN,
    REVIEWED,
    ALL
  }

  ReviewRoutes(LabelSources sources) {
    this.sources = sources;
  }

  List<Route> routes() {
    return List.of(
        Route.get("/api/v1/review", "list_review")
            .tag("review")
            .summary(
                "Calls that a person should look at, and who. A label of dimension review (comment,"
                    + " corrected_answer) on /api/v1/labels says that it was done")
            .params(FROM, TO, TEAM, REASON, STATE, LIMIT)
            .answers(Queue.class)
            .reviewers()
            .by(this::queue),
        Route.get("/api/v1/review/export", "export_corrections")
            .tag("review")
            .summary(
                "Corrected answers as JSON Lines in chat form, for fine-tuning: messages of system,"
                    + " user and assistant")
            .params(DATA_SET)
            .answers("application/x-ndjson")
            .by(this::export));
  }

  private Answer queue(Request request) {
    Instant to = request.time(TO).orElse(request.now());
    Instant from = request.time(FROM).orElse(to.minus(USUAL));
    Optional<String> team = request.find(TEAM);
    Optional<String> reason = request.find(REASON);
    State state = request.get(STATE);
    UnaryOperator<String> mask = request.masked() ? sources.mask() : UnaryOperator.identity();
    List<Item> items = new ArrayList<>();
    for (ReviewItem item : sources.reader().review(sources.review().flagging(), from, to, 10_000)) {
      String to1 = sources.review().team(item);
      boolean wanted =
          (state == State.ALL || item.reviewed() == (state == State.REVIEWED))
              && team.map(to1::equals).orElse(true)
              && reason.map(item.reason()::equals).orElse(true);
      if (wanted && items.size() < request.get(LIMIT)) {
        items.add(item(item, to1, mask));
      }
    }
    return Answer.json(new Queue(from, to, items));
  }

  private Item item(ReviewItem item, String team, UnaryOperator<String> mask) {
    Optional<CallText> call = sources.reader().call(item.traceId(), item.spanId());
    return new Item(
        item.traceId(),
        item.spanId(),
        item.time(),
        item.service(),
        item.feature(),
        item.tenant(),
        item.conversationId(),
        item.reason(),
        item.dimension(),
        mask.apply(item.detail()),
        team,
        item.reviewed(),
        mask.apply(call.map(CallText::input).orElse("")),
        mask.apply(call.map(CallText::output).orElse("")));
  }

  private Answer export(Request request) {
    List<Label> corrected =
        sources
            .labels()
            .list(
                new LabelQuery(
                    Optional.empty(),
                    Optional.empty(),
                    request.find(DATA_SET),
                    Optional.empty(),
                    Optional.empty(),
                    100_000))
            .stream()
            .filter(label -> !label.correctedAnswer().isEmpty())
            .toList();
    return new Answer.Stream(opener -> {
      try (var out = opener.open("application/x-ndjson")) {
        for (Label label : corrected) {
          Optional<CallText> call = sources.reader().call(label.traceId(), label.spanId());
          if (call.isPresent() && !call.get().input().isEmpty()) {
            String line = Json.text(Map.of("messages", messages(call.get(), label))) + "\n";
            out.write(line.getBytes(StandardCharsets.UTF_8));
          }
        }
      }
    });
  }

  private static List<Map<String, Object>> messages(CallText call, Label label) {
    List<Map<String, Object>> messages = new ArrayList<>();
    if (!call.system().isEmpty()) {
      messages.add(Schemas.of("role", "system", "content", call.system()));
    }
    messages.add(Schemas.of("role", "user", "content", call.input()));
    messages.add(Schemas.of("role", "assistant", "content", label.correctedAnswer()));
    return messages;
  }

  /** Answer of {@code /api/v1/review}. */
  record Queue(Instant from, Instant to, List<Item> items) {}

  /** One call. */
  record Item(
      String traceId,
      String spanId,
      Instant time,
      String service,
      String feature,
      String tenant,
      String conversationId,
      @Doc("flagged, thumbs_down or escalated.") String reason,
      @Doc("The dimension that flagged it; empty otherwise.") String dimension,
      String detail,
      @Doc("By the rules review.routes.") String team,
      boolean reviewed,
      @Doc("Masked for reviewers without the full role.") String input,
      @Doc("Masked for reviewers without the full role.") String output) {}
}
