// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.otlp.genai;

import dev.plumbline.model.telemetry.SpanKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Counts turns in conversations that have an id, for calls whose messages do not tell: no content,
 * or a history that stays at the provider. There one trace is one turn. Remembers a bounded number
 * of conversations. One thread.
 */
final class TurnOrder {
  private static final int MAX_CALLS_OF_ONE = 256;

  private final Map<String, Turns> byConversation;

  /** Calls whose turn changed since the last {@link #takeChanged}. */
  private final Set<SpanKey> changed = new LinkedHashSet<>();

  TurnOrder(int maxConversations) {
    this.byConversation =
        new LinkedHashMap<>(64, 0.75f, true) {
          @Override
          protected boolean removeEldestEntry(Map.Entry<String, Turns> eldest) {
            return size() > maxConversations;
          }
        };
  }

  private static final class Turns {
    final List<Entry> entries = new ArrayList<>(2);
    int dropped;
  }

  private static final class Entry {
    final SpanKey key;
    final long start;
    int userTurns;
    boolean answersUser;
    int turn;

    Entry(SpanKey key, long start) {
      this.key = key;
      this.start = start;
    }
  }

  /** Adds a call or corrects it; its own turn is in {@link #turn}. */
  void put(String conversation, SpanKey key, long start, Facts facts) {
    Turns turns = byConversation.computeIfAbsent(conversation, _ -> new Turns());
    int at = find(turns, key, start);
    if (at < 0) {
      at = -1 - at;
      turns.entries.add(at, new Entry(key, start));
    }
    Entry entry = turns.entries.get(at);
    if (entry.turn > 0
        && entry.userTurns == facts.userTurns
        && entry.answersUser == facts.answersUser) {
      return;
    }
    entry.userTurns = facts.userTurns;
    entry.answersUser = facts.answersUser;
    count(turns, at, entry);
    if (turns.entries.size() > MAX_CALLS_OF_ONE) {
      turns.dropped = turns.entries.removeFirst().turn;
    }
  }

  /** Where the call is, or minus one minus where it belongs. */
  private static int find(Turns turns, SpanKey key, long start) {
    int low = 0;
    int high = turns.entries.size();
    while (low < high) { // first entry that begins later
      int middle = (low + high) >>> 1;
      if (turns.entries.get(middle).start > start) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    for (int i = low - 1; i >= 0 && turns.entries.get(i).start == start; i--) {
      if (turns.entries.get(i).key.equals(key)) {
        return i;
      }
    }
    return -1 - low;
  }

  private void count(Turns turns, int from, Entry cause) {
    int turn = from == 0 ? turns.dropped : turns.entries.get(from - 1).turn;
    String trace = from == 0 ? "" : turns.entries.get(from - 1).key.traceId();
    for (int i = from; i < turns.entries.size(); i++) {
      Entry entry = turns.entries.get(i);
      boolean newTrace = !entry.key.traceId().equals(trace);
      if (entry.userTurns >= 2) {
        turn = entry.userTurns;
      } else if (turn == 0 || (newTrace && (entry.userTurns < 0 || entry.answersUser))) {
        turn++;
      }
      trace = entry.key.traceId();
      if (entry.turn != turn) {
        if (entry != cause) {
          changed.add(entry.key);
        }
        entry.turn = turn;
      }
    }
  }

  /** The call is another span's double, or in another conversation than thought. */
  void remove(String conversation, SpanKey key, long start) {
    Turns turns = byConversation.get(conversation);
    int at = turns == null ? -1 : find(turns, key, start);
    if (turns != null && at >= 0) {
      Entry removed = turns.entries.remove(at);
      count(turns, at, removed);
    }
  }

  /** 1-based; 0 when not known. */
  int turn(String conversation, SpanKey key, long start) {
    Turns turns = byConversation.get(conversation);
    int at = turns == null ? -1 : find(turns, key, start);
    return turns == null || at < 0 ? 0 : turns.entries.get(at).turn;
  }

  Set<SpanKey> takeChanged() {
    Set<SpanKey> out = Set.copyOf(changed);
    changed.clear();
    return out;
  }
}
