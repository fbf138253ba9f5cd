// SPDX-License-Identifier: Apache-2.0
/**
 * From the ingest log to the store: decode, leave out what came twice, read GenAI meaning, score,
 * write, and only then let the log forget. Everything here can be repeated from the log.
 */
@NullMarked
package dev.plumbline.otlp.pipeline;

import org.jspecify.annotations.NullMarked;
