// SPDX-License-Identifier: Apache-2.0
/**
 * Monitors that people know by name, for those who want just these. None is the default: their
 * thresholds have no fixed false-alarm rate, the corrected ewma excepted. Pure functions.
 */
@NullMarked
package dev.plumbline.drift.preset;

import org.jspecify.annotations.NullMarked;
