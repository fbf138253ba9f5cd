// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.query;

import dev.plumbline.model.feedback.FeedbackStore;
import dev.plumbline.model.feedback.SignalConfig;
import dev.plumbline.model.score.EvaluatorReport;
import java.util.List;
import java.util.function.Supplier;

/**
 * Where answers about users and evaluators come from. All thread-safe.
 *
 * @param evaluators every evaluator with its health
 * @param problems what is wrong with files of evaluators
 */
public record SignalSources(
    FeedbackStore feedback,
    SignalConfig config,
    Supplier<List<EvaluatorReport>> evaluators,
    Supplier<List<String>> problems) {}
