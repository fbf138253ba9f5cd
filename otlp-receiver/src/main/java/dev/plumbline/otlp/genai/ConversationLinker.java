// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.otlp.genai;

import dev.plumbline.model.genai.SpanReader.Conversation;
import dev.plumbline.model.telemetry.SpanKey;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Links the calls of one conversation that has no id by the history that each turn repeats, in
 * whatever order they arrive. The conversation gets an id from its first call. Remembers a bounded
 * number of calls. One thread.
 */
final class ConversationLinker {
  private static final int MAX_SAME_HISTORY = 8;

  private final int maxCalls;
  private final Map<SpanKey, Call> byKey = new HashMap<>();
  private final Map<Long, List<Call>> byHistory = new HashMap<>();
  private final Map<Long, List<Call>> waiting = new HashMap<>();
  private final ArrayDeque<Call> oldestFirst = new ArrayDeque<>();

  /** Calls whose conversation may have changed since the last {@link #takeChanged}. */
  private final Set<Call> changed = new LinkedHashSet<>();

  ConversationLinker(int maxCalls) {
    this.maxCalls = maxCalls;
  }

  /** One call in a conversation. */
  static final class Call {
    final SpanKey key;
    final long start;
    final long own;
    final long[] prefixes;
    final String model;
    String storedId = "";
    @Nullable Call before;
    int rankOfBefore = Integer.MAX_VALUE;
    final List<Call> next = new ArrayList<>(1);
    boolean forgotten;

    Call(SpanKey key, long start, Facts facts) {
      this.key = key;
      this.start = start;
      this.own = facts.historyHash;
      this.prefixes = facts.prefixes;
      this.model = facts.requestModel;
    }

    /** The stored id of the call or of one before it, else one made from the first call. */
    String conversationId() {
      Call call = this;
      for (int i = 0; i < 10_000; i++) {
        if (!call.storedId.isEmpty()) {
          return call.storedId;
        }
        if (call.before == null) {
          break;
        }
        call = call.before;
      }
      return "conv-" + HistoryHash.hex(call.key.hashCode() * 0x9E3779B97F4A7C15L ^ call.start);
    }
  }

  @Nullable Call find(SpanKey key) {
    return byKey.get(key);
  }

  /** Adds a call, or takes a known one again with what it says now. */
  Call put(Call call) {
    Call known = byKey.get(call.key);
    if (known != null) {
      if (known.own == call.own
          && java.util.Arrays.equals(known.prefixes, call.prefixes)
          && !known.forgotten) {
        return known;
      }
      remove(known);
    }
    byKey.put(call.key, call);
    oldestFirst.addLast(call);
    findBefore(call);
    for (int i = 0; i < call.rankOfBefore && i < call.prefixes.length; i++) {
      waiting.computeIfAbsent(call.prefixes[i], _ -> new ArrayList<>(1)).add(call);
    }
    if (call.own != 0) {
      List<Call> same = byHistory.computeIfAbsent(call.own, _ -> new ArrayList<>(1));
      same.add(call);
      if (same.size() > MAX_SAME_HISTORY) {
        same.removeFirst();
      }
      adopt(call, List.copyOf(same));
    }
    trim();
    return call;
  }

  private void findBefore(Call call) {
    for (int rank = 0; rank < call.prefixes.length; rank++) {
      Call before = best(byHistory.get(call.prefixes[rank]), call);
      if (before != null) {
        follow(call, before, rank);
        return;
      }
    }
  }

  private static @Nullable Call best(@Nullable List<Call> candidates, Call call) {
    Call best = null;
    if (candidates != null) {
      for (Call candidate : candidates) {
        if (candidate != call && better(candidate, best, call)) {
          best = candidate;
        }
      }
    }
    return best;
  }

  /**
   * Several conversations may have begun with the same words. The turn before is rather one of the
   * same model, then one that nobody follows yet, then the latest.
   */
  private static boolean better(Call candidate, @Nullable Call best, Call call) {
    if (candidate.start > call.start) {
      return false;
    }
    if (best == null) {
      return true;
    }
    boolean same = candidate.model.equals(call.model);
    if (same != best.model.equals(call.model)) {
      return same;
    }
    boolean free = candidate.next.isEmpty() || candidate.next.contains(call);
    if (free != (best.next.isEmpty() || best.next.contains(call))) {
      return free;
    }
    return candidate.start > best.start;
  }

  /** Later turns that arrived first, and looked for this call or found another one. */
  private void adopt(Call call, List<Call> same) {
    List<Call> orphans = new ArrayList<>(waiting.getOrDefault(call.own, List.of()));
    for (Call twin : same) {
      orphans.addAll(twin.next);
    }
    for (Call orphan : orphans) {
      int rank = rankOf(orphan, call.own);
      boolean nearer = rank < orphan.rankOfBefore && call.start <= orphan.start;
      boolean likelier = rank == orphan.rankOfBefore && better(call, orphan.before, orphan);
      if (orphan != call && orphan.before != call && (nearer || likelier)) {
        follow(orphan, call, rank);
        markWithFollowers(orphan);
      }
    }
  }

  private static int rankOf(Call call, long hash) {
    for (int i = 0; i < call.prefixes.length; i++) {
      if (call.prefixes[i] == hash) {
        return i;
      }
    }
    return Integer.MAX_VALUE;
  }

  private void follow(Call call, Call before, int rank) {
    if (call.before != null) {
      call.before.next.remove(call);
    }
    call.before = before;
    call.storedId = "";
    call.rankOfBefore = rank;
    before.next.add(call);
    for (int i = rank; i < call.prefixes.length; i++) {
      forgetWaiting(call.prefixes[i], call);
    }
  }

  private void forgetWaiting(long hash, Call call) {
    List<Call> list = waiting.get(hash);
    if (list != null) {
      list.remove(call);
      if (list.isEmpty()) {
        waiting.remove(hash);
      }
    }
  }

  private void markWithFollowers(Call call) {
    ArrayDeque<Call> todo = new ArrayDeque<>();
    todo.add(call);
    while (!todo.isEmpty()) {
      Call one = todo.removeFirst();
      if (changed.add(one)) {
        todo.addAll(one.next);
      }
    }
  }

  /** Calls that may be in another conversation now than before. */
  List<Call> takeChanged() {
    List<Call> out = List.copyOf(changed);
    changed.clear();
    return out;
  }

  /** A call that no longer counts, for another span stands for it. */
  void remove(SpanKey key) {
    Call call = byKey.get(key);
    if (call != null) {
      remove(call);
    }
  }

  private void remove(Call call) {
    call.forgotten = true;
    byKey.remove(call.key);
    List<Call> same = byHistory.get(call.own);
    if (same != null) {
      same.remove(call);
      if (same.isEmpty()) {
        byHistory.remove(call.own);
      }
    }
    for (long prefix : call.prefixes) {
      forgetWaiting(prefix, call);
    }
    if (call.before != null) {
      call.before.next.remove(call);
    }
    String id = call.conversationId();
    for (Call follower : call.next) {
      follower.before = null;
      follower.storedId = id;
    }
    call.next.clear();
    changed.remove(call);
  }

  private void trim() {
    while (oldestFirst.size() > maxCalls) {
      Call oldest = oldestFirst.removeFirst();
      if (!oldest.forgotten) {
        remove(oldest);
      }
    }
  }

  /** True when the call has a history whose earlier calls are not known here. */
  static boolean looksForMore(Call call) {
    return call.before == null && call.storedId.isEmpty() && call.prefixes.length > 0;
  }

  /** Continues a conversation that the store knows. */
  void continueStored(Call call, Conversation stored) {
    if (looksForMore(call) && !stored.conversationId().isEmpty()) {
      call.storedId = stored.conversationId();
      markWithFollowers(call);
    }
  }
}
