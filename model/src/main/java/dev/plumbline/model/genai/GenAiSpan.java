// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.model.genai;

import dev.plumbline.model.telemetry.Span;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * A span with what was read out of it. Spans of no GenAI meaning have kind {@link GenAiKind#OTHER}
 * and nothing else.
 *
 * @param dialect stable lower-case name such as {@code otel}, {@code openinference}; empty when
 *     none was recognised
 * @param call present only when this span counts as a call to a model: not for an aggregate, nor
 *     for the second span of a call that another span already stands for
 * @param duplicateOf span id of the span that stands for the call; empty when this is no double
 * @param tool present when the span is the run of a tool
 * @param conversationId empty when it can not be known; never the trace id
 * @param environment {@code deployment.environment.name}; empty when not set
 * @param appVersion {@code service.version}; empty when not set
 * @param segments further segments by name: feature, task, intent, traffic_source, customer,
 *     user_tier, region, platform, language, policy_class and those declared in the configuration;
 *     never blank values
 * @param historyHash hash of the conversation up to and including this answer, by which the next
 *     turn finds it; empty when there is no content
 */
public record GenAiSpan(
    Span span,
    String dialect,
    GenAiKind kind,
    Optional<ModelCall> call,
    String duplicateOf,
    Optional<ToolRun> tool,
    List<Document> retrieved,
    String conversationId,
    String userId,
    String agentName,
    String environment,
    String appVersion,
    SortedMap<String, String> segments,
    String historyHash) {

  public String segment(String name) {
    return segments.getOrDefault(name, "");
  }

  /** The span with another reading of its call. */
  public GenAiSpan withCall(ModelCall reading) {
    return new GenAiSpan(
        span,
        dialect,
        kind,
        Optional.of(reading),
        duplicateOf,
        tool,
        retrieved,
        conversationId,
        userId,
        agentName,
        environment,
        appVersion,
        segments,
        historyHash);
  }
}
