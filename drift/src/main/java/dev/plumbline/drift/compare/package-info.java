// SPDX-License-Identifier: Apache-2.0
/**
 * Comparisons of two windows of scores under the names, defaults and numbers that people know from
 * Evidently. Their thresholds have no fixed false-alarm rate; see docs/drift.md. Pure functions.
 */
@NullMarked
package dev.plumbline.drift.compare;

import org.jspecify.annotations.NullMarked;
