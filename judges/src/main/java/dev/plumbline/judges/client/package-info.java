// SPDX-License-Identifier: Apache-2.0
/**
 * Speaks with a model over HTTP: OpenAI-compatible chat completions and Anthropic messages, with
 * retries and a circuit breaker. No content and no key is ever logged.
 */
@NullMarked
package dev.plumbline.judges.client;

import org.jspecify.annotations.NullMarked;
