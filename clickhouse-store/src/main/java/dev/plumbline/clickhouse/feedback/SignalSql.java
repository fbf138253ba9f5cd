// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.clickhouse.feedback;

import dev.plumbline.clickhouse.Params;
import dev.plumbline.clickhouse.read.Segments;
import dev.plumbline.clickhouse.read.Times;
import dev.plumbline.model.feedback.SignalQuery;

/** The statements behind the rates: over calls, over feedback, over sessions. */
final class SignalSql {
  private static final String EXPLICIT = "Kind IN ('thumbs', 'rating', 'csat') AND NOT isNaN(v)";

  private final String value;
  private final SignalQuery query;
  private final Params params;

  SignalSql(SignalQuery query) {
    this.query = query;
    this.params =
        Params.none()
            .number("from", Times.nanos(query.from()))
            .number("to", Times.nanos(query.to()))
            .number("now", Times.nanos(query.now()))
            .number("idle", query.idle().toNanos())
            .text("service", query.service().orElse(""));
    this.value = Segments.expression(query.groupBy(), "group", params);
  }

  Params params() {
    return params;
  }

  /** Service, value, calls, user messages judged, corrections. */
  String calls() {
    return "SELECT service, value, toInt64(count()), toInt64(countIf(NOT isNaN(correction))),"
        + " toInt64(countIf(correction >= 0.5)) FROM ("
        + callRows("")
        + ") GROUP BY service, value";
  }

  /** Service, value, and what became of each kind of feedback. */
  String feedback() {
    return "SELECT service, value, toInt64(uniqExactIf(target, "
        + EXPLICIT
        + ")), toInt64(countIf("
        + EXPLICIT
        + ")), toInt64(countIf("
        + EXPLICIT
        + " AND v > 0.5)), toInt64(sumIf(n, Kind = 'copied')),"
        + " toInt64(sumIf(taken, Kind = 'accepted')), toInt64(sumIf(known, Kind = 'accepted')),"
        + " toInt64(sumIf(n, Kind = 'retried')), toInt64(sumIf(known, Kind = 'edited')),"
        + " sumIf(total, Kind = 'edited') FROM ("
        + lastWords()
        + ") GROUP BY service, value";
  }

  /** Service, value, and counts of sessions. */
  String sessions() {
    String rule =
        switch (query.abandonment()) {
          case SILENT -> "1";
          case UNANSWERED -> "s.unanswered";
          case REPORTED -> "0";
        };
    return "SELECT service, value, toInt64(count()), toInt64(sum(turns)), toInt64(sum(turns - 1)),"
        + " toInt64(countIf(ended)), toInt64(countIf(ended AND abandoned)), toInt64(countIf(ended AND escalated)),"
        + " avg(turns), avg(seconds) FROM (SELECT s.service AS service, s.value AS value, s.turns AS turns,"
        + " s.seconds AS seconds, f.escalated AS escalated,"
        + " s.last + {idle:Int64} <= {now:Int64} OR f.escalated OR f.reported AS ended,"
        + " f.reported OR (NOT f.escalated AND NOT f.positive AND "
        + rule
        + ") AS abandoned FROM (SELECT service, ConversationId AS conversation, argMax(value, at) AS value,"
        + " max(at + Duration) AS last, (max(at + Duration) - min(at)) / 1e9 AS seconds,"
        + " toInt64(greatest(max(ifNull(Turn, 0)), if(countIf(isNotNull(Turn)) = 0, uniqExactIf(TraceId, isNull(Turn)), 1))) AS turns,"
        + " argMax(failed OR ifNull(correction, 0) >= 0.5, at) AS unanswered FROM ("
        + callRows("ConversationId != ''")
        // a session that goes on belongs to the stretch in which it ends
        + " AND ConversationId NOT IN (SELECT ConversationId FROM otel_traces WHERE IsCall"
        + " AND Timestamp >= fromUnixTimestamp64Nano({to:Int64})"
        + " AND Timestamp < fromUnixTimestamp64Nano({to:Int64} + {idle:Int64}))"
        + ") GROUP BY service, conversation) AS s LEFT JOIN (SELECT conversation,"
        + " toBool(max("
        + EXPLICIT
        + " AND v > 0.5 OR Kind = 'copied' OR Kind = 'accepted' AND v > 0.5)) AS positive,"
        + " toBool(max(Kind = 'escalated')) AS escalated, toBool(max(Kind = 'abandoned')) AS reported FROM ("
        + lastWords()
        + ") GROUP BY conversation) AS f ON s.conversation = f.conversation) GROUP BY service, value";
  }

  private String callRows(String condition) {
    return "SELECT TraceId, SpanId, ResponseId, ConversationId, toString(ServiceName) AS service, "
        + value
        + " AS value, toUnixTimestamp64Nano(Timestamp) AS at, toInt64(Duration) AS Duration, Turn,"
        + " ErrorType != '' OR FinishReason IN ('error', 'content_filter') OR ifNull(OutputTokens, 1) = 0 AS failed,"
        + " arrayElementOrNull(`Score.Value`, toInt64(indexOf(`Score.Dimension`, 'user_correction'))) AS correction"
        + " FROM otel_traces WHERE IsCall AND Operation != 'embeddings'"
        + " AND Timestamp >= fromUnixTimestamp64Nano({from:Int64})"
        + " AND Timestamp < fromUnixTimestamp64Nano({to:Int64})"
        + " AND ({service:String} = '' OR ServiceName = {service:String})"
        + (query.groupBy().equals("all") ? "" : " AND value != ''")
        + (condition.isEmpty() ? "" : " AND " + condition);
  }

  /**
   * Feedback on the calls, with the call it leads to: one row for each thing that each user did to
   * each call, with the last value. Reads the calls once.
   */
  private String lastWords() {
    return "SELECT hit.1 AS service, hit.2 AS value, hit.3 AS conversation, hit.4 AS target, Kind, UserId,"
        + " argMax(Value, At) AS v, count() AS n, countIf(NOT isNaN(Value)) AS known,"
        + " countIf(Value > 0.5) AS taken, sumIf(Value, NOT isNaN(Value)) AS total FROM ("
        + "SELECT f.Id AS Id, any(f.Kind) AS Kind, any(f.Value) AS Value, any(f.UserId) AS UserId,"
        + " any(f.At) AS At, argMin(k.hit, f.rank) AS hit FROM ("
        + "SELECT Id, toString(Kind) AS Kind, Value, UserId, Timestamp AS At, key, rank"
        + feedbackKeys()
        + ") AS f INNER JOIN ("
        + "SELECT key, argMax((service, value, ConversationId, concat(TraceId, SpanId)), at) AS hit FROM ("
        + callRows(named())
        + ") ARRAY JOIN [concat('s', TraceId, SpanId), concat('t', TraceId),"
        + " if(ResponseId = '', '', concat('r', ResponseId)),"
        + " if(ConversationId = '', '', concat('o', service, '\\n', ConversationId)),"
        + " if(ConversationId = '', '', concat('c', ConversationId))] AS key"
        + " WHERE key IN (SELECT key"
        + feedbackKeys()
        + ") GROUP BY key"
        + ") AS k ON f.key = k.key GROUP BY f.Id) GROUP BY service, value, conversation, target, Kind, UserId";
  }

  /** Feedback once for each way in which it names its call, the most exact first. */
  private static String feedbackKeys() {
    return " FROM feedback ARRAY JOIN ["
        + "if(SpanId = '', '', concat('s', TraceId, SpanId)), if(TraceId = '', '', concat('t', TraceId)),"
        + " if(ResponseId = '', '', concat('r', ResponseId)),"
        + " if(ConversationId = '' OR ServiceName = '', '', concat('o', ServiceName, '\\n', ConversationId)),"
        + " if(ConversationId = '', '', concat('c', ConversationId))] AS key, [1, 2, 3, 4, 5] AS rank"
        + " WHERE key != '' AND "
        + feedbackTime();
  }

  /** Calls that some feedback may be about. */
  private static String named() {
    String ids = " FROM feedback WHERE " + feedbackTime() + ")";
    return "(TraceId IN (SELECT TraceId"
        + ids
        + " OR ResponseId != '' AND ResponseId IN (SELECT ResponseId"
        + ids
        + " OR ConversationId != '' AND ConversationId IN (SELECT ConversationId"
        + ids
        + ")";
  }

  /** Clocks of browsers may be an hour behind. */
  private static String feedbackTime() {
    return "Timestamp >= fromUnixTimestamp64Nano(greatest({from:Int64} - 3600000000000, 0))";
  }
}
