// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.otlp.genai;

import dev.plumbline.model.config.Settings;
import java.time.Duration;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How spans are read.
 *
 * @param conversationAttribute attribute that holds the conversation id, before all others; empty
 *     when the usual ones do
 * @param userAttribute attribute that holds the user's id, before all others; empty when the usual
 *     ones do
 * @param segments segment name to the span or resource attribute that holds it
 * @param memoryBytes spans and logs kept for what may still come, roughly
 * @param memoryAge how long they are kept after the last thing that came
 * @param conversations calls remembered to find the turn before
 */
public record GenAiConfig(
    String conversationAttribute,
    String userAttribute,
    SortedMap<String, String> segments,
    long memoryBytes,
    Duration memoryAge,
    int conversations) {

  public static final GenAiConfig DEFAULT = read(Settings.empty());

  public GenAiConfig {
    segments = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(segments));
  }

  /** Reads {@code genai.*} and {@code segments.*}. */
  public static GenAiConfig read(Settings settings) {
    Map<String, String> segments = settings.map("segments");
    return new GenAiConfig(
        settings.text("genai.conversation_attribute", ""),
        settings.text("genai.user_attribute", ""),
        new TreeMap<>(segments),
        settings.bytes("genai.memory", "64MiB"),
        settings.duration("genai.memory_age", Duration.ofMinutes(10)),
        settings.number("genai.remembered_calls", 30_000, 100, 10_000_000));
  }
}
