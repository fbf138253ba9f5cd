// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.otlp.signals;

import dev.plumbline.model.feedback.CallLink;
import java.util.OptionalDouble;

/**
 * A score that somebody else gave: {@code gen_ai.evaluation.result}.
 *
 * @param name as it was sent
 * @param value any finite number; empty when only a label was given
 * @param epochNanos when it was given
 */
record ExternalScore(
    CallLink link,
    String name,
    OptionalDouble value,
    String label,
    String explanation,
    String errorType,
    long epochNanos) {}
