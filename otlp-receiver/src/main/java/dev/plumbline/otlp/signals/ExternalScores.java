// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.otlp.signals;

import dev.plumbline.model.feedback.CallLink;
import dev.plumbline.model.feedback.FeedbackStore;
import dev.plumbline.model.feedback.FeedbackStore.FoundCall;
import dev.plumbline.model.metrics.Meters;
import dev.plumbline.model.score.Dimension;
import dev.plumbline.model.score.Polarity;
import dev.plumbline.model.score.Scale;
import dev.plumbline.model.score.Score;
import dev.plumbline.model.score.ScoreStatus;
import dev.plumbline.model.score.VersionTuple;
import dev.plumbline.model.store.LateScore;
import dev.plumbline.model.store.RowQuery;
import dev.plumbline.model.store.Rows;
import dev.plumbline.model.store.ScoreStore;
import dev.plumbline.model.store.TelemetryReader;
import dev.plumbline.model.telemetry.AnyValue;
import dev.plumbline.model.telemetry.LogRecord;
import dev.plumbline.model.telemetry.Resource;
import dev.plumbline.model.telemetry.Scope;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings scores that others sent to the calls they are about, as evaluator {@code external:NAME}.
 * One whose call is not stored yet waits for it, for an hour. What waits is in memory only: after a
 * start the log events of the last day are read again, and the score store keeps the first of each.
 * Thread-safe.
 */
public final class ExternalScores {
  private static final Logger log = LoggerFactory.getLogger(ExternalScores.class);
  private static final int MAX_WAITING = 20_000;
  private static final int MAX_NAME = 64;
  private static final Duration WAIT = Duration.ofHours(1);
  private static final Duration LOOK_BACK = Duration.ofHours(24);
  private static final int PAGE = 5000;
  private static final int MAX_PAGES = 100;

  private final FeedbackStore links;
  private final ScoreStore store;
  private final TelemetryReader history;
  private final Supplier<List<Dimension>> ours;
  private final int maxDimensions;
  private final InstantSource clock;
  private final Meters.Counter counter;
  private final Map<String, Dimension> dimensions = new LinkedHashMap<>();
  private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
  private boolean recovered;

  private record Waiting(ExternalScore score, Instant since) {}

  /**
   * Does nothing yet.
   *
   * @param links finds calls
   * @param history where log events are read again after a start
   * @param ours dimensions whose names nobody else may use
   * @param maxDimensions names beyond these are dropped and counted
   */
  public ExternalScores(
      FeedbackStore links,
      ScoreStore store,
      TelemetryReader history,
      Supplier<List<Dimension>> ours,
      int maxDimensions,
      InstantSource clock,
      Meters meters) {
    this.links = links;
    this.store = store;
    this.history = history;
    this.ours = ours;
    this.maxDimensions = maxDimensions;
    this.clock = clock;
    this.counter =
        meters.counter(
            "plumbline_external_scores_total",
            "Scores sent by others: stored (or there already), no_call, too_many, invalid.",
            "outcome");
  }

  /** Dimensions that others have scored since the start. */
  public synchronized List<Dimension> dimensions() {
    return List.copyOf(dimensions.values());
  }

  /** Writes what can be written; the rest waits. Fails as {@link ScoreStore#write}. */
  synchronized void accept(List<ExternalScore> scores) {
    if (scores.isEmpty()) {
      return;
    }
    Instant now = clock.instant();
    for (ExternalScore left : write(scores)) {
      if (waiting.size() == MAX_WAITING) {
        waiting.removeFirst();
        counter.increment("too_many");
      }
      waiting.addLast(new Waiting(left, now));
    }
  }

  /** Tries again what waits; the first time, reads the log events of the last day. */
  public synchronized void step() {
    if (!recovered) {
      recover();
      recovered = true;
    }
    Instant oldest = clock.instant().minus(WAIT);
    List<Waiting> due = List.copyOf(waiting);
    if (due.isEmpty()) {
      return;
    }
    Set<ExternalScore> left = Set.copyOf(write(due.stream().map(Waiting::score).toList()));
    waiting.clear();
    for (Waiting one : due) {
      if (left.contains(one.score())) {
        if (one.since().isBefore(oldest)) {
          counter.increment("no_call");
        } else {
          waiting.addLast(one);
        }
      }
    }
  }

  /** How many wait for their call. */
  synchronized int waiting() {
    return waiting.size();
  }

  private void recover() {
    Instant now = clock.instant();
    Optional<String> page = Optional.empty();
    int found = 0;
    for (int i = 0; i < MAX_PAGES; i++) {
      Rows rows =
          history.rows(
              new RowQuery(
                  RowQuery.View.LOGS,
                  now.minus(LOOK_BACK),
                  now,
                  Map.of("EventName", "gen_ai.evaluation.result"),
                  List.of("TraceId", "SpanId", "Timestamp", "LogAttributes"),
                  PAGE,
                  page));
      SignalReader reader = new SignalReader(nanos(now));
      rows.rows().forEach(row -> reader.read(record(row)));
      accept(reader.scores());
      found += reader.scores().size();
      page = rows.next();
      if (page.isEmpty()) {
        break;
      }
    }
    log.atInfo().addKeyValue("scores", found).log("read again what others scored");
  }

  private static LogRecord record(Map<String, ?> row) {
    Map<String, AnyValue> attributes = new HashMap<>();
    if (row.get("LogAttributes") instanceof Map<?, ?> texts) {
      texts.forEach(
          (key, value) -> attributes.put(String.valueOf(key), AnyValue.of(String.valueOf(value))));
    }
    return new LogRecord(
        nanos(Instant.parse(text(row, "Timestamp"))),
        text(row, "TraceId"),
        text(row, "SpanId"),
        0,
        0,
        "",
        "gen_ai.evaluation.result",
        AnyValue.of(""),
        attributes,
        new Resource(Map.of(), ""),
        Scope.EMPTY);
  }

  private static String text(Map<String, ?> row, String column) {
    Object value = row.get(column);
    return value == null ? "" : value.toString();
  }

  static long nanos(Instant time) {
    return time.getEpochSecond() * 1_000_000_000L + time.getNano();
  }

  /** Writes scores whose call is stored; returns the others. */
  private List<ExternalScore> write(List<ExternalScore> scores) {
    Map<CallLink, FoundCall> calls =
        links.find(scores.stream().map(ExternalScore::link).distinct().toList());
    List<ExternalScore> left = new ArrayList<>();
    List<LateScore> rows = new ArrayList<>();
    for (ExternalScore score : scores) {
      FoundCall call = calls.get(score.link());
      if (call == null) {
        left.add(score);
        continue;
      }
      Optional<String> dimension = dimension(score.name());
      if (dimension.isEmpty()) {
        counter.increment("too_many");
        continue;
      }
      rows.add(late(score, call, dimension.get()));
    }
    if (!rows.isEmpty()) {
      int missing = store.write(rows).size(); // the call was there a moment ago
      counter.add(rows.size() - missing, "stored");
      counter.add(missing, "no_call");
    }
    return left;
  }

  private static LateScore late(ExternalScore score, FoundCall call, String dimension) {
    String evaluator = "external:" + dimension;
    OptionalDouble value = score.value().isPresent() ? score.value() : meant(score.label());
    ScoreStatus status =
        !score.errorType().isEmpty()
            ? ScoreStatus.INVALID
            : value.isPresent() ? ScoreStatus.OK : ScoreStatus.ABSTAIN;
    TreeMap<String, String> versions = new TreeMap<>();
    versions.put("evaluators", evaluator);
    versions.put("sampling_probability", "1");
    return new LateScore(
        call.key(),
        OptionalLong.of(call.startEpochNanos()),
        new Score(
            dimension,
            status == ScoreStatus.OK ? value : OptionalDouble.empty(),
            score.label(),
            status,
            status == ScoreStatus.INVALID ? score.errorType() : score.explanation(),
            1,
            List.of(),
            evaluator,
            "sent"),
        VersionTuple.of(versions),
        1);
  }

  /** Labels that say yes or no without a number. */
  private static OptionalDouble meant(String label) {
    return switch (label.toLowerCase(Locale.ROOT)) {
      case "pass", "passed", "true", "yes", "correct", "relevant", "good", "success" ->
          OptionalDouble.of(1);
      case "fail",
          "failed",
          "false",
          "no",
          "incorrect",
          "not_relevant",
          "irrelevant",
          "bad",
          "failure" ->
          OptionalDouble.of(0);
      default -> OptionalDouble.empty();
    };
  }

  /** The dimension of a name; empty when there are too many names. */
  private Optional<String> dimension(String sent) {
    String name = plain(sent);
    if (dimensions.containsKey(name)) {
      return Optional.of(name);
    }
    String taken = name;
    if (ours.get().stream().anyMatch(dimension -> dimension.name().equals(taken))) {
      name = "external_" + name;
      if (dimensions.containsKey(name)) {
        return Optional.of(name);
      }
    }
    if (dimensions.size() >= maxDimensions) {
      return Optional.empty();
    }
    dimensions.put(
        name,
        new Dimension(
            name,
            "quality",
            Scale.QUANTITY,
            Polarity.NEUTRAL,
            "score",
            Double.NEGATIVE_INFINITY,
            Double.POSITIVE_INFINITY,
            false,
            "external",
            "Sent by others as gen_ai.evaluation.result; the range is theirs."));
    return Optional.of(name);
  }

  /** lower_snake_case of at most 64 characters that begins with a letter. */
  static String plain(String sent) {
    StringBuilder out = new StringBuilder();
    boolean gap = false;
    boolean lower = false;
    for (int i = 0; i < sent.length() && out.length() < MAX_NAME; i++) {
      char c = sent.charAt(i);
      boolean upper = c >= 'A' && c <= 'Z';
      boolean kept = upper || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
      if (kept) {
        if ((gap || (upper && lower)) && !out.isEmpty() && out.length() < MAX_NAME - 1) {
          out.append('_');
        }
        out.append(upper ? (char) (c + 32) : c);
        lower = !upper;
      }
      gap = !kept;
    }
    if (out.isEmpty()) {
      return "unnamed";
    }
    return Character.isDigit(out.charAt(0)) ? "x" + out : out.toString();
  }
}
