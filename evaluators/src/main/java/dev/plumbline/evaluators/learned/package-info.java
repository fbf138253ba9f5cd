// SPDX-License-Identifier: Apache-2.0
/**
 * Scores against what a deployment itself usually sees: intents nobody has named, the distribution
 * of its inputs, the usual length of its answers. What was learnt outlives a restart.
 */
@NullMarked
package dev.plumbline.evaluators.learned;

import org.jspecify.annotations.NullMarked;
