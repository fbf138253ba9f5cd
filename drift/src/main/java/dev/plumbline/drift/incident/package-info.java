// SPDX-License-Identifier: Apache-2.0
/**
 * From alerts to incidents: which alerts belong together, which one leads, when an incident comes
 * back, and when a score is back after a fix. Pure functions, and one step that applies them.
 */
@NullMarked
package dev.plumbline.drift.incident;

import org.jspecify.annotations.NullMarked;
