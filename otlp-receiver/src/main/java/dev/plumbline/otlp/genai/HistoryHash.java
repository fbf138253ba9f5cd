// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.otlp.genai;

import dev.plumbline.model.genai.Content;
import dev.plumbline.model.genai.Message;
import dev.plumbline.model.genai.Part;
import java.util.Arrays;
import java.util.List;

/**
 * The chain of hashes over the messages of a conversation. Each turn repeats the whole history, so
 * the hash of a call's input and answer is found again among the prefixes of the next turn's input.
 * System instructions are left out, for they may carry the time of day.
 */
final class HistoryHash {
  private static final int MAX_PREFIXES = 32;
  private static final int SAMPLED_CHARS = 24;
  private static final long PRIME = 0x9E3779B97F4A7C15L;

  private HistoryHash() {}

  /** Sets turn, hash and prefixes of the facts. */
  static void read(Facts facts, Content content, String service) {
    List<Message> input = content.input();
    if (input.isEmpty() && content.output().isEmpty()) {
      return;
    }
    long hash = mix(PRIME, service);
    long[] prefixes = new long[Math.min(input.size(), MAX_PREFIXES)];
    int count = 0;
    int turns = 0;
    boolean inUserTurn = false;
    for (Message message : input) {
      hash = mix(hash, message);
      boolean user = message.role().equals("user") && !onlyToolResults(message);
      if (user && !inUserTurn) {
        turns++;
      }
      inUserTurn = user;
      if (message.role().equals("assistant") && facts.hasContent) {
        if (count == prefixes.length) {
          System.arraycopy(prefixes, 1, prefixes, 0, --count);
        }
        prefixes[count++] = hash;
      }
    }
    facts.userTurns = turns;
    facts.answersUser = inUserTurn;
    if (facts.hasContent) {
      facts.prefixes = reversed(prefixes, count);
      if (!content.output().isEmpty()) {
        facts.historyHash = mix(hash, content.output().getFirst());
      }
    }
  }

  /** As it stands in {@code GenAiSpan.historyHash}; empty for 0. */
  static String text(long hash) {
    return hash == 0 ? "" : hex(hash);
  }

  static String hex(long hash) {
    return java.util.HexFormat.of().toHexDigits(hash);
  }

  private static long[] reversed(long[] prefixes, int count) {
    if (count == 0) {
      return Facts.NO_PREFIXES;
    }
    long[] out = Arrays.copyOf(prefixes, count);
    for (int i = 0, j = count - 1; i < j; i++, j--) {
      long swap = out[i];
      out[i] = out[j];
      out[j] = swap;
    }
    return out;
  }

  private static boolean onlyToolResults(Message message) {
    for (Part part : message.parts()) {
      if (!(part instanceof Part.ToolResult)) {
        return false;
      }
    }
    return !message.parts().isEmpty();
  }

  private static long mix(long hash, Message message) {
    long h = mix(hash, message.role());
    for (Part part : message.parts()) {
      h =
          switch (part) {
            case Part.Text(String text) -> mix(h, text);
            case Part.Refusal(String text) -> mix(h, text);
            case Part.ToolCall(_, String name, String arguments) ->
                mixJson(mix(h, name), arguments);
            case Part.ToolResult(_, String result) -> mixJson(h, result);
            // answers come with reasoning, the history without
            case Part.Reasoning _, Part.Other _ -> h;
          };
    }
    return h;
  }

  /**
   * The text's own hash, which the JDK computes fast and keeps, with its length and some of its
   * characters: a hash of 32 bits alone would confuse conversations in a store of millions.
   */
  private static long mix(long hash, String untrimmed) {
    String text = untrimmed.strip();
    int length = text.length();
    long sample = length;
    int step = Math.max(1, length / SAMPLED_CHARS);
    for (int i = 0; i < length; i += step) {
      sample = sample * 0x100000001B3L + text.charAt(i);
    }
    return finish((hash ^ text.hashCode()) * PRIME ^ sample);
  }

  /** White space does not count: JSON is written with and without. */
  private static long mixJson(long hash, String text) {
    long h = hash ^ PRIME;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c > ' ') {
        h = (h ^ c) * 0x100000001B3L;
      }
    }
    return finish(h);
  }

  private static long finish(long hash) {
    long h = hash ^ (hash >>> 29);
    h *= 0xBF58476D1CE4E5B9L;
    return h ^ (h >>> 32);
  }
}
