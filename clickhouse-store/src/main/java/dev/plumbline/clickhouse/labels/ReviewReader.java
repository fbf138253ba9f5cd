// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.clickhouse.labels;

import dev.plumbline.clickhouse.ClickHouse;
import dev.plumbline.clickhouse.Params;
import dev.plumbline.clickhouse.read.Times;
import dev.plumbline.model.error.Checks;
import dev.plumbline.model.labels.ReviewItem;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Finds the calls that a person should look at. Thread-safe. */
final class ReviewReader {
  private final ClickHouse clickHouse;

  ReviewReader(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
  }

  /** A call as an item needs it. */
  private record Call(
      String traceId,
      String spanId,
      Instant time,
      String service,
      String feature,
      String tenant,
      String conversationId) {
    ReviewItem item(String reason, String dimension, String detail, boolean reviewed) {
      return new ReviewItem(
          traceId,
          spanId,
          time,
          service,
          feature,
          tenant,
          conversationId,
          reason,
          dimension,
          detail,
          reviewed);
    }
  }

  /** What a user said or did. */
  private record Said(
      String traceId,
      String spanId,
      String conversationId,
      Instant at,
      String reason,
      String text) {}

  List<ReviewItem> read(List<String> flagging, Instant from, Instant to, int limit) {
    Checks.inRange("limit", limit, 1, 10_000);
    List<ReviewItem> items = new ArrayList<>(flagged(flagging, from, to, limit));
    items.addAll(ofFeedback(from, to, limit));
    Set<String> reviewed = reviewed(items);
    Map<String, ReviewItem> unique = new LinkedHashMap<>();
    items.stream()
        .sorted(
            Comparator.comparing(ReviewItem::time)
                .reversed()
                .thenComparing(ReviewItem::traceId)
                .thenComparing(ReviewItem::reason))
        .forEach(item ->
            unique.putIfAbsent(
                item.traceId() + item.spanId() + item.reason() + item.dimension(),
                reviewed.contains(item.traceId() + item.spanId()) ? seen(item) : item));
    return unique.values().stream().limit(limit).toList();
  }

  private List<ReviewItem> flagged(List<String> flagging, Instant from, Instant to, int limit) {
    return clickHouse.list(
        "SELECT TraceId, SpanId, toUnixTimestamp64Nano(Timestamp), toString(ServiceName),"
            + " toString(Feature), toString(Customer), ConversationId, toString(Dimension),"
            + " Explanation FROM scores WHERE Status = 'ok'"
            + " AND Timestamp >= fromUnixTimestamp64Nano({from:Int64})"
            + " AND Timestamp < fromUnixTimestamp64Nano({to:Int64})"
            + " AND (Label = 'flagged' OR (Dimension IN ({flagging:Array(String)}) AND Value >= 0.5))"
            + " ORDER BY Timestamp DESC, TraceId, SpanId LIMIT "
            + limit,
        ClickHouseLabelReader.stretch(from, to).texts("flagging", flagging),
        in ->
            new Call(
                    in.string(),
                    in.string(),
                    Times.instant(in.int64()),
                    in.string(),
                    in.string(),
                    in.string(),
                    in.string())
                .item("flagged", in.string(), in.string(), false));
  }

  private List<ReviewItem> ofFeedback(Instant from, Instant to, int limit) {
    List<Said> said =
        clickHouse.list(
            "SELECT TraceId, SpanId, ConversationId, toUnixTimestamp64Nano(Timestamp),"
                + " if(Kind IN ('escalated', 'escalation'), 'escalated', 'thumbs_down'), Comment"
                + " FROM feedback WHERE Timestamp >= fromUnixTimestamp64Nano({from:Int64})"
                + " AND Timestamp < fromUnixTimestamp64Nano({to:Int64})"
                + " AND ((Kind = 'thumbs' AND Value < 0.5) OR (Kind IN ('rating', 'csat') AND Value <= 0.25)"
                + " OR (Kind IN ('escalated', 'escalation') AND Value > 0))"
                + " ORDER BY Timestamp DESC LIMIT "
                + limit,
            ClickHouseLabelReader.stretch(from, to),
            in ->
                new Said(
                    in.string(),
                    in.string(),
                    in.string(),
                    Times.instant(in.int64()),
                    in.string(),
                    in.string()));
    List<Call> calls = calls(said);
    List<ReviewItem> items = new ArrayList<>();
    for (Said one : said) {
      call(one, calls).ifPresent(call -> items.add(call.item(one.reason(), "", one.text(), false)));
    }
    return items;
  }

  /** Calls of the traces and conversations that were spoken of, the newest first. */
  private List<Call> calls(List<Said> said) {
    Set<String> traces = new HashSet<>();
    Set<String> conversations = new HashSet<>();
    for (Said one : said) {
      traces.add(one.traceId());
      conversations.add(one.conversationId());
    }
    traces.remove("");
    conversations.remove("");
    if (traces.isEmpty() && conversations.isEmpty()) {
      return List.of();
    }
    return clickHouse.list(
        "SELECT TraceId, SpanId, toUnixTimestamp64Nano(Timestamp), toString(ServiceName),"
            + " toString(Feature), toString(Customer), ConversationId FROM model_calls"
            + " WHERE TraceId IN ({traces:Array(String)})"
            + " OR ConversationId IN ({conversations:Array(String)})"
            + " ORDER BY Timestamp DESC, TraceId, SpanId",
        Params.none().texts("traces", traces).texts("conversations", conversations),
        in ->
            new Call(
                in.string(),
                in.string(),
                Times.instant(in.int64()),
                in.string(),
                in.string(),
                in.string(),
                in.string()));
  }

  /** The call itself, else the last one of its trace, else of its conversation until then. */
  private static Optional<Call> call(Said said, List<Call> newestFirst) {
    return newestFirst.stream()
        .filter(call ->
            said.traceId().isEmpty()
                ? call.conversationId().equals(said.conversationId())
                    && !call.time().isAfter(said.at())
                : call.traceId().equals(said.traceId())
                    && (said.spanId().isEmpty() || call.spanId().equals(said.spanId())))
        .findFirst()
        .or(() ->
            newestFirst.stream()
                .filter(call -> !said.traceId().isEmpty() && call.traceId().equals(said.traceId()))
                .findFirst());
  }

  private Set<String> reviewed(List<ReviewItem> items) {
    List<String> traces = items.stream().map(ReviewItem::traceId).distinct().toList();
    if (traces.isEmpty()) {
      return Set.of();
    }
    return Set.copyOf(
        clickHouse.list(
            "SELECT DISTINCT concat(TraceId, SpanId) FROM labels WHERE TraceId IN ({traces:Array(String)})"
                + " AND (Dimension = 'review' OR Origin = 'review')",
            Params.none().texts("traces", traces),
            in -> in.string()));
  }

  private static ReviewItem seen(ReviewItem i) {
    return new ReviewItem(
        i.traceId(),
        i.spanId(),
        i.time(),
        i.service(),
        i.feature(),
        i.tenant(),
        i.conversationId(),
        i.reason(),
        i.dimension(),
        i.detail(),
        true);
  }
}
