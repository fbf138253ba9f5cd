// SPDX-License-Identifier: Apache-2.0
/**
 * Reads GenAI meaning out of spans and logs of any instrumentation. Which attribute means what
 * stands in the tables under {@code dialects/}, not in code; see {@code docs/dialects.md}.
 */
@NullMarked
package dev.plumbline.otlp.genai;

import org.jspecify.annotations.NullMarked;
