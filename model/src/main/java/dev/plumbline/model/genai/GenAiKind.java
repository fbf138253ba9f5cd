// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.model.genai;

import java.util.Locale;

/** What a span does, whatever its dialect calls it. Never derived from the OTLP span kind. */
public enum GenAiKind {
  MODEL,
  EMBEDDING,
  AGENT,
  WORKFLOW,
  TOOL,
  RETRIEVAL,
  RERANK,
  GUARDRAIL,
  EVALUATOR,
  MEMORY,
  CHAIN,
  /** A span of no GenAI meaning, for example an HTTP request. */
  OTHER;

  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
