// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.clickhouse.feedback;

import dev.plumbline.clickhouse.ClickHouse;
import dev.plumbline.clickhouse.Params;
import dev.plumbline.clickhouse.read.Times;
import dev.plumbline.clickhouse.rowbinary.RowBinaryReader;
import dev.plumbline.clickhouse.rowbinary.RowBinaryWriter;
import dev.plumbline.model.error.Checks;
import dev.plumbline.model.feedback.CallLink;
import dev.plumbline.model.feedback.Coverage;
import dev.plumbline.model.feedback.Feedback;
import dev.plumbline.model.feedback.FeedbackKind;
import dev.plumbline.model.feedback.FeedbackStore;
import dev.plumbline.model.feedback.SignalQuery;
import dev.plumbline.model.feedback.SignalRates;
import dev.plumbline.model.telemetry.SpanKey;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Feedback in table {@code feedback}. One process writes: it looks for ids that are there before it
 * inserts, and the insert's token covers a write whose outcome was unknown. Thread-safe.
 */
public final class ClickHouseFeedbackStore implements FeedbackStore {
  private static final int IDS_IN_ONE_QUERY = 500;
  private static final List<String> COLUMNS =
      List.of(
          "Timestamp",
          "TraceId",
          "SpanId",
          "ConversationId",
          "ServiceName",
          "UserId",
          "Kind",
          "Value",
          "Comment",
          "Id",
          "ResponseId",
          "Raw",
          "Scale",
          "Source");

  private static final String CALL =
      "SELECT TraceId, SpanId, toUnixTimestamp64Nano(Timestamp), toString(ServiceName), ";
  private static final String RECENT_CALLS =
      " FROM otel_traces WHERE IsCall AND ReceivedAt >= now('UTC') - toIntervalDay(7) AND ";

  /** Field of {@link Coverage} and when a call carries it. */
  private static final Map<String, String> FIELDS =
      new TreeMap<>(
          Map.of(
              "content", "ContentState IN ('full', 'redacted')",
              "system", "SystemText != ''",
              "session", "ConversationId != ''",
              "user", "UserId != ''",
              "prompt_version", "PromptVersion != ''",
              "documents", "Documents != ''",
              "feature", "Feature != ''",
              "usage", "isNotNull(InputTokens)",
              "cost", "isNotNull(CostUsd)",
              "response_id", "ResponseId != ''"));

  private final ClickHouse clickHouse;

  public ClickHouseFeedbackStore(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
  }

  @Override
  public synchronized int write(List<Feedback> events) {
    Map<String, Feedback> fresh = new LinkedHashMap<>();
    events.forEach(event -> fresh.putIfAbsent(event.id(), event));
    for (List<String> ids : chunks(List.copyOf(fresh.keySet()))) {
      stored(ids).forEach(fresh::remove);
    }
    if (fresh.isEmpty()) {
      return 0;
    }
    RowBinaryWriter rows = new RowBinaryWriter(fresh.size() * 256);
    fresh.values().forEach(event -> write(rows, event));
    clickHouse.insert(
        "feedback",
        COLUMNS,
        rows,
        "feedback:" + Feedback.idOf(fresh.keySet().toArray(String[]::new)));
    return fresh.size();
  }

  private Set<String> stored(List<String> ids) {
    return new HashSet<>(
        clickHouse.list(
            "SELECT DISTINCT Id FROM feedback WHERE Id IN {ids:Array(String)}",
            Params.none().texts("ids", ids),
            RowBinaryReader::string));
  }

  private static void write(RowBinaryWriter out, Feedback event) {
    out.int64(event.epochNanos());
    out.string(event.link().traceId());
    out.string(event.link().spanId());
    out.string(event.link().conversationId());
    out.string(event.service());
    out.string(event.userId());
    out.string(event.kind().label());
    out.float64(event.value().orElse(Double.NaN));
    out.string(event.comment());
    out.string(event.id());
    out.string(event.link().responseId());
    out.string(event.raw());
    out.string(event.scale());
    out.string(event.source());
  }

  @Override
  public List<Feedback> list(Instant from, Instant to, int limit) {
    Checks.inRange("limit", limit, 1, 10_000);
    return clickHouse.list(
        "SELECT Id, toUnixTimestamp64Nano(Timestamp), TraceId, SpanId, ResponseId, ConversationId,"
            + " toString(Kind), Value, Raw, toString(Scale), toString(ServiceName), UserId, Comment,"
            + " toString(Source) FROM feedback WHERE Id != ''"
            + " AND Timestamp >= fromUnixTimestamp64Nano({from:Int64})"
            + " AND Timestamp < fromUnixTimestamp64Nano({to:Int64})"
            + " ORDER BY Timestamp DESC, Id LIMIT "
            + limit,
        Params.none().number("from", Times.nanos(from)).number("to", Times.nanos(to)),
        ClickHouseFeedbackStore::feedback);
  }

  private static Feedback feedback(RowBinaryReader in) throws IOException {
    String id = in.string();
    long at = in.int64();
    CallLink link = new CallLink(in.string(), in.string(), in.string(), in.string());
    FeedbackKind kind = FeedbackKind.valueOf(in.string().toUpperCase(Locale.ROOT));
    OptionalDouble value = known(in.float64());
    return new Feedback(
        id,
        at,
        link,
        kind,
        value,
        in.string(),
        in.string(),
        in.string(),
        in.string(),
        in.string(),
        in.string());
  }

  @Override
  public List<SignalRates> rates(SignalQuery query) {
    SignalSql sql = new SignalSql(query);
    TreeMap<Place, Sums> sums = new TreeMap<>();
    each(sql.calls(), sql.params(), sums, (in, sum) -> sum.calls(in));
    each(sql.feedback(), sql.params(), sums, (in, sum) -> sum.feedback(in));
    each(sql.sessions(), sql.params(), sums, (in, sum) -> sum.sessions(in));
    List<SignalRates> rates = new ArrayList<>();
    sums.forEach((place, sum) -> rates.add(sum.rates(place)));
    return rates;
  }

  private interface RowTaker {
    void take(RowBinaryReader in, Sums sum) throws IOException;
  }

  private void each(String sql, Params params, Map<Place, Sums> sums, RowTaker taker) {
    clickHouse.query(
        sql,
        params,
        in -> {
          while (in.hasNext()) {
            Place place = new Place(in.string(), in.string());
            taker.take(in, sums.computeIfAbsent(place, _ -> new Sums()));
          }
          return sums;
        });
  }

  private record Place(String service, String value) implements Comparable<Place> {
    @Override
    public int compareTo(Place other) {
      int order = service.compareTo(other.service);
      return order != 0 ? order : value.compareTo(other.value);
    }
  }

  /** What the three statements say of one place. One thread. */
  private static final class Sums {
    private final long[] calls = new long[3];
    private final long[] feedback = new long[8];
    private final long[] sessions = new long[6];
    private double editTotal;
    private OptionalDouble meanTurns = OptionalDouble.empty();
    private OptionalDouble meanSeconds = OptionalDouble.empty();

    void calls(RowBinaryReader in) throws IOException {
      read(in, calls);
    }

    void feedback(RowBinaryReader in) throws IOException {
      read(in, feedback);
      editTotal = in.float64();
    }

    void sessions(RowBinaryReader in) throws IOException {
      read(in, sessions);
      meanTurns = known(in.float64());
      meanSeconds = known(in.float64());
    }

    private static void read(RowBinaryReader in, long[] into) throws IOException {
      for (int i = 0; i < into.length; i++) {
        into[i] = in.int64();
      }
    }

    SignalRates rates(Place place) {
      long edits = feedback[7];
      return new SignalRates(
          place.service(),
          place.value(),
          calls[0],
          feedback[0],
          feedback[1],
          feedback[2],
          calls[1],
          calls[2],
          sessions[1],
          sessions[2],
          sessions[0],
          sessions[3],
          sessions[4],
          sessions[5],
          meanTurns,
          meanSeconds,
          feedback[3],
          feedback[4],
          feedback[5],
          feedback[6],
          edits,
          edits == 0 ? OptionalDouble.empty() : OptionalDouble.of(editTotal / edits));
    }
  }

  @Override
  public List<Coverage> coverage(Instant from, Instant to) {
    String counts =
        FIELDS.values().stream()
            .map(condition -> ", toInt64(countIf(" + condition + "))")
            .collect(Collectors.joining());
    return clickHouse.query(
        "SELECT toString(ServiceName) AS service, toInt64(count())"
            + counts
            + " FROM otel_traces WHERE IsCall"
            + " AND Timestamp >= fromUnixTimestamp64Nano({from:Int64})"
            + " AND Timestamp < fromUnixTimestamp64Nano({to:Int64}) GROUP BY service ORDER BY service",
        Params.none().number("from", Times.nanos(from)).number("to", Times.nanos(to)),
        in -> {
          List<Coverage> rows = new ArrayList<>();
          while (in.hasNext()) {
            String service = in.string();
            long calls = in.int64();
            for (String field : FIELDS.keySet()) {
              rows.add(new Coverage(service, field, calls, in.int64()));
            }
          }
          return rows;
        });
  }

  @Override
  public Map<CallLink, FoundCall> find(Collection<CallLink> links) {
    Map<String, FoundCall> bySpan = new HashMap<>();
    Map<String, FoundCall> byTrace = new HashMap<>();
    for (List<String> ids : chunks(distinct(links, CallLink::traceId))) {
      clickHouse.query(
          CALL + "''" + RECENT_CALLS + "TraceId IN {ids:Array(String)} ORDER BY Timestamp, SpanId",
          Params.none().texts("ids", ids),
          in -> {
            while (in.hasNext()) {
              FoundCall call = call(in);
              in.string();
              bySpan.put(call.key().traceId() + call.key().spanId(), call);
              byTrace.put(call.key().traceId(), call); // the last one stays
            }
            return byTrace;
          });
    }
    Map<String, FoundCall> byResponse = latest(distinct(links, CallLink::responseId), "ResponseId");
    Map<String, FoundCall> byConversation =
        latest(distinct(links, CallLink::conversationId), "ConversationId");
    Map<CallLink, FoundCall> found = new LinkedHashMap<>();
    for (CallLink link : links) {
      FoundCall call = bySpan.get(link.traceId() + link.spanId());
      call = call == null ? byTrace.get(link.traceId()) : call;
      call = call == null ? byResponse.get(link.responseId()) : call;
      call = call == null ? byConversation.get(link.conversationId()) : call;
      if (call != null) {
        found.put(link, call);
      }
    }
    return found;
  }

  private Map<String, FoundCall> latest(List<String> wanted, String column) {
    Map<String, FoundCall> found = new HashMap<>();
    for (List<String> ids : chunks(wanted)) {
      clickHouse.query(
          CALL
              + column
              + RECENT_CALLS
              + column
              + " IN {ids:Array(String)} ORDER BY Timestamp DESC, SpanId LIMIT 1 BY "
              + column,
          Params.none().texts("ids", ids),
          in -> {
            while (in.hasNext()) {
              FoundCall call = call(in);
              found.put(in.string(), call);
            }
            return found;
          });
    }
    return found;
  }

  private static FoundCall call(RowBinaryReader in) throws IOException {
    SpanKey key = new SpanKey(in.string(), in.string());
    return new FoundCall(key, in.int64(), in.string());
  }

  private static List<String> distinct(
      Collection<CallLink> links, Function<CallLink, String> part) {
    return links.stream().map(part).filter(id -> !id.isEmpty()).distinct().toList();
  }

  private static List<List<String>> chunks(List<String> ids) {
    List<List<String>> chunks = new ArrayList<>();
    for (int i = 0; i < ids.size(); i += IDS_IN_ONE_QUERY) {
      chunks.add(ids.subList(i, Math.min(i + IDS_IN_ONE_QUERY, ids.size())));
    }
    return chunks;
  }

  private static OptionalDouble known(double value) {
    return Double.isNaN(value) ? OptionalDouble.empty() : OptionalDouble.of(value);
  }
}
